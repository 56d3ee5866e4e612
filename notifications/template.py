"""What one kind of message consists of, and where it leads."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HOME: Final = "/home/"
TODAY: Final = "/today/"
HAND_OVERS: Final = "/hand-overs/"

LETTER: Final = _(
    "Hello,\n\nThere is something new for you in Familievriend. Sign in to read it:\n%(link)s\n\nFamilievriend"
)
LETTER_TO_TAP: Final = _(
    "Hello,\n\nThere is one question for you in Familievriend. Answer it here with one tap. "
    "You do not need to sign in:\n%(link)s\n\nFamilievriend"
)


@dataclass(frozen=True)
class Template:
    """`subject` and `letter` may leave the house, the latter with its `%(link)s`; `title` and `body` are for the
    inbox, where `title` may hold `%(milestone)s`."""

    subject: Promise
    title: Promise
    body: Promise
    path: str = HOME
    letter: Promise = LETTER
