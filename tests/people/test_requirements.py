"""What an organisation asks: new versions, retiring, and who may say so."""

from dataclasses import replace
from datetime import timedelta

import pytest

from backend.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.people.clearance import FOR_EVER, NEVER
from backend.people.models import Helper, Requirement
from backend.people.models.check import Evidence, Scope
from backend.people.models.helper import HelperKind
from backend.people.models.organisation import Role
from backend.people.services.checks import Whom, record_check
from backend.people.services.requirements import Asked, retire_requirement, set_requirement
from tests.factories.checks import TODAY
from tests.factories.clock import NOON
from tests.factories.people import a_coordinator, a_sponsor_group, a_volunteer, an_organisation

pytestmark = pytest.mark.django_db
REFERENCES = Asked(HelperKind.VOLUNTEER, "references", valid_days=365)
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def organisation():
    return an_organisation()


@pytest.fixture
def boss(organisation):
    return a_coordinator(organisation, role=Role.ADMINISTRATOR)


def asks(boss, asked=REFERENCES, now=NOON):
    return set_requirement(actor=boss, organisation_uuid=None, asked=asked, now=now)


def cleared(helper):
    return Helper.objects.get(pk=helper.pk).cleared_until


def test_what_is_new_clears_nobody_who_does_not_meet_it(organisation, boss):
    helper, group, elsewhere = a_volunteer(organisation), a_sponsor_group(organisation), a_volunteer()
    asked = asks(boss)
    assert (asked.version, asked.superseded_at) == (1, None)
    assert [cleared(one) for one in (helper, group, elsewhere)] == [NEVER, FOR_EVER, FOR_EVER]


def test_a_change_is_a_new_version_and_undoes_nothing(organisation, boss):
    helper, staff = a_volunteer(organisation), a_coordinator(organisation)
    first = asks(boss)
    record_check(actor=staff, whom=Whom(helper.uuid), code="references", met_on=TODAY, now=NOON)
    second = asks(boss, replace(REFERENCES, times=2, valid_days=30), now=LATER)
    first.refresh_from_db()
    assert (first.superseded_at, second.version) == (LATER, 2)
    assert cleared(helper) == TODAY + timedelta(days=365)
    newcomer = a_volunteer(organisation)
    for _ in range(2):
        assert cleared(newcomer) in (NEVER, FOR_EVER)
        record_check(actor=staff, whom=Whom(newcomer.uuid), code="references", met_on=TODAY, now=LATER)
    assert cleared(newcomer) == TODAY + timedelta(days=30)


def test_the_same_again_is_no_new_version(boss):
    assert asks(boss) == asks(boss, replace(REFERENCES, instructions={"nl": ""}), now=LATER)
    assert Requirement.objects.count() == 1


def test_what_is_retired_is_not_asked_and_is_asked_again_as_the_next_version(organisation, boss):
    helper = a_volunteer(organisation)
    first = asks(boss)
    retire_requirement(actor=boss, requirement_uuid=first.uuid, now=NOON)
    assert cleared(helper) == FOR_EVER
    with pytest.raises(Conflict) as refusal:
        retire_requirement(actor=boss, requirement_uuid=first.uuid, now=NOON)
    assert refusal.value.code == "not_asked"
    assert asks(boss, now=LATER).version == 2
    assert cleared(helper) == NEVER


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("helper_kind", "neighbour"),
        ("code", "horoscope"),
        ("scope", Scope.ONE_MEMBER),
        ("scope", "nobody"),
        ("valid_days", 0),
        ("times", 0),
        ("times", 10),
        ("evidence", "rumour"),
        ("instructions", {"xx": "?"}),
        ("instructions", {"nl": "x" * 2001}),
    ],
)
def test_nonsense_is_refused_with_its_field(boss, field, value):
    with pytest.raises(Invalid) as refusal:
        asks(boss, replace(REFERENCES, **{field: value}))
    assert (refusal.value.code, refusal.value.facts) == ("requirement_invalid", {"field": field})


def test_everything_told_is_kept(boss):
    told = Asked(
        HelperKind.SPONSOR_GROUP,
        "training",
        valid_days=None,
        scope=Scope.ONE_MEMBER,
        times=1,
        evidence=Evidence.DOCUMENT,
        instructions={"nl": "Schrijf je in.", "fr": ""},
        is_restricted=True,
    )
    made = asks(boss, told)
    assert (made.scope, made.evidence, made.is_restricted) == (Scope.ONE_MEMBER, Evidence.DOCUMENT, True)
    assert made.instructions == {"nl": "Schrijf je in."}


def test_only_administrators_say_what_is_asked(organisation, boss):
    asked = asks(boss)
    coordinator, other = a_coordinator(organisation), a_coordinator(role=Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        asks(coordinator)
    with pytest.raises(NotFound):
        set_requirement(actor=other, organisation_uuid=organisation.uuid, asked=REFERENCES, now=NOON)
    for actor in (coordinator, other):
        with pytest.raises(NotFound):
            retire_requirement(actor=actor, requirement_uuid=asked.uuid, now=NOON)
