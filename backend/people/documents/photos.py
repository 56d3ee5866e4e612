"""Photos: only their pixels are kept, so where and with what they were taken is gone, and whatever hung on them."""

import struct
import zlib
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from backend.errors import Invalid
from backend.people.models.document import DocumentKind

MOST_PIXELS: Final = 50_000_000  # 200 MB while it is read; what phones take today, as files of at most 8 MiB
LONGEST_SIDE: Final = 20_000
KEPT_SIDE: Final = 3_508  # A4 at 300 dots per inch, on its long side
QUALITY: Final = 88

FORMATS: Final = {DocumentKind.JPEG: "JPEG", DocumentKind.PNG: "PNG"}
BROKEN: Final = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, Image.DecompressionBombError)


def made_anew(upload: bytes, kind: DocumentKind) -> bytes:
    """Return the photo in the same format, upright, at most KEPT_SIDE on each side, and nothing else of the file.

    The same photo always gives the same bytes. Raises Invalid (document_unreadable, photo_too_large).
    """
    try:
        with Image.open(BytesIO(upload), formats=[FORMATS[kind]]) as photo:
            _require_size(photo)
            photo.draft("RGB", (KEPT_SIDE, KEPT_SIDE))  # a large JPEG is read at a half, a quarter or an eighth
            turned = ImageOps.exif_transpose(_smaller(photo))
    except (*BROKEN, Image.DecompressionBombWarning):
        raise Invalid("the photo cannot be read", code="document_unreadable", facts={"field": "file"}) from None
    written = BytesIO()
    _plain(turned).save(written, FORMATS[kind], **({"quality": QUALITY} if kind == DocumentKind.JPEG else {}))
    return written.getvalue()


def _require_size(photo: Image.Image) -> None:
    """Refuse by the header alone: nothing has been unpacked yet."""
    if max(photo.size) > LONGEST_SIDE or photo.width * photo.height > MOST_PIXELS:
        raise Invalid("the photo has too many pixels", code="photo_too_large", facts={"field": "file"})


def _smaller(photo: Image.Image) -> Image.Image:
    photo.thumbnail((KEPT_SIDE, KEPT_SIDE))
    return photo


def _plain(photo: Image.Image) -> Image.Image:
    """Return grey or coloured pixels on white, without the notes that Pillow would write along."""
    if photo.mode.startswith("I"):  # 16 bits of grey
        photo = photo.convert("I").point(lambda level: level / 256).convert("L")
    elif photo.has_transparency_data:
        seen = photo.convert("RGBA")
        photo = Image.new("RGB", photo.size, "white")
        photo.paste(seen, mask=seen)
    plain = photo.convert("L" if photo.mode in ("1", "L") else "RGB")
    plain.info.clear()
    return plain
