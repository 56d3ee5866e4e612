"""The three organisations of the demo programme: what they ask of helpers, and who works for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from backend.demo.rows import Rows
from backend.people.models import Membership, Organisation, Requirement
from backend.people.models.check import Evidence, Scope
from backend.people.models.helper import HelperKind
from backend.people.models.organisation import OrganisationKind, Role


@dataclass(frozen=True)
class _Plan:
    slug: str
    name: str
    kind: OrganisationKind
    asked: Mapping[str, int | None]
    coordinator: str
    administrator: str
    asks_pledges: bool = True


NATIONAL, CITY, PARISHES = "een-thuis", "stad-mechelen", "parochies-onderweg"
_YEAR: Final = 365
_PLANS: Final = (
    _Plan(
        NATIONAL,
        "Een Thuis (demo)",
        OrganisationKind.NGO,
        {
            "code_of_conduct": None,
            "identity": None,
            "criminal_record": 2 * _YEAR,
            "intake": None,
            "training": 3 * _YEAR,
        },
        "Charlotte Willems",
        "Mehdi Lambert",
    ),
    _Plan(
        CITY,
        "Stad Mechelen, nieuwkomers (demo)",
        OrganisationKind.MUNICIPALITY,
        {"code_of_conduct": None, "identity": None, "criminal_record": _YEAR},
        "Griet Mertens",
        "Karim Claes",
        asks_pledges=False,
    ),
    _Plan(
        PARISHES,
        "Parochies Onderweg (demo)",
        OrganisationKind.CHURCH,
        {"code_of_conduct": None, "references": None, "criminal_record": 2 * _YEAR},
        "Benoît Renard",
        "Godelieve Maes",
    ),
)
# Assumption: what a group must have pledged, so that families of every size meet groups that can and cannot.
BASE_EURO, PERSON_EURO = 2_000, 1_000
SLUGS: Final = tuple(plan.slug for plan in _PLANS)
GROUP_ASKED: Final = ("code_of_conduct", "criminal_record", "training")
_EVIDENCE: Final = {
    "code_of_conduct": Evidence.DOCUMENT,
    "identity": Evidence.NOTHING,
    "criminal_record": Evidence.DOCUMENT,
    "references": Evidence.NOTE,
    "intake": Evidence.NOTE,
    "training": Evidence.NOTHING,
}


@dataclass(frozen=True)
class Home:
    """An organisation and what it asks of each kind of helper, saved."""

    organisation: Organisation
    requirements: Mapping[HelperKind, list[Requirement]]


def make_organisations(rows: Rows, password: str) -> dict[str, Home]:
    """Save the organisations with their requirements, add their staff to `rows`, and return them by slug.

    The first two, national and of the parishes, work together. `password` is the hash that coordinators get.
    """
    homes = {plan.slug: _home(rows, plan, password) for plan in _PLANS}
    homes[NATIONAL].organisation.works_with.add(homes[PARISHES].organisation)
    return homes


def _home(rows: Rows, plan: _Plan, password: str) -> Home:
    pledges = {"sponsor_base_euro": BASE_EURO, "sponsor_person_euro": PERSON_EURO} if plan.asks_pledges else {}
    organisation = Organisation.objects.create(
        uuid=rows.draw.uuid(), slug=plan.slug, name=plan.name, kind=plan.kind, **pledges
    )
    coordinator = "coordinator@example.org" if plan.slug == NATIONAL else f"coordinator-{plan.slug}@example.org"
    staff = (
        (plan.coordinator, coordinator, Role.COORDINATOR, password),
        (plan.administrator, f"administrator-{plan.slug}@example.org", Role.ADMINISTRATOR, None),
    )
    for name, email, role, secret in staff:
        person = rows.add_person(name, email, language="en", password=secret, is_shared=False)
        rows.memberships.append(Membership(organisation=organisation, person=person, role=role))
    requirements = [
        _requirement(rows, organisation, kind, code, days)
        for kind in HelperKind
        for code, days in plan.asked.items()
        if kind == HelperKind.VOLUNTEER or code in GROUP_ASKED
    ]
    Requirement.objects.bulk_create(requirements)
    return Home(organisation, {kind: [one for one in requirements if one.helper_kind == kind] for kind in HelperKind})


def _requirement(
    rows: Rows, organisation: Organisation, kind: HelperKind, code: str, valid_days: int | None
) -> Requirement:
    of_one = kind == HelperKind.SPONSOR_GROUP and code == "training"
    return Requirement(
        uuid=rows.draw.uuid(),
        organisation=organisation,
        helper_kind=kind,
        code=code,
        scope=Scope.ONE_MEMBER if of_one else Scope.EVERYBODY,
        valid_days=valid_days,
        times=2 if code == "references" else 1,
        evidence=_EVIDENCE[code],
        is_restricted=code == "criminal_record",
    )
