"""What pages have in common: the language they are in, and cutting a long list into pages."""

from typing import Any, Final, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language

PER_PAGE: Final = 20
Row = TypeVar("Row", bound=Model)


def reading() -> str:
    """Return the code of the language that this page is shown in."""
    return get_language() or "en"


def page_of(request: HttpRequest, rows: QuerySet[Row]) -> Page[Row]:
    """Return the page of `rows` that the address asks for; a number that there is not gives the nearest."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def query_without_page(request: HttpRequest) -> str:
    """Return the query of the address without its page number, for links to other pages of the same list."""
    parameters: Any = request.GET.copy()
    parameters.pop("page", None)
    return str(parameters.urlencode())
