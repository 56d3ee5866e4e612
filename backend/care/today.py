"""What needs a coordinator today: one list with a code for each reason and one thing to open.

Concerns are not in it: others may not see that they are there. Nor is what concerns families that the coordinator is a
member of, or helpers that they are: that is for somebody else to decide.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from backend.care.access import staff_matches
from backend.care.health import Health, with_health
from backend.care.models import CheckInAnswer, ContactLogEntry
from backend.care.models.check_in import CheckInValue
from backend.people.access import organisations_of_staff, own_helpers
from backend.people.lifecycle import HelperState
from backend.people.models import FamilyMember, Helper, Person
from backend.people.time_zones import local_date
from matching.lifecycle import RUNNING_MATCH, MatchState, ProposalState
from matching.models import Consent, Proposal
from matching.models.proposal import Party
from matching.presentation import first_name
from matching.selectors import SOON, families_without_helper

LAPSES_WITHIN: Final = timedelta(days=30)
MOST: Final = 100  # rows of one kind: who has more to do begins with these
WAITING_SHOWN: Final = 5  # families of each organisation

ZONE: Final = ("organisation__time_zone",)
_HELPER: Final = {
    "helper_uuid": "uuid",
    "person_name": "volunteer__person__name",
    "group_name": "sponsor_group__name",
}

ALARMING: Final = (Health.STOPPED, Health.NO_CONTACT, Health.ONE_SIDED)


class NeedCode(StrEnum):
    """Why something needs a coordinator; the most pressing first."""

    WANT_TO_TALK = "want_to_talk"
    MATCH_REVIEW = "match_review"
    PROPOSAL_EXPIRES = "proposal_expires"
    TRIAL_OVERDUE = "trial_overdue"
    NOT_MET = "not_met"
    STOPPED = "stopped"
    NO_CONTACT = "no_contact"
    JUDGE_PROPOSAL = "judge_proposal"
    BELOW_QUORUM = "below_quorum"
    CHECK_LAPSES = "check_lapses"
    ONE_SIDED = "one_sided"
    FAMILY_WAITS = "family_waits"


class Named(NamedTuple):
    """A family or a helper as a line of the list tells it; `reference` is empty where it is not for this reader."""

    uuid: UUID
    name: str
    reference: str


@dataclass(frozen=True)
class Need:
    """One line: why (`detail` says more: a party, or the reason of a review), since or by when, and what to open.

    `kind` and `uuid` are those of the one thing to open: proposal, match, helper or family.
    """

    code: NeedCode
    detail: str
    day: date
    kind: str
    uuid: UUID
    family: Named | None
    helper: Named | None


def needs_of(actor: Person, *, now: datetime) -> list[Need]:
    """Return what needs `actor` today in all organisations they work for, the most pressing first.

    Seven queries, and one for each organisation; at most a hundred lines of one kind.
    """
    sources = (_proposals(actor, now), _matches(actor, now), _answers(actor), _helpers(actor, now), _families(actor))
    rank = {code: place for place, code in enumerate(NeedCode)}
    found = [need for source in sources for need in source]
    return sorted(found, key=lambda need: (rank[need.code], need.day, need.uuid))


def _proposals(actor: Person, now: datetime) -> Iterator[Need]:
    judged = Exists(Consent.objects.filter(proposal=OuterRef("pk"), party=Party.COORDINATOR))
    open_ones = Proposal.objects.filter(organisation__in=_staff_of(actor), state=ProposalState.OPEN)
    waiting = _not_own(open_ones, actor).filter(~judged | Q(answer_by__lte=now + SOON))
    for row in _with_sides(waiting, "answer_by").order_by("answer_by", "pk")[:MOST]:
        code = NeedCode.PROPOSAL_EXPIRES if row["answer_by"] <= now + SOON else NeedCode.JUDGE_PROPOSAL
        yield _need(code, "", _day(row, row["answer_by"]), "proposal", row)


def _matches(actor: Person, now: datetime) -> Iterator[Need]:
    running = _not_own(staff_matches(actor).filter(state__in=sorted(RUNNING_MATCH)), actor)
    pressing = with_health(running, now).filter(
        Q(review_since__isnull=False) | Q(state=MatchState.TRIAL, trial_until__isnull=False) | Q(health__in=ALARMING)
    )
    columns = ("health", "since_on", "contact_on", "state", "trial_until", "review_since", "review_reason")
    for row in _with_sides(pressing, *columns).order_by("since_on", "pk")[:MOST]:
        yield from _needs_of_match(row, now)


def _needs_of_match(row: dict[str, Any], now: datetime) -> Iterator[Need]:
    if row["review_since"]:
        yield _need(NeedCode.MATCH_REVIEW, row["review_reason"], _day(row, row["review_since"]), "match", row)
    if row["state"] == MatchState.TRIAL and row["trial_until"] and row["trial_until"] < _day(row, now):
        yield _need(NeedCode.TRIAL_OVERDUE, "", row["trial_until"], "match", row)
    if row["health"] in ALARMING:
        yield _need(NeedCode(row["health"]), "", row["contact_on"] or row["since_on"], "match", row)


def _answers(actor: Person) -> Iterator[Need]:
    """Yield who wants to talk or has not met, until their coordinator wrote down a contact or they answer again."""
    matches = _not_own(staff_matches(actor).filter(state__in=sorted(RUNNING_MATCH)), actor)
    heard = ContactLogEntry.objects.filter(
        match=OuterRef("check_in__match"), party=Party.COORDINATOR, at__gt=OuterRef("at")
    )
    newer = CheckInAnswer.objects.filter(
        check_in__match=OuterRef("check_in__match"),
        check_in__party=OuterRef("check_in__party"),
        check_in__number__gt=OuterRef("check_in__number"),
    )
    wanted = CheckInAnswer.last.filter(
        ~Exists(heard),
        ~Exists(newer),
        check_in__match__in=matches.values("pk"),
        value__in=[CheckInValue.WANT_TO_TALK, CheckInValue.NOT_MET],
    ).order_by("at", "pk")[:MOST]
    asked = list(wanted.select_related("check_in"))
    rows = {row["pk"]: row for row in _with_sides(matches.filter(pk__in=[a.check_in.match_id for a in asked]), "pk")}
    for answer in asked:
        row = rows[answer.check_in.match_id]
        yield _need(NeedCode(answer.value), answer.check_in.party, _day(row, answer.at), "match", row)


def _helpers(actor: Person, now: datetime) -> Iterator[Need]:
    day = timedelta(days=1)  # where the organisation is, it may be a day before or after that of UTC
    mine = Helper.objects.filter(organisation__in=_staff_of(actor)).exclude(pk__in=own_helpers(actor).values("pk"))
    soon = Q(cleared_until__gt=now.date() - day, cleared_until__lte=now.date() + LAPSES_WITHIN + day)
    at_work = Q(state__in=[HelperState.APPROVED, HelperState.AWAY])
    is_short = Q(sponsor_group__below_quorum_since__isnull=False)
    columns = ("reference", "cleared_until", "sponsor_group__below_quorum_since", "state")
    rows = (
        mine.filter(at_work & (soon | is_short))
        .values(*ZONE, *columns, **_helper_columns(""))
        .order_by("cleared_until", "pk")
    )
    for row in rows[:MOST]:
        helper = Named(row["helper_uuid"], _name_of_helper(row), row["reference"])
        if since := row["sponsor_group__below_quorum_since"]:
            yield Need(NeedCode.BELOW_QUORUM, "", _day(row, since), "helper", helper.uuid, None, helper)
        if _day(row, now) < row["cleared_until"] <= _day(row, now) + LAPSES_WITHIN:
            yield Need(NeedCode.CHECK_LAPSES, "", row["cleared_until"], "helper", helper.uuid, None, helper)


def _families(actor: Person) -> Iterator[Need]:
    for organisation in organisations_of_staff(actor):
        waiting = families_without_helper(organisation).exclude(members__person=actor)
        for row in waiting.values(*ZONE, "waiting_since", **_family_columns("pk", ""))[:WAITING_SHOWN]:
            family = _family(row)
            yield Need(NeedCode.FAMILY_WAITS, "", _day(row, row["waiting_since"]), "family", family.uuid, family, None)


def _staff_of(actor: Person) -> QuerySet[Any, Any]:
    return organisations_of_staff(actor).order_by().values("pk")


def _not_own(rows: QuerySet[Any], actor: Person) -> QuerySet[Any]:
    families = FamilyMember.objects.filter(person=actor).values("family")
    return rows.exclude(family__in=families).exclude(helper__in=own_helpers(actor).values("pk"))


def _with_sides(rows: QuerySet[Any], *columns: str) -> QuerySet[Any, dict[str, Any]]:
    """Return `columns` of each of these proposals or matches, and what names both sides."""
    named = _family_columns("family", "family__") | _helper_columns("helper__")
    return rows.values("uuid", *ZONE, *columns, **named)


def _helper_columns(path: str) -> dict[str, F]:
    return {name: F(f"{path}{column}") for name, column in _HELPER.items()}


def _family_columns(pk: str, path: str) -> dict[str, Any]:
    contact = FamilyMember.objects.filter(family=OuterRef(pk), is_contact=True)
    return {
        "family_uuid": F(f"{path}uuid"),
        "family_reference": F(f"{path}reference"),
        "family_name": Subquery(contact.values("given_name")[:1]),
    }


def _need(code: NeedCode, detail: str, day: date, kind: str, row: dict[str, Any]) -> Need:
    helper = Named(row["helper_uuid"], _name_of_helper(row), "")
    return Need(code, detail, day, kind, row["uuid"], _family(row), helper)


def _family(row: dict[str, Any]) -> Named:
    return Named(row["family_uuid"], row["family_name"] or "", row["family_reference"])


def _name_of_helper(row: dict[str, Any]) -> str:
    return str(row["group_name"] or first_name(row["person_name"] or ""))


def _day(row: dict[str, Any], instant: datetime) -> date:
    return local_date(row["organisation__time_zone"], instant)
