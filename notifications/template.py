"""What one kind of message consists of, and where it leads."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise

HOME: Final = "/home/"
TODAY: Final = "/today/"


@dataclass(frozen=True)
class Template:
    """`subject` may leave the house; `title` and `body` are for the inbox, where `title` may hold `%(milestone)s`."""

    subject: Promise
    title: Promise
    body: Promise
    path: str = HOME
