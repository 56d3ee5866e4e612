"""Pictures as SVG, readable on light and dark paper: lines, circles, slices and words in a few named colours."""

from html import escape
from math import cos, pi, sin
from pathlib import Path
from typing import Final

# name: light, dark. Contrast of every text colour with its paper is at least 4.5 (WCAG 2.2, 1.4.3).
COLOURS: Final = {
    "paper": ("#fbf8f3", "#1f1d1a"),
    "ink": ("#2c2a26", "#ece6dc"),
    "soft": ("#6b6257", "#b3a898"),
    "rule": ("#ddd2c1", "#423d35"),
    "green": ("#2f6f5e", "#74c2a9"),
    "clay": ("#a9532c", "#e3a07a"),
    "blue": ("#3a6491", "#8fb6df"),
}


class Drawing:
    """A picture under construction. Units are pixels, y grows downwards; colours are names of COLOURS."""

    def __init__(self, width: int, height: int, title: str) -> None:
        self.width, self.height = width, height
        self._title = title
        self._parts: list[str] = []
        self.rectangle(0, 0, width, height, "paper")

    def rectangle(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Draw a filled rectangle."""
        where = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
        self._parts.append(f'<rect {where} class="f-{colour}"/>')

    def line(self, points: list[tuple[float, float]], colour: str, width: float = 1.5, *, look: str = "") -> None:
        """Draw a line through the points; `look` is more SVG, such as a dash or an opacity."""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self._parts.append(f'<polyline points="{path}" class="l-{colour}" stroke-width="{width:.1f}" {look}/>')

    def dot(self, x: float, y: float, radius: float, colour: str, *, look: str = "") -> None:
        """Draw a filled circle."""
        self._parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" class="f-{colour}" {look}/>')

    def slice(self, x: float, y: float, radius: float, share: float, colour: str) -> None:
        """Draw that share of a circle, clockwise from the top."""
        if share >= 1:
            self.dot(x, y, radius, colour)
        elif share > 0:
            end = f"{x + radius * sin(2 * pi * share):.1f} {y - radius * cos(2 * pi * share):.1f}"
            arc = f"A{radius:.1f} {radius:.1f} 0 {int(share > 0.5)} 1 {end}"
            self._parts.append(f'<path d="M{x:.1f} {y:.1f}V{y - radius:.1f}{arc}Z" class="f-{colour}"/>')

    def words(
        self,
        x: float,
        y: float,
        text: str,
        *,
        colour: str = "ink",
        size: int = 13,
        anchor: str = "start",
        look: str = "",
    ) -> None:
        """Write a line of text."""
        where = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"'
        self._parts.append(f'<text {where} class="f-{colour}" {look}>{escape(text)}</text>')

    def save(self, path: Path) -> None:
        """Write the file."""
        size = f'viewBox="0 0 {self.width} {self.height}" width="{self.width}" height="{self.height}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="system-ui, sans-serif" role="img"'
        lines = [f'{head} aria-label="{escape(self._title)}">', f"<style>{_style()}</style>", *self._parts, "</svg>"]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _style() -> str:
    light, dark = (
        "".join(f".f-{name}{{fill:{of[i]}}}.l-{name}{{stroke:{of[i]};fill:none}}" for name, of in COLOURS.items())
        for i in (0, 1)
    )
    return f"{light}@media (prefers-color-scheme: dark){{{dark}}}"
