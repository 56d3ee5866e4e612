"""Examples for the document: small, and true to the schema (a test checks each)."""

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample

FAMILY: Final = "4be0643f-1d98-473b-97cd-ca98a65347dd"
HELPER: Final = "0e4f1a52-7d1c-4b52-9d3d-6f0f3f1f5a10"
MATCH: Final = "9b2d7c55-0c8e-4d0e-8a73-5a8c9a0f2a11"
ORGANISATION: Final = "2f1f7f3e-58a1-4f0e-9c39-0f6f2a1f7c22"
PROPOSAL: Final = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
RUN: Final = "c56a4180-65aa-42ec-a945-5fd21dec0538"
STEP: Final = "16fd2706-8baf-433b-82eb-8c7fada847da"
MUNICIPALITY: Final = "6ba7b810-9dad-41d1-80b4-00c04fd430c8"
CONCERN: Final = "f3a1c9d2-5b7e-4c1a-8e55-2d9b6a7c4e10"
OTHER: Final = "886313e1-3b8a-4372-9b90-0c9aee199e5d"


def answer(value: Any, status: int = 200) -> OpenApiExample:
    """Return `value` as what an operation answers."""
    return OpenApiExample("answer", value=value, response_only=True, status_codes=[str(status)])


def asked(value: Any) -> OpenApiExample:
    """Return `value` as what is sent."""
    return OpenApiExample("request", value=value, request_only=True)


def text(words: str, lang: str = "en") -> dict[str, str]:
    """Return a human text."""
    return {"text": words, "lang": lang, "dir": "rtl" if lang in ("ar", "fa-af") else "ltr"}


def page(row: Any) -> dict[str, Any]:
    """Return a last page with one row."""
    return {"next": None, "results": [row]}
