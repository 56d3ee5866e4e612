"""The content of a document in the database: written and read in pieces, so that nobody holds it whole for long."""

from collections.abc import Iterator
from typing import Final

from backend.people.models import Document, DocumentPart

PART: Final = 256 * 2**10  # bytes
PARTS_A_QUERY: Final = 8


class ContentGone(Exception):
    """The content was deleted while it was being read: what was sent is not the whole."""


def write_parts(document: Document, data: bytes) -> None:
    """Write `data` as the parts of `document`, in the transaction of the caller."""
    pieces = (data[start : start + PART] for start in range(0, len(data), PART))
    DocumentPart.objects.bulk_create(
        (DocumentPart(document=document, number=number, content=piece) for number, piece in enumerate(pieces)),
        batch_size=PARTS_A_QUERY,
    )


def parts_of(document: Document) -> Iterator[bytes]:
    """Yield the content of `document`, one part in memory and one query at a time, outside any transaction.

    Raises ContentGone when it is deleted meanwhile: whoever sends it on must break off, not end.
    """
    sent = number = 0
    while sent < document.size:
        part = DocumentPart.objects.filter(document=document, number=number).values_list("content", flat=True).first()
        if not part:
            raise ContentGone
        yield bytes(part)
        sent, number = sent + len(part), number + 1
