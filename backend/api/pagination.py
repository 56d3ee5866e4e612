"""Pages by key: stable while rows come and go, as fast on page 1,000 as on page 1, and never a count of the table."""

from collections.abc import Callable
from typing import Any, Final

from django.core import signing
from django.db.models import Model, Q, QuerySet
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from backend.errors import Invalid

PAGE_SIZE: Final = 50
LARGEST_PAGE: Final = 200
SALT: Final = "backend.api.cursor"


class PageQuery(serializers.Serializer[Any]):
    """Every list takes these."""

    cursor = serializers.CharField(required=False, help_text="From `next` of the page before; leave it as it is.")
    page_size = serializers.IntegerField(required=False, default=PAGE_SIZE, min_value=1, max_value=LARGEST_PAGE)


class Cursor(BasePagination):
    """`{"next": …, "results": […]}`, in the order of the queryset; ties go by uuid.

    A cursor holds where the page ended, signed: a client can neither forge one nor read ids of ours out of it
    that it has not seen. It stays good for as long as the secret key does.
    """

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        """Return the rows of the page that `request` asks for. One query and the queryset's own prefetches."""
        query = PageQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        self._path, self._order = request.get_full_path(), _order(queryset)
        size = query.validated_data["page_size"]
        found = queryset.order_by(*self._order)
        if cursor := query.validated_data.get("cursor"):
            found = found.filter(_after(self._order, _opened(cursor, self._order)))
        rows = list(found[: size + 1])
        self._last = rows[size - 1] if len(rows) > size else None
        return rows[:size]

    def get_paginated_response(self, data: Any) -> Response:
        """Return the page with the address of the next one, relative to this server; null on the last."""
        return Response({"next": self._next(), "results": data})

    def _next(self) -> str | None:
        if self._last is None:
            return None
        values = [str(_value(self._last, field.lstrip("-"))) for field in self._order]
        return replace_query_param(self._path, "cursor", signing.dumps([self._order, values], salt=SALT))


def page(
    request: Request, queryset: QuerySet[Any], show: Callable[[list[Any]], list[Any]], out: type[Serializer[Any]]
) -> Response:
    """Return the page of `queryset` that `request` asks for; `show` turns its rows into what `out` shows."""
    cursor = Cursor()
    rows = cursor.paginate_queryset(queryset, request)
    return cursor.get_paginated_response(out(show(rows), many=True).data)


def filters_of(query: type[PageQuery], request: Request) -> dict[str, Any]:
    """Return what `request` filters by, as `query` reads it, without what is about pages."""
    read = query(data=request.query_params)
    read.is_valid(raise_exception=True)
    return {name: value for name, value in read.validated_data.items() if name not in PageQuery().fields}


def page_of(name: str, row: type[Serializer[Any]]) -> Serializer[Any]:
    """Return how a page of `row` looks, for the document."""
    following = serializers.CharField(
        allow_null=True, help_text="Address of the next page, relative to this server; null on the last."
    )
    return inline_serializer(name, {"next": following, "results": row(many=True)})


def _order(queryset: QuerySet[Model]) -> list[str]:
    fields = [str(field) for field in queryset.query.order_by if str(field).lstrip("-") not in ("pk", "id", "uuid")]
    return [*fields, "uuid"]


def _value(row: Model, path: str) -> Any:
    value: Any = row
    for name in path.split("__"):
        value = getattr(value, name)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _opened(cursor: str, order: list[str]) -> list[str]:
    try:
        made_for, values = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        made_for, values = None, []
    if made_for != order:
        raise Invalid("this cursor is not of this list", code="bad_cursor", facts={"field": "cursor"})
    return list(values)


def _after(order: list[str], values: list[str]) -> Q:
    """Return what comes after the row with these values: greater in the first field, or equal there and …"""
    after, equal = Q(), Q()
    for field, value in zip(order, values, strict=True):
        name = field.lstrip("-")
        after |= equal & Q(**{f"{name}__{'lt' if field.startswith('-') else 'gt'}": value})
        equal &= Q(**{name: value})
    return after
