"""What an organisation asks of its helpers: asked anew, changed by a new version, retired. Administrators only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from backend.errors import Conflict, Invalid, NotFound
from backend.people.access import organisation_administered, organisations_administered
from backend.people.clearance import recount
from backend.people.models import Organisation, Person, Requirement
from backend.people.models.check import Evidence, Scope
from backend.people.models.helper import HelperKind
from backend.people.vocabulary import REQUIREMENTS

MOST_TIMES: Final = 9
MOST_DAYS: Final = 36_500
LONGEST_INSTRUCTION: Final = 2_000
_WHICH: Final = ("helper_kind", "code", "scope")
_HOW: Final = ("valid_days", "times", "evidence", "instructions", "is_restricted")


@dataclass(frozen=True)
class Asked:
    """What is asked of one kind of helper. `valid_days`: None for ever; `instructions`: a text by language."""

    helper_kind: str
    code: str
    valid_days: int | None
    scope: str = Scope.EVERYBODY
    times: int = 1
    evidence: str = Evidence.NOTHING
    instructions: Mapping[str, str] = field(default_factory=dict)
    is_restricted: bool = False

    def columns(self, names: Sequence[str]) -> dict[str, Any]:
        """Return what it says of these columns; instructions without those that are empty."""
        told = {name: getattr(self, name) for name in names}
        if "instructions" in told:
            told["instructions"] = {language: text for language, text in self.instructions.items() if text}
        return told


@transaction.atomic(durable=True)
def set_requirement(*, actor: Person, organisation_uuid: UUID | None, asked: Asked, now: datetime) -> Requirement:
    """Let an administrator ask something of their helpers, or change how it is asked, and return the version.

    A change is a new version; what was met under the old one counts until it expires. Who does not meet what is new
    is not cleared from this moment on. The same as is asked already changes nothing.
    Raises NotFound, NotAllowed (administrator_only, organisation_unclear), Invalid (with the field).
    """
    organisation = _locked(organisation_administered(actor, organisation_uuid))
    _refuse_nonsense(asked)
    versions = organisation.requirements.filter(**asked.columns(_WHICH))
    current = versions.filter(superseded_at__isnull=True).first()
    told = asked.columns(_HOW)
    if current is not None:
        if all(getattr(current, name) == value for name, value in told.items()):
            return current
        _supersede(current, now)
    last = versions.aggregate(last=Max("version"))["last"] or 0
    made = Requirement.objects.create(organisation=organisation, version=last + 1, **asked.columns(_WHICH), **told)
    _recount_all(organisation, asked.helper_kind)
    return made


@transaction.atomic(durable=True)
def retire_requirement(*, actor: Person, requirement_uuid: UUID, now: datetime) -> Requirement:
    """Let an administrator ask it no longer. Checks stay on record, and count again if it is asked again.

    Raises NotFound for one of an organisation that they do not administer, Conflict (not_asked) for an old version.
    """
    theirs = Requirement.objects.filter(organisation__in=organisations_administered(actor).order_by().values("pk"))
    found = theirs.filter(uuid=requirement_uuid).select_related("organisation").first()
    if found is None:
        raise NotFound("no such requirement")
    organisation = _locked(found.organisation)
    found.refresh_from_db()
    if found.superseded_at is not None:
        raise Conflict("this is not asked any more", code="not_asked")
    _supersede(found, now)
    _recount_all(organisation, found.helper_kind)
    return found


def ask_first(organisation: Organisation, requirements: Sequence[Asked]) -> None:
    """Write what a new organisation asks. Part of founding it: call it inside that transaction."""
    Requirement.objects.bulk_create(
        Requirement(organisation=organisation, **asked.columns(_WHICH), **asked.columns(_HOW)) for asked in requirements
    )


def _locked(organisation: Organisation) -> Organisation:
    """One change of what is asked at a time, and none while an import records checks."""
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _supersede(requirement: Requirement, now: datetime) -> None:
    requirement.superseded_at = now
    requirement.save(update_fields=["superseded_at"])


def _recount_all(organisation: Organisation, helper_kind: str) -> None:
    recount(list(organisation.helpers.filter(kind=helper_kind).values_list("pk", flat=True)))


def _refuse_nonsense(asked: Asked) -> None:
    languages = dict(settings.LANGUAGES)
    rules = {
        "helper_kind": asked.helper_kind in HelperKind.values,
        "code": asked.code in REQUIREMENTS,
        "scope": asked.scope in Scope.values
        and (asked.scope != Scope.ONE_MEMBER or asked.helper_kind == HelperKind.SPONSOR_GROUP),
        "valid_days": asked.valid_days is None or 1 <= asked.valid_days <= MOST_DAYS,
        "times": 1 <= asked.times <= MOST_TIMES,
        "evidence": asked.evidence in Evidence.values,
        "instructions": all(
            language in languages and len(text) <= LONGEST_INSTRUCTION for language, text in asked.instructions.items()
        ),
    }
    for name, is_sound in rules.items():
        if not is_sound:
            raise Invalid(f"{name} cannot be right", code="requirement_invalid", facts={"field": name})
