"""A binary heap of helpers by distance, in arrays that are kept: lower a distance, take the nearest."""

from matching.engine.arrays import Ints
from matching.engine.compiled.board import AT, FAR, FAR_TIE


def rise(heap: Ints, houses: Ints, at: int) -> None:
    """Move the helper at heap[at] up to where its distance belongs."""
    helper = heap[at]
    mine, my_tie = houses[helper, FAR], houses[helper, FAR_TIE]
    while at > 0:
        above = (at - 1) >> 1
        other = heap[above]
        far = houses[other, FAR]
        if far < mine or (far == mine and houses[other, FAR_TIE] <= my_tie):
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
    mine, my_tie = houses[helper, FAR], houses[helper, FAR_TIE]
    at, below = 0, 1
    while below < size:
        other = heap[below]
        far, far_tie = houses[other, FAR], houses[other, FAR_TIE]
        if below + 1 < size:
            right = heap[below + 1]
            if houses[right, FAR] < far or (houses[right, FAR] == far and houses[right, FAR_TIE] < far_tie):
                below, other, far, far_tie = below + 1, right, houses[right, FAR], houses[right, FAR_TIE]
        if far > mine or (far == mine and far_tie >= my_tie):
            break
        heap[at] = other
        houses[other, AT] = at
        at, below = below, 2 * below + 1
    heap[at] = helper
    houses[helper, AT] = at
    return int(nearest)
