"""How people sign in, where allauth asks us."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts come from organisations (import, invitation); nobody opens one alone yet."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: an open door would let strangers in before anybody checks them."""
        return False
