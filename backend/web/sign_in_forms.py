"""allauth's forms in our words; and a password can be asked for anew by staff only."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, LoginForm, RequestLoginCodeForm, ResetPasswordForm
from django.utils.translation import gettext_lazy as _

from backend.people.access import is_staff_somewhere
from backend.people.models import Person


class PasswordSignIn(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["password"].label = _("Password")


class AskForCode(RequestLoginCodeForm):  # type: ignore[misc]  # allauth ships no types
    """The address to which a code is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")


class TypeCode(ConfirmLoginCodeForm):  # type: ignore[misc]  # allauth ships no types
    """The code that was sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Your code")


class AskForNewPassword(ResetPasswordForm):  # type: ignore[misc]  # allauth ships no types
    """For staff: whoever else opens the mailbox for a moment must not leave with a password."""

    def clean_email(self) -> str:
        """Keep of the accounts with this address those of staff; the answer looks the same either way."""
        email: str = super().clean_email()
        found: list[Person] = self.__dict__["users"]
        self.users = [person for person in found if is_staff_somewhere(person)]
        return email
