"""Who may open a page: somebody signed in, or staff. Nothing behind a door is kept by a browser or a proxy."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from backend.errors import NotFound
from backend.people.access import is_staff_somewhere
from backend.people.models import Person
from backend.web.refusals import View, refusing_kindly

P = ParamSpec("P")


def acting(request: HttpRequest) -> Person:
    """Return the person who is signed in. Only behind one of the doors below."""
    assert isinstance(request.user, Person)
    return request.user


def member_page(*, back: str | None = None, is_back_to_same: bool = False) -> Callable[[View[P]], View[P]]:
    """Let in everybody who is signed in; others are sent to sign in first."""

    def door(view: View[P]) -> View[P]:
        kind = refusing_kindly(view, back=back, is_back_to_same=is_back_to_same)
        return never_cache(login_required(kind))

    return door


def staff_page(*, back: str | None = None, is_back_to_same: bool = False) -> Callable[[View[P]], View[P]]:
    """Let in staff of any organisation; for everybody else who is signed in there is no such page."""

    def door(view: View[P]) -> View[P]:
        @wraps(view)
        def staff_only(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not is_staff_somewhere(acting(request)):
                raise NotFound("no such page")
            return view(request, *args, **kwargs)

        return member_page(back=back, is_back_to_same=is_back_to_same)(staff_only)

    return door
