"""Files as people hand them in, and as somebody with bad intent would make them."""

import struct
import zlib
from io import BytesIO

from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2
from pypdf import PdfWriter

PLAIN_OBJECTS = [
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>",
]
CATALOGUE_THAT_RUNS = b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"
GPS = 0x8825


def a_pdf(objects: list[bytes] | None = None) -> bytes:
    """Return a PDF of these objects, numbered from 1, the first of them the catalogue, with a plain table at its end."""
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects or PLAIN_OBJECTS, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, rows)
    return (
        body + table + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, len(body))
    )


def a_packed_pdf(objects: list[bytes], *, padding: int = 0) -> bytes:
    """Return a PDF whose objects all lie compressed in one stream, `padding` blanks behind them."""
    offsets, inside = [], b""
    for number, content in enumerate(objects, 1):
        offsets.append(b"%d %d" % (number, len(inside)))
        inside += content + b" "
    head = b" ".join(offsets) + b" "
    stream_number, table_number = len(objects) + 1, len(objects) + 2
    packed = zlib.compress(head + inside + b" " * padding, 9)
    body = b"%PDF-1.7\n"
    place = len(body)
    body += b"%d 0 obj\n<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>\nstream\n" % (
        *(stream_number, len(objects), len(head), len(packed)),
    )
    body += packed + b"\nendstream\nendobj\n"
    rows = [struct.pack(">BIH", 0, 0, 65_535)]
    rows += [struct.pack(">BIH", 2, stream_number, index) for index in range(len(objects))]
    rows += [struct.pack(">BIH", 1, place, 0), struct.pack(">BIH", 1, len(body), 0)]
    table = zlib.compress(b"".join(rows))
    start = len(body)
    body += b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Root 1 0 R /Filter /FlateDecode /Length %d >>\nstream\n" % (
        *(table_number, len(rows), len(table)),
    )
    return body + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start


def a_locked_pdf() -> bytes:
    """Return a PDF that asks for a password."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    return _written(writer)


def a_pdf_with_a_file_inside() -> bytes:
    """Return a PDF that carries a program along."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_attachment("nice.exe", b"MZ")
    return _written(writer)


def a_jpeg(size: tuple[int, int] = (60, 40), *, orientation: int = 0, has_place: bool = False) -> bytes:
    """Return a photo; `has_place` puts down where it was taken, with what, and a small picture of itself."""
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    if has_place:
        exif[0x010F] = "SecretPhoneMaker"
        where = ImageFileDirectory_v2()
        where[1], where[2] = "N", (51.0, 3.0, 15.5)
        exif[GPS] = dict(where)
    written = BytesIO()
    picture = Image.radial_gradient("L").resize(size).convert("RGB")
    picture.save(written, "JPEG", exif=exif, comment=b"SecretComment" if has_place else b"")
    return written.getvalue()


def a_png(size: tuple[int, int] = (60, 40), mode: str = "RGB") -> bytes:
    """Return a picture."""
    written = BytesIO()
    Image.new(mode, size).save(written, "PNG")
    return written.getvalue()


def a_png_that_claims(width: int, height: int) -> bytes:
    """Return some bytes that say that they unpack to this many black pixels, and do."""
    rows = zlib.compressobj(9)
    packed = b"".join(rows.compress(bytes(1 + width // 8)) for _ in range(height)) + rows.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def a_png_with_a_note(text: bytes) -> bytes:
    """Return a picture with `text` in a chunk of its own, and once more behind its end."""
    plain = a_png()
    place = plain.index(b"IDAT") - 4
    return plain[:place] + _chunk(b"tEXt", b"Comment\0" + text) + plain[place:] + text


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _written(writer: PdfWriter) -> bytes:
    written = BytesIO()
    writer.write(written)
    return written.getvalue()
