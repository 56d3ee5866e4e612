"""How a document leaves: as a file to be saved, which no browser shows, runs, guesses about or keeps on the way."""

from collections.abc import Mapping
from typing import Final

from backend.people.models import Document
from backend.people.models.document import DocumentKind

ENDINGS: Final = {DocumentKind.PDF: "pdf", DocumentKind.JPEG: "jpg", DocumentKind.PNG: "png"}


def headers_of(document: Document) -> Mapping[str, str]:
    """Return the HTTP headers for the content of `document`. Its name is ours, whatever it was called."""
    return {
        "Content-Type": document.kind,
        "Content-Length": str(document.size),
        "Content-Disposition": f'attachment; filename="document.{ENDINGS[DocumentKind(document.kind)]}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
