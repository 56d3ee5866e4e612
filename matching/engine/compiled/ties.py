"""The hash that breaks ties, for whole arrays in numpy and number by number in compiled code."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Unsigned = TypeVar("Unsigned", NDArray[np.uint64], np.uint64)


def mix(x: Unsigned) -> Unsigned:
    """Return splitmix64 of x (Steele, Lea, Flood, Fast splittable pseudorandom number generators, 2014)."""
    x = x + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
