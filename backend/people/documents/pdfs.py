"""PDFs: taken only when nothing in them acts, hides a file or is locked. They are read, never shown or changed."""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from pypdf import Configuration, PdfReader, apply_configuration
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from backend.errors import Invalid

# Names of ISO 32000-2 that stand only where something is run, sent, played, opened elsewhere or carried along.
ACTIVE: Final = frozenset(
    f"/{name}"
    for name in (
        *("JavaScript", "JS", "Launch", "SubmitForm", "ImportData", "GoToR", "GoToE"),
        *("EmbeddedFile", "EmbeddedFiles", "EF", "FileAttachment"),
        *("RichMedia", "Rendition", "Movie", "Sound", "3D", "XFA"),
    )
)
# The long ones are also looked for in the bare bytes, where a reader that mends broken files would find them.
IN_BYTES: Final = re.compile(rb"/(?:JavaScript|SubmitForm|ImportData|EmbeddedFiles?|FileAttachment|RichMedia)\b")

# An extract of a few pages has some hundred values; a long report some ten thousand.
MOST_VALUES: Final = 400_000
MOST_UNPACKED: Final = 8 * 2**20  # bytes of all packed objects together; pages and images stay packed
LIMITS: Final = Configuration(
    zlib_maximum_output_length=MOST_UNPACKED,
    lzw_maximum_output_length=MOST_UNPACKED,
    run_length_maximum_output_length=MOST_UNPACKED,
    brotli_maximum_output_length=MOST_UNPACKED,
    stream_decoding_work_maximum_length=2 * MOST_UNPACKED,
    stream_filters_maximum_length=2,
    jbig2dec_binary=None,
)
BROKEN: Final = (
    *(PyPdfError, ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError),
    *(ValueError, OSError, EOFError, NotImplementedError, zlib.error),
)


def require_harmless(upload: bytes) -> None:
    """Refuse a PDF that we cannot read through, or should not hand on.

    Raises Invalid: document_unreadable (broken, or something that follows after its end), document_locked (needs a
    password), document_active (scripts, actions that leave the document, files inside).
    """
    if not upload.rstrip(b"\0\t\n\r ").endswith(b"%%EOF"):
        raise _refused("document_unreadable", "the PDF does not end where it should")
    try:
        with apply_configuration(LIMITS):
            reader = PdfReader(BytesIO(upload))
            if reader.is_encrypted:
                raise _refused("document_locked", "the PDF is locked with a password")
            is_active = IN_BYTES.search(upload) is not None or not ACTIVE.isdisjoint(_names(reader))
    except BROKEN:
        raise _refused("document_unreadable", "the PDF cannot be read") from None
    if is_active:
        raise _refused("document_active", "the PDF holds scripts, actions or other files")


def _names(reader: PdfReader) -> Iterator[str]:
    """Yield every name in the objects of the file, whether its pages use them or not."""
    waiting = _objects(reader)
    seen: set[tuple[int, int]] = set()
    for _ in range(MOST_VALUES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            if (value.idnum, value.generation) not in seen:
                seen.add((value.idnum, value.generation))
                waiting.append(reader.get_object(value))
        elif isinstance(value, NameObject):
            yield str(value)
        elif isinstance(value, DictionaryObject):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, ArrayObject):
            waiting += value
    raise ValueError("more values than a document has")


def _objects(reader: PdfReader) -> list[Any]:
    if not isinstance(reader.trailer["/Root"], DictionaryObject):
        raise ValueError("no catalogue")
    _require_little_unpacked(reader)
    plain = [
        IndirectObject(number, generation, reader) for generation, found in reader.xref.items() for number in found
    ]
    return [reader.trailer, *plain, *(IndirectObject(number, 0, reader) for number in reader.xref_objStm)]


def _require_little_unpacked(reader: PdfReader) -> None:
    """Count what the packed objects come to before any of them is read."""
    total = 0
    for number in {packed for packed, _ in reader.xref_objStm.values()}:
        stream: Any = reader.get_object(IndirectObject(number, 0, reader))
        total += len(stream.get_data())
        if total > MOST_UNPACKED:
            raise ValueError("more packed objects than a document has")


def _refused(code: str, detail: str) -> Invalid:
    return Invalid(detail, code=code, facts={"field": "file"})
