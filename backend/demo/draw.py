"""Chance with a seed: the only place of the product where dice are thrown."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")


class Draw:
    """Draws that come out the same for the same seed, in the same order of asking."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311  # it makes up people, not secrets

    def uuid(self) -> UUID:
        """Return a random UUID of version 4."""
        return UUID(int=self._random.getrandbits(128), version=4)

    def chance(self, share: float) -> bool:
        """Return True in `share` of all cases."""
        return self._random.random() < share

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, all as likely."""
        return self._random.randint(low, high)

    def one(self, of: Sequence[T]) -> T:
        """Return one element, all as likely."""
        return self._random.choice(of)

    def some(self, of: Sequence[T], low: int, high: int) -> list[T]:
        """Return `low` to `high` different elements, in the order of `of`."""
        chosen = self._random.sample(range(len(of)), min(self.whole(low, high), len(of)))
        return [of[index] for index in sorted(chosen)]

    def share(self, shares: Mapping[T, float]) -> T:
        """Return one key, as likely as its share."""
        return self._random.choices(list(shares), weights=list(shares.values()))[0]

    def each(self, chances: Mapping[T, float]) -> list[T]:
        """Return those keys whose own chance came out, in their order."""
        return [key for key, chance in chances.items() if self.chance(chance)]
