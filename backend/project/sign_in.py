"""How people sign in, where allauth asks us."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from backend.people.selectors import language_read_at


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts come from organisations (import, invitation); nobody opens one alone yet."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Check it, or ask for a new one."),
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "too_many_login_attempts": _("Please wait a few minutes, then try again."),
        "rate_limited": _("We have sent you codes already. Check your mail, or wait a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: an open door would let strangers in before anybody checks them."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send the mail in the language of its reader, whatever the browser of whoever asked speaks."""
        with translation.override(language_read_at(email) or translation.get_language()):
            super().send_mail(template_prefix, email, context)
