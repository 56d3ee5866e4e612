"""A binary heap of helpers by distance, in arrays that are kept: lower a distance, take the nearest."""

from matching.engine.arrays import Ints
from matching.engine.compiled.board import AT, FAR


def rise(heap: Ints, houses: Ints, at: int) -> None:
    """Move the helper at heap[at] up to where its distance belongs."""
    helper = heap[at]
    mine = houses[helper, FAR]
    while at > 0:
        above = (at - 1) >> 1
        other = heap[above]
        if houses[other, FAR] <= mine:
            break
        heap[at] = other
        houses[other, AT] = at
        at = above
    heap[at] = helper
    houses[helper, AT] = at


def take_nearest(heap: Ints, houses: Ints, size: int) -> int:
    """Take the nearest of `size` > 0 helpers out of the heap, and return it."""
    nearest = heap[0]
    houses[nearest, AT] = -1
    size -= 1
    if size == 0:
        return int(nearest)
    helper = heap[size]
    mine = houses[helper, FAR]
    at, below = 0, 1
    while below < size:
        if below + 1 < size and houses[heap[below + 1], FAR] < houses[heap[below], FAR]:
            below += 1
        other = heap[below]
        if houses[other, FAR] >= mine:
            break
        heap[at] = other
        houses[other, AT] = at
        at, below = below, 2 * below + 1
    heap[at] = helper
    houses[helper, AT] = at
    return int(nearest)
