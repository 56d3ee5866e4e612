"""Who is asking: a phone by its session token, a browser by its cookie (with CSRF check)."""

from allauth.headless.contrib.rest_framework.authentication import XSessionTokenAuthentication
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request

from backend.people.models import Person


class PhoneSession(XSessionTokenAuthentication):  # type: ignore[misc]  # allauth ships no types
    """The token that allauth gave at sign-in, in `X-Session-Token`."""

    def authenticate_header(self, request: Request) -> str:
        """Return a challenge, so that "not signed in" is 401 and not 403."""
        return "X-Session-Token"


class BrowserSession(SessionAuthentication):
    """The cookie of a signed-in browser. Unsafe methods need the CSRF token."""

    def authenticate_header(self, request: Request) -> str:
        """Return a challenge, so that "not signed in" is 401 and not 403."""
        return "Session"


def acting(request: Request) -> Person:
    """Return who is asking. Only for views that require sign-in."""
    person = request.user
    assert isinstance(person, Person)
    return person
