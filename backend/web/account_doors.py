"""Which of allauth's addresses are open, and to whom. What is not named here is closed, for new ones too.

A shared phone that lies open for five minutes must not be enough to take an account over: families and volunteers
sign in and out, and change nothing about how. Staff manage password, second factor and sessions in the browser,
within five minutes of signing in.
"""

import json
import time
from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from backend.people.access import is_staff_somewhere
from backend.people.models import Person

PREFIXES: Final = ("/accounts/", "/_allauth/")
RECENT: Final = 300  # seconds
LARGEST: Final = 16_384  # bytes; the longest request of allauth's has a few hundred

OPEN: Final = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_request_login_code",
        "account_confirm_login_code",
        "account_email_verification_sent",
        "account_reauthenticate",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "headless:openapi_json",
        "headless:openapi_yaml",
        *(
            f"headless:{client}:{name}"
            for client in ("app", "browser")
            for name in (
                "config",
                "account:current_session",
                "account:login",
                "account:request_login_code",
                "account:resend_login_code",
                "account:confirm_login_code",
                "account:verify_email",
                "account:resend_email_verification_code",
                "account:reauthenticate",
                "mfa:authenticate",
                "mfa:reauthenticate",
                "usersessions:sessions",
            )
        ),
    }
)
FOR_STAFF: Final = frozenset(
    {
        "account_change_password",
        "account_set_password",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "usersessions_list",
    }
)
ONLY_READ: Final = frozenset({"headless:app:usersessions:sessions", "headless:browser:usersessions:sessions"})
LOOKS_ONLY: Final = frozenset({"mfa_index", "usersessions_list"})


class AccountDoorsMiddleware:
    """Stands before allauth's views, by what Django resolved (`path_info`): a script name must not lead around it; every answer of theirs that says nothing else is not to be stored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if request.path_info.startswith(PREFIXES) and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], arguments: Any, named: Any
    ) -> HttpResponse | None:
        """Let through what is open to this person; refuse the rest. A body too large or too deep never gets in."""
        if not request.path_info.startswith(PREFIXES):
            return None
        assert request.resolver_match is not None
        if (refused := _refuse_body(request)) is not None:
            return refused
        name = request.resolver_match.view_name
        if name in OPEN and not (name in ONLY_READ and request.method != "GET"):
            return None
        if name not in FOR_STAFF or not _is_staff(request):
            raise Http404("no such page")
        if name not in LOOKS_ONLY and not _may_change_account(request):
            raise PermissionDenied("sign in anew to change how you sign in")
        return None


def _is_staff(request: HttpRequest) -> bool:
    return isinstance(request.user, Person) and is_staff_somewhere(request.user)


def _may_change_account(request: HttpRequest) -> bool:
    """Return whether the person has signed in just now, or has a password that allauth will ask for again."""
    records = request.session.get("account_authentication_methods", [])
    is_recent = any(time.time() - record.get("at", 0) < RECENT for record in records)
    return is_recent or (isinstance(request.user, Person) and request.user.has_usable_password())


def _refuse_body(request: HttpRequest) -> HttpResponse | None:
    """Refuse what is too large or nested too deep; allauth reads JSON whatever the content type says."""
    try:
        if int(request.headers.get("Content-Length") or 0) > LARGEST:
            return JsonResponse({"status": 413}, status=413)
        if request.path_info.startswith("/_allauth/"):
            json.loads(request.body or b"null")
    except RecursionError:
        return JsonResponse({"status": 400}, status=400)
    except ValueError:
        return None
    return None
