"""The pictures are drawn, can be read on light and dark paper, and nothing lies outside them."""

from itertools import product
from xml.etree import ElementTree

import pytest

from tests.bench import pictures
from tests.bench.drawing import COLOURS, Drawing

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", ["map", "growth", "fairness"])
def test_a_picture_is_well_formed_and_inside_its_frame(tmp_path, name):
    folder = pictures.FOLDER if name == "growth" else tmp_path  # which takes minutes
    if folder == tmp_path:
        pictures.main([name, "--into", str(tmp_path)])
    root = ElementTree.parse(folder / f"{name}.svg").getroot()
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    spots = [(float(text.attrib["x"]), float(text.attrib["y"])) for text in root.iter(f"{SVG}text")]
    for line in root.iter(f"{SVG}polyline"):
        numbers = [float(number) for point in line.attrib["points"].split() for number in point.split(",")]
        spots += zip(numbers[::2], numbers[1::2], strict=True)
    assert len(spots) > 10
    assert all(0 <= x <= width and 0 <= y <= height for x, y in spots)


@pytest.mark.parametrize(("name", "dark"), list(product(["ink", "soft", "green", "clay", "blue"], [0, 1])))
def test_words_can_be_read_on_their_paper(name, dark):
    lighter, darker = sorted((luminance(COLOURS[name][dark]), luminance(COLOURS["paper"][dark])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def luminance(colour):
    """Relative luminance (WCAG 2.2, definition)."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("share", "tag"), [(0, None), (0.3, "path"), (0.7, "path"), (1, "circle")])
def test_a_slice_is_as_large_as_its_share(tmp_path, share, tag):
    draw = Drawing(10, 10, "a < b")
    draw.slice(5, 5, 2, share, "green")
    draw.save(tmp_path / "slice.svg")
    drawn = [part.tag.removeprefix(SVG) for part in ElementTree.parse(tmp_path / "slice.svg").getroot()]
    assert drawn == ["style", "rect", *([tag] if tag else [])]
