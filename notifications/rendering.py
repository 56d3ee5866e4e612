"""Messages as their reader sees them in the inbox: here the codes of a message get their names."""

from collections.abc import Mapping

from backend.journey.plan import MILESTONES
from notifications.models import Message
from notifications.texts import Text, inbox_text


def render(message: Message, language: str) -> Text:
    """Return `message` as text in `language` (the source's language if we do not write that one)."""
    return inbox_text(message.template, _names(message.parameters), language)


def _names(parameters: Mapping[str, str]) -> dict[str, object]:
    code = parameters.get("milestone", "")
    return {"milestone": MILESTONES[code].title if code in MILESTONES else code}
