"""What every test starts from: its own corner of the real Redis and the source language."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _own_cache(settings: Any) -> None:
    """Rate limits and cached answers of one test must not reach the next."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": uuid4().hex}}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """A request leaves its language active in the thread."""
    with translation.override("en"):
        yield
