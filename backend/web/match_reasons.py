"""The reasons that are offered to end a match or to let it rest."""

from matching.models.match import PauseReason
from matching.services.ends import CHOSEN_ENDS
from matching.texts import end_reason_text, pause_reason_text


def end_reasons() -> list[tuple[str, str]]:
    """Return the reasons to end a match, with their texts in the active language."""
    return [(reason.value, end_reason_text(reason)) for reason in CHOSEN_ENDS]


def pause_reasons() -> list[tuple[str, str]]:
    """Return the reasons to let a match rest, with their texts in the active language."""
    return [(reason.value, pause_reason_text(reason)) for reason in PauseReason]
