"""Importing volunteers."""

from datetime import date

import pytest

from backend.people.lifecycle import HelperState
from backend.people.models import Check, Helper, HelperLanguage, Person, Requirement, Volunteer
from backend.people.models.helper import HelperKind
from tests.factories.people import a_coordinator, a_family, a_member, a_volunteer, an_organisation
from tests.factories.places import a_municipality
from tests.people.import_files import VOLUNTEER, volunteers, where

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    a_municipality(code="44021", names={"nl": "Gent"})
    organisation = an_organisation()
    for code, days in (("identity", None), ("training", 730)):
        Requirement.objects.create(
            organisation=organisation, helper_kind=HelperKind.VOLUNTEER, code=code, valid_days=days
        )
    return organisation


def test_a_volunteer_comes_with_an_account_languages_and_wishes(organisation):
    row = VOLUNTEER | {
        "availability": "mon_evening sat_morning",
        "skills": "housing_search digital",
        "capacity": "2",
        "origin": "ma",
        "household": "senior",
        "certificates": "trauma",
        "wished_gender": "female",
        "practises_local_language": "yes",
        "birth_year": "1961",
    }
    report = volunteers(organisation, row)
    assert (report.created, report.problems) == (1, [])
    helper = Helper.objects.get()
    assert (helper.kind, helper.capacity, helper.origin, helper.travel_km) == ("volunteer", 2, "MA", 25)
    assert helper.availability == 1 << 2 | 1 << 15
    assert set(helper.languages.values_list("language", "level")) == {("nl", 6), ("fr", 4)}
    assert (helper.volunteer.person.email, helper.volunteer.birth_year) == ("an@example.org", 1961)


@pytest.mark.parametrize(
    ("checks", "state"),
    [
        ("", HelperState.CHECKING),
        ("identity:2026-01-10", HelperState.CHECKING),
        ("identity:2016-01-10 training:2024-03-02", HelperState.CHECKING),
        ("identity:2016-01-10 training:2024-03-03", HelperState.APPROVED),
    ],
)
def test_who_meets_all_requirements_today_is_approved(organisation, checks, state):
    report = volunteers(organisation, VOLUNTEER | {"checks_met_on": checks})
    assert Helper.objects.get().state == state
    assert report.approved == (state == HelperState.APPROVED)


def test_without_requirements_nobody_is_approved_by_an_import():
    a_municipality(names={"nl": "Gent"})
    volunteers(an_organisation(), VOLUNTEER)
    assert Helper.objects.get().state == HelperState.CHECKING


def test_a_later_check_approves_and_is_recorded_once(organisation):
    actor = a_coordinator(organisation)
    volunteers(organisation, VOLUNTEER | {"checks_met_on": "identity:2026-01-10"})
    met = VOLUNTEER | {"checks_met_on": "identity:2026-01-10 training:2026-02-01"}
    report = volunteers(organisation, met, actor=actor)
    assert (report.updated, Helper.objects.get().state) == (1, HelperState.APPROVED)
    training = Check.objects.get(code="training")
    assert (training.expires_on, training.recorded_by) == (date(2028, 2, 1), actor)
    assert volunteers(organisation, met).unchanged == 1
    assert Check.objects.count() == 2


@pytest.mark.parametrize("state", [HelperState.AWAY, HelperState.DECLINED, HelperState.LEFT])
def test_an_import_brings_nobody_back(organisation, state):
    volunteers(organisation, VOLUNTEER)
    Helper.objects.update(state=state, away_from=date(2026, 1, 1))
    volunteers(organisation, VOLUNTEER | {"checks_met_on": "identity:2026-01-10 training:2026-02-01"})
    assert Helper.objects.get().state == state


def test_checks_must_be_asked_for_and_past(organisation):
    report = volunteers(organisation, VOLUNTEER | {"checks_met_on": "identity:2026-03-03 references:2026-01-01"})
    assert where(report.problems) == [
        (2, "checks_met_on", "in_the_future"),
        (2, "checks_met_on", "not_required"),
    ]


def test_repeating_updates_by_reference_and_doubles_nobody(organisation):
    volunteers(organisation, VOLUNTEER)
    report = volunteers(organisation, VOLUNTEER | {"travel_km": "40", "languages": "nl:C2"})
    assert (report.created, report.updated, report.unchanged) == (0, 1, 0)
    assert (Helper.objects.get().travel_km, HelperLanguage.objects.count(), Person.objects.count()) == (40, 1, 1)
    assert volunteers(organisation, VOLUNTEER | {"travel_km": "40", "languages": "nl:C2"}).unchanged == 1


def test_one_person_is_one_volunteer_in_an_organisation(organisation):
    report = volunteers(organisation, VOLUNTEER, VOLUNTEER | {"reference": "V-2"}, VOLUNTEER)
    assert where(report.problems) == [(3, "email", "email_twice"), (4, "reference", "reference_twice")]
    taken = a_volunteer(organisation).volunteer.person
    assert where(volunteers(organisation, VOLUNTEER | {"email": taken.email}).problems) == [(2, "email", "email_taken")]
    elsewhere = a_volunteer().volunteer.person
    assert volunteers(organisation, VOLUNTEER | {"email": elsewhere.email}).is_ok
    assert Volunteer.objects.filter(person=elsewhere).count() == 1


def test_capacity_stays_above_the_places_taken(organisation):
    volunteers(organisation, VOLUNTEER | {"capacity": "3"})
    Helper.objects.update(places_taken=2)
    assert where(volunteers(organisation, VOLUNTEER | {"capacity": "1"}).problems) == [
        (2, "capacity", "capacity_taken")
    ]
    assert volunteers(organisation, VOLUNTEER | {"capacity": "2"}).updated == 1


def test_a_programme_of_900_takes_few_queries(organisation, django_assert_max_num_queries):
    met = "identity:2026-01-10 training:2026-02-01"
    rows = [
        VOLUNTEER
        | {"reference": f"V-{n}", "email": f"v{n}@example.org", "phone": "+32 400 00 00 01", "checks_met_on": met}
        for n in range(900)
    ]
    with django_assert_max_num_queries(30):
        report = volunteers(organisation, *rows)
    assert (report.created, report.approved) == (900, 900)
    with django_assert_max_num_queries(30):
        assert volunteers(organisation, *[row | {"travel_km": "30"} for row in rows]).updated == 900


def test_whether_ones_volunteer_is_in_a_family_elsewhere_does_not_show(organisation):
    both = a_volunteer(organisation).volunteer.person
    a_member(a_family(), person=both)
    only_here = a_volunteer(organisation).volunteer.person
    told = [
        volunteers(organisation, VOLUNTEER | {"reference": "V-9", "email": str(person.email)}, dry_run=True)
        for person in (both, only_here)
    ]
    assert [where(report.problems) for report in told] == [[(2, "email", "email_taken")]] * 2


def test_every_move_that_an_import_makes_has_its_event(organisation):
    actor = a_coordinator(organisation)
    volunteers(organisation, VOLUNTEER, actor=actor)
    volunteers(organisation, VOLUNTEER | {"checks_met_on": "identity:2026-01-10 training:2026-02-01"}, actor=actor)
    helper = Helper.objects.get()
    told = helper.events.order_by("version").values_list("version", "move", "state", "actor")
    assert list(told) == [(1, "apply", "checking", actor.pk), (2, "approve", "approved", actor.pk)]
    assert helper.version == 2


def test_who_applied_is_checked_and_approved_by_an_import(organisation):
    volunteers(organisation, VOLUNTEER)
    Helper.objects.update(state=HelperState.APPLIED)
    volunteers(organisation, VOLUNTEER | {"checks_met_on": "identity:2026-01-10 training:2026-02-01"})
    helper = Helper.objects.get()
    assert (helper.state, helper.version) == (HelperState.APPROVED, 3)
    assert [event.move for event in helper.events.order_by("version")] == ["apply", "start_checks", "approve"]


def test_nobody_approves_themselves_by_an_import(organisation):
    actor = a_coordinator(organisation, email=VOLUNTEER["email"])
    volunteers(organisation, VOLUNTEER | {"checks_met_on": "identity:2026-01-10 training:2026-02-01"}, actor=actor)
    assert Helper.objects.get().volunteer.person == actor
    assert Helper.objects.get().state == HelperState.CHECKING
