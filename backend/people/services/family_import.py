"""Writing imported families. Part of an import: call it inside its transaction."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, Final

from backend.people.imports.families import FamilyDraft, MemberDraft
from backend.people.imports.report import Problem, Report
from backend.people.models import Family, FamilyMember, MemberLanguage, Organisation
from backend.people.services.account_import import (
    BATCH,
    Account,
    person_ids,
    refuse_taken,
    resolve_accounts,
    save_accounts,
)
from backend.people.services.import_rows import Spoken, apply, place, save_languages, update_rows
from backend.places.gazetteer import Gazetteer

_MEMBER_FIELDS: Final = ("given_name", "family_name", "birth_year", "gender", "is_contact")


@dataclass
class _Member:
    row: FamilyMember
    is_new: bool
    spoken: Spoken
    account: Account | None
    changed: set[str]


@dataclass
class _Family:
    row: Family
    is_new: bool
    changed: set[str]
    members: list[_Member] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        """Return whether the file tells something new of the family or of one of its members."""
        return bool(self.changed) or any(member.changed or member.spoken.is_changed for member in self.members)


class _Stored:
    """What the database holds of the families in the file: three statements."""

    def __init__(self, organisation: Organisation, references: list[str]) -> None:
        families = Family.objects.filter(organisation=organisation, reference__in=references)
        self.families = {row.reference: row for row in families.select_for_update(no_key=True).order_by("pk")}
        members = FamilyMember.objects.filter(family__in=self.families.values()).select_related("person")
        self.members = {(row.family_id, row.number): row for row in members}
        self.languages: dict[int, dict[str, int]] = defaultdict(dict)
        for spoken in MemberLanguage.objects.filter(member__in=self.members.values()):
            self.languages[spoken.member_id][spoken.language] = spoken.level


def write_families(organisation: Organisation, drafts: Sequence[FamilyDraft], report: Report, now: datetime) -> None:
    """Write the families of `drafts` unless the report has or gets a problem, and count them in it."""
    stored = _Stored(organisation, [draft.reference for draft in drafts])
    gazetteer = Gazetteer()
    for draft in drafts:
        place(draft.values, draft.line.number, gazetteer, report.problems)
    families = [_family(organisation, draft, stored, now) for draft in drafts]
    members = [member for family in families for member in family.members]
    _resolve(organisation, [member.account for member in members if member.account], report.problems)
    if report.problems:
        return
    _save(families, members)
    for family in families:
        if family.is_new:
            report.created += 1
        elif family.is_changed:
            report.updated += 1
        else:
            report.unchanged += 1


def _family(organisation: Organisation, draft: FamilyDraft, stored: _Stored, now: datetime) -> _Family:
    values = dict(draft.values)
    since: date | None = values.pop("waiting_since", None)
    if since:
        values["waiting_since"] = datetime.combine(since, time(), UTC)
    known = stored.families.get(draft.reference)
    row = known or Family(organisation=organisation, reference=draft.reference, waiting_since=now)
    family = _Family(row, known is None, apply(row, values))
    family.members = [_member(row, member, stored) for member in draft.members]
    return family


def _member(family: Family, draft: MemberDraft, stored: _Stored) -> _Member:
    values = draft.values
    number: int = values.get("member", 0)
    known = stored.members.get((family.pk, number))
    row = known or FamilyMember(organisation_id=family.organisation_id, family=family, number=number)
    changed = apply(row, {name: values[name] for name in _MEMBER_FIELDS if name in values})
    spoken = Spoken(row, stored.languages.get(row.pk, {}), values.get("languages"))
    account = None
    if row.person or row.is_contact or values.get("email") or values.get("phone"):
        name = f"{row.given_name} {row.family_name}".strip()
        account = Account(draft.line, name, values, row.person, owner=row.pk)
    return _Member(row, known is None, spoken, account, changed)


def _resolve(organisation: Organisation, accounts: list[Account], problems: list[Problem]) -> None:
    resolve_accounts(
        accounts,
        organisation=organisation,
        parts=[FamilyMember.objects.filter(organisation=organisation)],
        problems=problems,
    )
    taken = FamilyMember.objects.filter(person__in=person_ids(accounts)).values_list("person_id", "pk")
    refuse_taken(accounts, {person: member for person, member in taken if person}, problems)


def _save(families: Sequence[_Family], members: Sequence[_Member]) -> None:
    """Write the rows, families before members; a contact steps back before another takes over."""
    Family.objects.bulk_create((family.row for family in families if family.is_new), batch_size=BATCH)
    update_rows(Family, [(family.row, family.changed) for family in families if not family.is_new])
    save_accounts([member.account for member in members if member.account])
    for member in members:
        if member.account and member.row.person_id != _pk(member.account):
            member.row.person = member.account.person
            member.changed.add("person")
    contacts = [member.row.pk for member in members if member.row.is_contact and not member.is_new]
    rows = FamilyMember.objects.filter(family__in=[family.row for family in families])
    rows.filter(is_contact=True).exclude(pk__in=contacts).update(is_contact=False)
    update_rows(FamilyMember, [(member.row, member.changed) for member in members if not member.is_new])
    FamilyMember.objects.bulk_create((member.row for member in members if member.is_new), batch_size=BATCH)
    save_languages(MemberLanguage, "member", [member.spoken for member in members])


def _pk(account: Account) -> Any:
    return account.person.pk if account.person else None
