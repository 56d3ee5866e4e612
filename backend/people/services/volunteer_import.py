"""Writing imported volunteers. Part of an import: call it inside its transaction."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Model, QuerySet

from backend.people.imports.columns import VOLUNTEER
from backend.people.imports.report import Problem, Report
from backend.people.imports.volunteers import VolunteerDraft
from backend.people.lifecycle import HelperState
from backend.people.models import (
    Check,
    FamilyMember,
    Helper,
    HelperLanguage,
    Membership,
    Organisation,
    Person,
    Requirement,
    SponsorGroupMember,
    Volunteer,
)
from backend.people.models.helper import HelperKind
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

_OF_THE_PERSON: Final = {"name", "email", "phone", "share_contact", "reads", "birth_year"}
_HELPER_FIELDS: Final = (
    "municipality_id",
    *(
        column.name
        for column in VOLUNTEER
        if column.name not in _OF_THE_PERSON | {"municipality", "languages", "checks_met_on"}
    ),
)
_AWAITS_APPROVAL: Final = frozenset({HelperState.APPLIED, HelperState.CHECKING, HelperState.LAPSED})


@dataclass
class _Volunteer:
    row: Helper
    volunteer: Volunteer
    is_new: bool
    spoken: Spoken
    account: Account
    checks: list[Check]
    changed: set[str]
    changed_person: set[str]

    @property
    def is_changed(self) -> bool:
        """Return whether the file tells something new."""
        return bool(self.changed or self.changed_person or self.checks) or self.spoken.is_changed


class _Stored:
    """What the database holds of the volunteers in the file, and what is asked of them: five statements."""

    def __init__(self, organisation: Organisation, references: list[str]) -> None:
        helpers = (
            Helper.objects.filter(organisation=organisation, kind=HelperKind.VOLUNTEER, reference__in=references)
            .select_for_update(no_key=True)
            .order_by("pk")
        )
        self.helpers = {row.reference: row for row in helpers}
        volunteers = Volunteer.objects.filter(helper__in=self.helpers.values()).select_related("person")
        self.volunteers = {row.pk: row for row in volunteers}
        self.languages: dict[int, dict[str, int]] = defaultdict(dict)
        for spoken in HelperLanguage.objects.filter(helper__in=self.helpers.values()):
            self.languages[spoken.helper_id][spoken.language] = spoken.level
        self.requirements = {
            row.code: row for row in organisation.requirements.filter(helper_kind=HelperKind.VOLUNTEER)
        }
        self.checks: dict[int, list[Check]] = defaultdict(list)
        for check in Check.objects.filter(helper__in=self.helpers.values()):
            self.checks[check.helper_id].append(check)


def write_volunteers(
    organisation: Organisation, drafts: Sequence[VolunteerDraft], report: Report, actor: Person | None, today: date
) -> None:
    """Write the volunteers of `drafts` unless the report has or gets a problem, and count them in it."""
    stored = _Stored(organisation, [draft.reference for draft in drafts])
    gazetteer = Gazetteer()
    for draft in drafts:
        place(draft.values, draft.line, gazetteer, report.problems)
        _refuse_unasked_checks(draft, stored.requirements, report.problems)
    volunteers = [_volunteer(organisation, draft, stored, report.problems) for draft in drafts]
    _resolve(organisation, [one.account for one in volunteers], report.problems)
    if report.problems:
        return
    for one in volunteers:
        for check in one.checks:
            check.recorded_by = actor
        _promote(one, stored, today)
        report.approved += one.row.state == HelperState.APPROVED
    _save(volunteers)
    for one in volunteers:
        report.created += one.is_new
        report.updated += one.is_changed and not one.is_new
        report.unchanged += not (one.is_changed or one.is_new)


def _volunteer(
    organisation: Organisation, draft: VolunteerDraft, stored: _Stored, problems: list[Problem]
) -> _Volunteer:
    values = draft.values
    known = stored.helpers.get(draft.reference)
    row = known or Helper(
        organisation=organisation,
        kind=HelperKind.VOLUNTEER,
        reference=draft.reference,
        state=HelperState.CHECKING,
    )
    changed = apply(row, {name: values[name] for name in _HELPER_FIELDS if name in values})
    if row.capacity < row.places_taken:
        problems.append(Problem(draft.line, "capacity", "capacity_taken", {"taken": row.places_taken}))
    volunteer = stored.volunteers.get(row.pk) or Volunteer(organisation=organisation, helper=row)
    changed_person = apply(volunteer, {name: values[name] for name in ("birth_year",) if name in values})
    person = volunteer.person if volunteer.person_id else None
    account = Account(draft.line, values.get("name", ""), values, person, owner=row.pk)
    spoken = Spoken(row, stored.languages.get(row.pk, {}), values.get("languages"))
    checks = _new_checks(row, values.get("checks_met_on", {}), stored)
    return _Volunteer(row, volunteer, known is None, spoken, account, checks, changed, changed_person)


def _refuse_unasked_checks(
    draft: VolunteerDraft, requirements: Mapping[str, Requirement], problems: list[Problem]
) -> None:
    for word, code in enumerate(draft.values.get("checks_met_on", {}), start=1):
        if code not in requirements:
            problems.append(Problem(draft.line, "checks_met_on", "not_required", {"word": word}))


def _new_checks(helper: Helper, met: Mapping[str, date], stored: _Stored) -> list[Check]:
    known = {(check.requirement_id, check.met_on) for check in stored.checks.get(helper.pk, [])}
    asked = [(stored.requirements[code], met_on) for code, met_on in met.items() if code in stored.requirements]
    return [
        Check(
            organisation_id=helper.organisation_id,
            helper=helper,
            requirement=requirement,
            met_on=met_on,
            expires_on=met_on + timedelta(days=requirement.valid_days) if requirement.valid_days else None,
        )
        for requirement, met_on in asked
        if (requirement.pk, met_on) not in known
    ]


def _promote(one: _Volunteer, stored: _Stored, today: date) -> None:
    """Approve who awaits it and meets every requirement today; the last check of each counts."""
    if one.row.state not in _AWAITS_APPROVAL or not stored.requirements:
        return
    checks = sorted([*stored.checks.get(one.row.pk, []), *one.checks], key=lambda check: check.met_on)
    last = {check.requirement_id: check for check in checks}
    asked = [last.get(requirement.pk) for requirement in stored.requirements.values()]
    if all(check and (check.expires_on is None or check.expires_on > today) for check in asked):
        one.changed |= apply(one.row, {"state": HelperState.APPROVED})


def _resolve(organisation: Organisation, accounts: list[Account], problems: list[Problem]) -> None:
    resolve_accounts(accounts, organisation=organisation, parts=_parts(organisation), problems=problems)
    taken = Volunteer.objects.filter(organisation=organisation, person__in=person_ids(accounts))
    refuse_taken(accounts, dict(taken.values_list("person_id", "helper_id")), problems)


def _save(volunteers: Sequence[_Volunteer]) -> None:
    new = [one for one in volunteers if one.is_new]
    old = [one for one in volunteers if not one.is_new]
    Helper.objects.bulk_create((one.row for one in new), batch_size=BATCH)
    update_rows(Helper, [(one.row, one.changed) for one in old])
    save_accounts([one.account for one in volunteers])
    for one in new:
        assert one.account.person is not None
        one.volunteer.person = one.account.person
    Volunteer.objects.bulk_create((one.volunteer for one in new), batch_size=BATCH)
    update_rows(Volunteer, [(one.volunteer, one.changed_person) for one in old])
    save_languages(HelperLanguage, "helper", [one.spoken for one in volunteers])
    Check.objects.bulk_create((check for one in volunteers for check in one.checks), batch_size=BATCH)


def _parts(organisation: Organisation) -> list[QuerySet[Any]]:
    """The rows whose persons may be meant by a volunteer's address: whoever has any part in the organisation."""
    models: tuple[type[Model], ...] = (Membership, Volunteer, SponsorGroupMember, FamilyMember)
    return [model._default_manager.filter(organisation=organisation) for model in models]
