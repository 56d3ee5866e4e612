"""What a document is, by what is in it: a PDF that is looked through, or a photo that is made anew."""

from dataclasses import dataclass
from typing import Final

from backend.errors import Invalid
from backend.people.documents.pdfs import require_harmless
from backend.people.documents.photos import made_anew
from backend.people.models.document import DocumentKind

LARGEST: Final = 8 * 2**20  # bytes, as handed in and as kept
LARGEST_BODY: Final = LARGEST + 2**16  # of a request that brings one, with its other fields
BEGINNINGS: Final[dict[bytes, DocumentKind]] = {
    b"%PDF-": DocumentKind.PDF,
    b"\xff\xd8\xff": DocumentKind.JPEG,
    b"\x89PNG\r\n\x1a\n": DocumentKind.PNG,
}


@dataclass(frozen=True)
class Content:
    """What is kept of a document."""

    kind: DocumentKind
    data: bytes


def content_of(upload: bytes) -> Content:
    """Return what to keep of `upload`. The name and the type that came with it are never asked.

    A PDF stays as it is, byte for byte: it may be signed. Raises Invalid (document_empty, document_too_large,
    document_kind, document_unreadable, document_locked, document_active, photo_too_large), naming the field.
    """
    if not upload:
        raise _refused("document_empty", "the file is empty")
    if len(upload) > LARGEST:
        raise _refused("document_too_large", f"a document has at most {LARGEST} bytes")
    kind = next((kind for beginning, kind in BEGINNINGS.items() if upload.startswith(beginning)), None)
    if kind is None:
        raise _refused("document_kind", "only PDF, JPEG and PNG are taken")
    if kind == DocumentKind.PDF:
        require_harmless(upload)
        return Content(kind, upload)
    made = made_anew(upload, kind)
    if len(made) > LARGEST:
        raise _refused("document_too_large", f"made anew it has more than {LARGEST} bytes")
    return Content(kind, made)


def _refused(code: str, detail: str) -> Invalid:
    return Invalid(detail, code=code, facts={"field": "file"})
