"""What is taken of what people hand in: by its content, without anything that acts, tells or hides."""

import time
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from backend.errors import Invalid
from backend.people.documents.content import LARGEST, content_of
from backend.people.documents.photos import KEPT_SIDE
from backend.people.models.document import DocumentKind
from tests.people.document_files import (
    CATALOGUE_THAT_RUNS,
    GPS,
    PLAIN_OBJECTS,
    a_jpeg,
    a_locked_pdf,
    a_packed_pdf,
    a_pdf,
    a_pdf_with_a_file_inside,
    a_png,
    a_png_that_claims,
    a_png_with_a_note,
)

SCRIPT = b"<script>alert(1)</script>"


def refusal(upload):
    with pytest.raises(Invalid) as refused:
        content_of(upload)
    assert refused.value.facts == {"field": "file"}
    return refused.value.code


def read(content):
    return Image.open(BytesIO(content.data))


@pytest.mark.parametrize("upload", [a_pdf(), a_packed_pdf(PLAIN_OBJECTS)])
def test_a_pdf_is_kept_as_it_is(upload):
    content = content_of(upload)
    assert (content.kind, content.data) == (DocumentKind.PDF, upload)


@pytest.mark.parametrize(("upload", "kind"), [(a_jpeg(), DocumentKind.JPEG), (a_png(), DocumentKind.PNG)])
def test_a_photo_stays_what_it_is(upload, kind):
    content = content_of(upload)
    assert content.kind == kind
    assert read(content).size == (60, 40)


@pytest.mark.parametrize("upload", [a_jpeg(), a_png(), a_png(mode="I;16"), a_jpeg((4_000, 3_000))])
def test_the_same_file_gives_the_same_bytes(upload):
    assert content_of(upload) == content_of(upload)


@pytest.mark.parametrize(
    "upload",
    [
        b"hello",
        b"GIF89a" + bytes(20),
        b"<html>" + SCRIPT,
        b"<html>" + SCRIPT + a_pdf(),
        b"PK\x03\x04" + a_pdf(),
        b"MZ" + bytes(200),
        b"\n" + a_pdf(),
        b"RIFF\0\0\0\0WEBP",
    ],
)
def test_everything_else_is_refused(upload):
    assert refusal(upload) == "document_kind"


def test_an_empty_file_is_refused():
    assert refusal(b"") == "document_empty"


def test_the_largest_is_taken_and_one_byte_more_is_not():
    exact = a_pdf([*PLAIN_OBJECTS, b"(%s)" % (b"x" * (LARGEST - len(a_pdf([*PLAIN_OBJECTS, b"()"])) - 13))])
    exact = exact[:-6] + b"\n" * (LARGEST - len(exact)) + exact[-6:]
    assert len(exact) == LARGEST
    assert content_of(exact).data == exact
    assert refusal(exact + b"\n") == "document_too_large"


class TestPhotos:
    def test_where_and_with_what_it_was_taken_is_gone(self):
        upload = a_jpeg(has_place=True)
        assert Image.open(BytesIO(upload)).getexif().get_ifd(GPS)
        content = content_of(upload)
        kept = read(content)
        assert not kept.getexif()
        assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert b"Secret" not in content.data

    def test_it_stands_upright_without_the_note_that_said_so(self):
        assert read(content_of(a_jpeg((60, 40), orientation=6))).size == (40, 60)

    def test_what_hangs_on_it_is_gone(self):
        upload = a_png_with_a_note(SCRIPT)
        assert upload.count(SCRIPT) == 2
        assert SCRIPT not in content_of(upload).data
        behind = a_jpeg() + SCRIPT + b"PK\x03\x04"
        assert SCRIPT not in content_of(behind).data

    def test_a_colour_profile_is_gone(self):
        written = BytesIO()
        Image.new("RGB", (20, 20)).save(written, "PNG", icc_profile=b"SecretProfile")
        assert b"icc_profile" not in read(content_of(written.getvalue())).info

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
    def test_every_kind_of_png_is_read(self, mode):
        assert read(content_of(a_png(mode=mode))).mode in ("L", "RGB")

    def test_what_is_transparent_becomes_white(self):
        written = BytesIO()
        Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(written, "PNG")
        assert read(content_of(written.getvalue())).getpixel((4, 4)) == (255, 255, 255)

    def test_sixteen_bits_of_grey_keep_their_shades(self):
        written = BytesIO()
        Image.new("I;16", (9, 9), 32_768).save(written, "PNG")
        assert read(content_of(written.getvalue())).getpixel((4, 4)) == 128

    def test_a_large_one_is_made_small_enough_to_read(self):
        assert max(read(content_of(a_jpeg((8_000, 6_000)))).size) == KEPT_SIDE

    @pytest.mark.parametrize("size", [(8_000, 8_000), (20_001, 10)])
    def test_a_bomb_is_refused_before_it_is_unpacked(self, size):
        bomb = a_png_that_claims(*size)
        assert len(bomb) < 100_000
        begun = time.perf_counter()
        assert refusal(bomb) == "photo_too_large"
        assert time.perf_counter() - begun < 0.5

    def test_a_giant_bomb_is_refused(self):
        assert refusal(a_png_that_claims(19_999, 19_999)) in ("photo_too_large", "document_unreadable")

    @pytest.mark.parametrize("upload", [a_jpeg((600, 400)), a_png((600, 400))])
    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
    def test_half_a_photo_is_refused(self, upload, share):
        assert refusal(upload[: int(len(upload) * share)]) == "document_unreadable"

    def test_another_format_behind_the_beginning_is_refused(self):
        assert refusal(b"\xff\xd8\xff" + b"GIF89a" + bytes(100)) == "document_unreadable"


class TestPdfs:
    @pytest.mark.parametrize("make", [a_pdf, a_packed_pdf])
    @pytest.mark.parametrize(
        "evil",
        [
            b"<< /S /JavaScript /JS (app.alert(1)) >>",
            b"<< /S /J#61vaScript /J#53 (app.alert(1)) >>",
            b"<< /S /Launch /F (cmd.exe) >>",
            b"<< /S /SubmitForm /F (elsewhere) >>",
            b"<< /S /GoToR /F (elsewhere) >>",
            b"<< /Type /Filespec /EF << /F 2 0 R >> >>",
            b"<< /Subtype /RichMedia >>",
            b"[ [ << /Deep [ << /JS (x) >> ] >> ] ]",
            b"<< /AcroForm << /XFA [] >> >>",
        ],
    )
    def test_what_acts_is_refused_wherever_it_lies(self, make, evil):
        assert refusal(make([*PLAIN_OBJECTS, evil])) == "document_active"

    @pytest.mark.parametrize("make", [a_pdf, a_packed_pdf])
    def test_what_runs_when_it_is_opened_is_refused(self, make):
        assert refusal(make([CATALOGUE_THAT_RUNS, *PLAIN_OBJECTS[1:]])) == "document_active"

    def test_what_an_older_version_of_the_file_did_is_refused(self):
        evil = a_pdf([CATALOGUE_THAT_RUNS, *PLAIN_OBJECTS[1:]])
        clean = a_pdf()
        assert refusal(evil + clean) == "document_active"

    def test_a_file_inside_is_refused(self):
        assert refusal(a_pdf_with_a_file_inside()) == "document_active"

    def test_a_locked_one_is_refused(self):
        assert refusal(a_locked_pdf()) == "document_locked"

    def test_a_link_and_a_place_to_open_at_are_fine(self):
        catalogue = b"<< /Type /Catalog /Pages 2 0 R /OpenAction [3 0 R /Fit] >>"
        link = b"<< /Type /Annot /Subtype /Link /A << /S /URI /URI (https://example.org) >> >>"
        assert content_of(a_pdf([catalogue, *PLAIN_OBJECTS[1:], link])).kind == DocumentKind.PDF

    @pytest.mark.parametrize("behind", [SCRIPT, b"PK\x03\x04 a whole archive PK\x05\x06"])
    def test_something_behind_its_end_is_refused(self, behind):
        assert refusal(a_pdf() + behind) == "document_unreadable"

    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
    def test_half_a_pdf_is_refused(self, share):
        upload = a_pdf()
        assert refusal(upload[: int(len(upload) * share)]) == "document_unreadable"

    def test_a_web_page_with_the_beginning_and_end_of_a_pdf_is_refused(self):
        assert refusal(b"%PDF-1.7\n<html>" + SCRIPT + b"</html>\n%%EOF") == "document_unreadable"

    def test_objects_that_lead_in_circles_end(self):
        circle = [*PLAIN_OBJECTS, b"<< /Next 5 0 R >>", b"<< /Next 4 0 R >>"]
        assert content_of(a_pdf(circle)).kind == DocumentKind.PDF

    @pytest.mark.parametrize("upload", [
        a_packed_pdf(PLAIN_OBJECTS, padding=100 * 2**20),
        a_pdf([*PLAIN_OBJECTS, b"[" * 5_000 + b"]" * 5_000]),
        a_pdf([*PLAIN_OBJECTS, b"[" + b"0 " * 500_000 + b"]"]),
        a_pdf([*PLAIN_OBJECTS, *([b"[" + b"/A " * 2_000 + b"]"] * 300)]),
    ])  # fmt: skip
    def test_a_bomb_is_refused_in_little_time(self, upload):
        begun = time.perf_counter()
        assert refusal(upload) == "document_unreadable"
        assert time.perf_counter() - begun < 10

    @given(st.integers(0, 10_000), st.binary(min_size=1, max_size=6), st.booleans())
    @settings(max_examples=150, deadline=None)
    def test_a_damaged_one_is_taken_or_refused_and_breaks_nothing(self, place, damage, is_packed):
        upload = (a_packed_pdf if is_packed else a_pdf)([*PLAIN_OBJECTS, b"<< /A [1 (x) /B] >>"])
        place %= len(upload)
        with suppress(Invalid):
            content_of(upload[:place] + damage + upload[place + len(damage) :])
