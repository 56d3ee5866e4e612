"""What is asked of a helper, line by line: as the helper reads it at home, and with what is on record for staff."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from backend.people.access import is_helper_of, works_in_trust_for
from backend.people.check_sheets import (
    SheetLine,
    asks_of_homes,
    household_of,
    instruction_in,
    is_grown_up,
    own_sheets,
    sheet_of,
)
from backend.people.clearance import FOR_EVER, NEVER
from backend.people.directions import direction_of
from backend.people.documents.asked import persons_of
from backend.people.models import Check, Exemption, Helper, HouseholdMember, Person
from backend.people.models.check import Evidence
from backend.people.time_zones import local_date
from backend.people.vocabulary import REQUIREMENTS


@dataclass(frozen=True)
class AskedLine:
    """One thing that is asked: what, of whom ("" of the reader), how to meet it, and until when it is met."""

    title: str
    whose: str
    how_to: str
    lang: str
    direction: str
    is_met: bool
    ends_soon: bool
    until: date | None
    needs_document: bool
    times: int


@dataclass(frozen=True)
class HomeMember:
    """Somebody who lives with the helper. `may_go`: the reader may say that they live elsewhere."""

    uuid: UUID
    name: str
    birth_date: date
    may_go: bool


@dataclass(frozen=True)
class OwnCard:
    """What is asked of the reader in one part. `tells_home`: they are to say who lives with them."""

    helper_uuid: UUID
    organisation: str
    group: str
    lines: tuple[AskedLine, ...]
    tells_home: bool
    home: tuple[HomeMember, ...]


@dataclass(frozen=True)
class OnRecord:
    """One check or exemption: what it says, by whom and when; `is_over` once it was taken back."""

    uuid: UUID
    first: date
    until: date | None
    text: str
    by: str
    at: datetime | None
    is_over: bool


@dataclass(frozen=True)
class StaffLine:
    """A line with what is on record of it, and what a form needs to record more."""

    asked: AskedLine
    code: str
    person: UUID | None
    household_member: UUID | None
    is_joining: bool
    asks_note: bool
    is_of_one: bool
    checks: tuple[OnRecord, ...]
    exemptions: tuple[OnRecord, ...]


@dataclass(frozen=True)
class StaffCard:
    """All that is asked of a helper, for staff. `cleared_until` is None where it is for ever; `persons`: its people."""

    helper_uuid: UUID
    is_cleared: bool
    cleared_until: date | None
    lines: tuple[StaffLine, ...]
    tells_home: bool
    home: tuple[HomeMember, ...]
    persons: tuple[tuple[UUID, str], ...]


def own_cards(actor: Person, language: str, *, now: datetime) -> list[OwnCard]:
    """Return what `actor` has still to do, or soon again, in each part they have; parts with nothing are left out."""
    found = []
    for helper, lines, home in own_sheets(actor):
        today = local_date(helper.organisation.time_zone, now)
        due = [line for line in lines if not line.is_met(today) or line.ends_soon(today)]
        tells_home = bool(home is not None and asks_of_homes(helper))
        if due or tells_home:
            found.append(
                OwnCard(
                    helper_uuid=helper.uuid,
                    organisation=helper.organisation.name,
                    group=helper.sponsor_group.name if hasattr(helper, "sponsor_group") else "",
                    lines=tuple(_line(line, language, today, reader=actor) for line in due),
                    tells_home=tells_home,
                    home=_home(home or (), today, may_decide=False),
                )
            )
    return found


def staff_card(actor: Person, helper: Helper, language: str, *, now: datetime) -> StaffCard:
    """Return all that is asked of `helper`, with what is on record as far as `actor` may read it. Eleven queries."""
    today = local_date(helper.organisation.time_zone, now)
    may_read_all = works_in_trust_for(actor, helper)
    return StaffCard(
        helper_uuid=helper.uuid,
        is_cleared=helper.cleared_until > today,
        cleared_until=None if helper.cleared_until in (NEVER, FOR_EVER) else helper.cleared_until,
        lines=tuple(_staff_line(line, language, today, may_read_all) for line in sheet_of(helper)),
        tells_home=asks_of_homes(helper),
        home=_home(household_of(helper), today, may_decide=not is_helper_of(actor, helper)),
        persons=tuple((person.uuid, person.name) for person in persons_of(helper)),
    )


def _staff_line(line: SheetLine, language: str, today: date, may_read_all: bool) -> StaffLine:
    is_of_one = line.person is None and line.household_member is None
    return StaffLine(
        asked=_line(line, language, today, reader=None),
        code=line.requirement.code,
        person=line.person.uuid if line.person else None,
        household_member=line.household_member.uuid if line.household_member else None,
        is_joining=line.item.is_joining,
        asks_note=line.requirement.evidence == Evidence.NOTE
        or (line.household_member is not None and line.requirement.evidence == Evidence.DOCUMENT),
        is_of_one=is_of_one,
        checks=tuple(_check(one, may_read_all or not line.is_restricted(one)) for one in line.checks),
        exemptions=tuple(_exemption(one) for one in line.exemptions),
    )


def _line(line: SheetLine, language: str, today: date, *, reader: Person | None) -> AskedLine:
    how_to, lang = instruction_in(line.requirement, language)
    return AskedLine(
        title=str(REQUIREMENTS[line.requirement.code]),
        whose=_whose(line, reader),
        how_to=how_to,
        lang=lang,
        direction=direction_of(lang),
        is_met=line.is_met(today),
        ends_soon=line.ends_soon(today),
        until=line.covered_until,
        needs_document=line.requirement.evidence == Evidence.DOCUMENT and line.person is not None,
        times=line.requirement.times,
    )


def _whose(line: SheetLine, reader: Person | None) -> str:
    if line.household_member:
        return line.household_member.given_name
    if line.person is None:
        return _("at least one member of the group")
    return "" if line.person == reader else line.person.name


def _check(check: Check, is_open: bool) -> OnRecord:
    by = check.recorded_by.name if check.recorded_by else ""
    note = check.note if is_open else ""
    is_over = check.withdrawn_at is not None
    return OnRecord(check.uuid, check.met_on, check.expires_on, note, by, check.recorded_at, is_over)


def _exemption(exemption: Exemption) -> OnRecord:
    return OnRecord(
        exemption.uuid,
        exemption.starts_on,
        exemption.ends_on,
        exemption.reason,
        exemption.author.name,
        None,
        exemption.revoked_at is not None,
    )


def _home(members: Iterable[HouseholdMember], today: date, *, may_decide: bool) -> tuple[HomeMember, ...]:
    return tuple(
        HomeMember(one.uuid, one.given_name, one.birth_date, may_go=may_decide or not is_grown_up(one, today))
        for one in members
    )
