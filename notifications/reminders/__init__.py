"""The rules of who is told what and when, and the planner that turns them into rows of the ledger, once each."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from notifications.models import Message
from notifications.reminders import check_ins, concerns, endings, hand_overs, helpers, matches, proposals, steps, votes
from notifications.reminders.due import Rule
from notifications.reminders.ledger import enter

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        steps.STEP_DUE: steps.step_due,
        proposals.ANSWER_WANTED: proposals.answer_wanted,
        proposals.ANSWER_WANTED_SOON: proposals.answer_wanted_soon,
        votes.VOTE_WANTED: votes.vote_wanted,
        proposals.JUDGEMENT_WANTED_SOON: proposals.judgement_wanted_soon,
        matches.MATCH_MADE: matches.match_made,
        matches.TRIAL_ANSWER_WANTED: matches.trial_answer_wanted,
        concerns.CONCERN_WAITING: concerns.concern_waiting,
        concerns.CONCERN_OVERDUE: concerns.concern_overdue,
        check_ins.CHECK_IN_WANTED: check_ins.check_in_wanted,
        matches.REVIEW_WANTED: matches.review_wanted,
        endings.PROPOSAL_ENDED: endings.proposal_ended,
        endings.MATCH_ENDED: endings.match_ended,
        helpers.HELPER_APPROVED: helpers.helper_approved,
        helpers.CHECK_ENDS: helpers.check_ends,
        helpers.CHECKS_LAPSED: helpers.checks_lapsed,
        helpers.BELOW_QUORUM: helpers.below_quorum,
        hand_overs.HAND_OVER_OFFERED: hand_overs.hand_over_offered,
        hand_overs.HAND_OVER_ANSWERED: hand_overs.hand_over_answered,
    }
)

# Rules whose letters lead to a page of one purpose, signed for their reader, instead of one that asks to sign in.
SIGNED_PATHS: Final[Mapping[str, Callable[[Message, datetime], str]]] = MappingProxyType(
    {check_ins.CHECK_IN_WANTED: check_ins.answer_path}
)


def plan(now: datetime) -> int:
    """Ask every rule, enter what is due at `now` and not in the ledger yet, and return how many messages are new.

    Idempotent, and safe to run twice at once. One transaction; the number of queries does not depend on the rows.
    """
    dues = (due for rule in RULES.values() for due in rule(now))
    return enter([due for due in dues if due.due_at <= now < due.expires_at], now=now)


def still_due(message: Message, now: datetime) -> bool:
    """Return whether the rule of `message` would still tell it: asked just before sending."""
    rule = RULES.get(message.rule)
    if rule is None:
        return False
    about = UUID(message.subject.partition(":")[2])
    return any(due.key == message.key for due in rule(now, about))


def signed_path(message: Message, now: datetime) -> str:
    """Return the path that only the letter of `message` holds, made when it is sent; "" = that of its template."""
    path = SIGNED_PATHS.get(message.rule)
    return path(message, now) if path else ""
