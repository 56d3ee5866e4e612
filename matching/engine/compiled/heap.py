"""A binary heap of helpers by distance, in arrays that are kept: lower a distance, take the nearest."""

from matching.engine.arrays import Ints


def rise(heap: Ints, place: Ints, far: Ints, at: int) -> None:
    """Move the helper at heap[at] up to where its distance belongs. `place` is where each helper is in the heap."""
    helper = heap[at]
    mine = far[helper]
    while at > 0:
        above = (at - 1) >> 1
        other = heap[above]
        if far[other] <= mine:
            break
        heap[at] = other
        place[other] = at
        at = above
    heap[at] = helper
    place[helper] = at


def take_nearest(heap: Ints, place: Ints, far: Ints, size: int) -> int:
    """Take the nearest of `size` > 0 helpers out of the heap, and return it."""
    nearest = heap[0]
    place[nearest] = -1
    size -= 1
    if size == 0:
        return int(nearest)
    helper = heap[size]
    mine = far[helper]
    at, below = 0, 1
    while below < size:
        if below + 1 < size and far[heap[below + 1]] < far[heap[below]]:
            below += 1
        other = heap[below]
        if far[other] >= mine:
            break
        heap[at] = other
        place[other] = at
        at, below = below, 2 * below + 1
    heap[at] = helper
    place[helper] = at
    return int(nearest)
