"""Writing imported volunteers. Part of an import: call it inside its transaction."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Model, QuerySet

from backend.people.clearance import helpers_with, recount
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
from backend.people.models.check import Scope
from backend.people.models.helper import HelperKind
from backend.people.moves import WAYS_IN, approve_many, record_made
from backend.people.services.account_import import (
    BATCH,
    Account,
    person_ids,
    refuse_taken,
    resolve_accounts,
    save_accounts,
)
from backend.people.services.import_rows import Spoken, apply, place, save_languages, update_rows
from backend.people.time_zones import local_date
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
        asked = organisation.requirements.filter(
            helper_kind=HelperKind.VOLUNTEER, scope=Scope.EVERYBODY, superseded_at__isnull=True
        )
        self.requirements = {row.code: row for row in asked}


def write_volunteers(
    organisation: Organisation, drafts: Sequence[VolunteerDraft], report: Report, actor: Person | None, now: datetime
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
    _add_checks(organisation, volunteers, stored, actor, now)
    _save(volunteers)
    record_made([one.row for one in volunteers if one.is_new], actor=actor, now=now)
    recount(helpers_with(organisation, [one.volunteer.person_id for one in volunteers]))
    if stored.requirements:
        _approve(organisation, volunteers, actor, now)
    for one in volunteers:
        report.approved += one.row.state == HelperState.APPROVED
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
    return _Volunteer(row, volunteer, known is None, spoken, account, [], changed, changed_person)


def _refuse_unasked_checks(
    draft: VolunteerDraft, requirements: Mapping[str, Requirement], problems: list[Problem]
) -> None:
    for word, code in enumerate(draft.values.get("checks_met_on", {}), start=1):
        if code not in requirements:
            problems.append(Problem(draft.line, "checks_met_on", "not_required", {"word": word}))


def _add_checks(
    organisation: Organisation, volunteers: Sequence[_Volunteer], stored: _Stored, actor: Person | None, now: datetime
) -> None:
    """Add the checks that the file tells and the database lacks: as many of each code as are asked.

    What somebody withdrew is not recorded again: the file is older than that.
    """
    persons = person_ids([one.account for one in volunteers])
    recorded = Check.objects.filter(organisation=organisation, person__in=persons)
    known: Counter[tuple[int | None, str, date]] = Counter(recorded.values_list("person_id", "code", "met_on"))
    for one in volunteers:
        person = one.account.person
        for code, met_on in one.account.values.get("checks_met_on", {}).items():
            asked = stored.requirements[code]
            missing = asked.times - known[person.pk if person else None, code, met_on]
            one.checks += [_check(asked, met_on, actor, now) for _ in range(missing)]


def _check(asked: Requirement, met_on: date, actor: Person | None, now: datetime) -> Check:
    return Check(
        organisation_id=asked.organisation_id,
        requirement=asked,
        code=asked.code,
        met_on=met_on,
        expires_on=met_on + timedelta(days=asked.valid_days) if asked.valid_days else None,
        recorded_by=actor,
        recorded_at=now,
    )


def _approve(organisation: Organisation, volunteers: Sequence[_Volunteer], actor: Person | None, now: datetime) -> None:
    """Approve who awaits it and meets today what is asked; not whoever brings the file."""
    today = local_date(organisation.time_zone, now)
    others = [one for one in volunteers if actor is None or one.volunteer.person_id != actor.pk]
    awaits = [one.row.pk for one in others if one.row.state in WAYS_IN]
    ready = set(Helper.objects.filter(pk__in=awaits, cleared_until__gt=today).values_list("pk", flat=True))
    approved = [one for one in others if one.row.pk in ready]
    approve_many([one.row for one in approved], actor=actor, now=now)
    for one in approved:
        one.changed.add("state")


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
    for one in volunteers:
        for check in one.checks:
            check.person = one.volunteer.person
    Volunteer.objects.bulk_create((one.volunteer for one in new), batch_size=BATCH)
    update_rows(Volunteer, [(one.volunteer, one.changed_person) for one in old])
    save_languages(HelperLanguage, "helper", [one.spoken for one in volunteers])
    Check.objects.bulk_create((check for one in volunteers for check in one.checks), batch_size=BATCH)


def _parts(organisation: Organisation) -> list[QuerySet[Any]]:
    """The rows whose persons may be meant by a volunteer's address: whoever has any part in the organisation."""
    models: tuple[type[Model], ...] = (Membership, Volunteer, SponsorGroupMember, FamilyMember)
    return [model._default_manager.filter(organisation=organisation) for model in models]
