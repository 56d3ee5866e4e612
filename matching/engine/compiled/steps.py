"""What moves people on a board, step by step: compiled, or the same as plain Python."""

from types import SimpleNamespace
from typing import Final

from matching.engine.compiled import falling, jit, joining, kernel, leaving
from matching.engine.compiled.programs import SHORTEST_PATHS

PLAIN: Final = SimpleNamespace(
    let_in=kernel.let_in,
    link=joining.link,
    take_places=joining.take_places,
    add=joining.add,
    fill=leaving.fill,
    leave=leaving.leave,
    forget=leaving.forget,
    strike=leaving.strike,
    close=leaving.close,
    begin=falling.begin,
    spread=falling.spread,
    end=falling.end,
)


def steps() -> SimpleNamespace:
    """Return these functions: compiled where that has been prepared, else plain Python."""
    return jit.load(SHORTEST_PATHS) or PLAIN
