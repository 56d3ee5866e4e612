"""What is asked of helpers, on the pages: at home, in the console, and what administrators say."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from backend.people.models import Check, Exemption, Requirement
from backend.people.models.check import Evidence, Scope
from backend.people.models.helper import HelperKind
from backend.people.models.organisation import Role
from tests.factories.checks import TODAY, a_check, a_household_member, a_requirement, an_exemption
from tests.factories.clock import NOON
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_sponsor_group,
    a_volunteer,
    an_organisation,
    contact_of,
    lead_of,
)
from tests.web.world import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def helper():
    return a_volunteer(an_organisation(group_quorum=2))


@pytest.fixture
def staff(helper):
    return signed_in(a_coordinator(helper.organisation))


def at(name, *things):
    return reverse(f"web:{name}", args=[thing.uuid for thing in things])


def home_of(person):
    return signed_in(person).get(reverse("web:home")).content.decode()


def test_a_volunteer_reads_what_is_still_needed_and_how_to_do_it(helper):
    organisation = helper.organisation
    a_requirement(organisation, evidence=Evidence.DOCUMENT, instructions={"nl": "Kom met je kaart."})
    a_check(helper, a_requirement(organisation, "training"), expires_on=TODAY + timedelta(days=20))
    a_check(helper, a_requirement(organisation, "intake"), expires_on=TODAY + timedelta(days=200))
    page = home_of(lead_of(helper))
    assert "What we still need from you" in page
    assert '<p lang="nl" dir="ltr">Kom met je kaart.</p>' in page
    assert "Hand the document in below." in page
    assert "again before" in page
    assert "first interview" not in page


def test_who_has_done_everything_and_who_helps_nobody_reads_nothing_of_it(helper):
    a_check(helper, a_requirement(helper.organisation))
    for person in (lead_of(helper), contact_of(a_family())):
        assert "What we still need from you" not in home_of(person)


def test_a_host_says_who_lives_with_them(helper):
    a_requirement(helper.organisation, "criminal_record", scope=Scope.HOUSEHOLD_ADULT)
    browser = signed_in(lead_of(helper))
    sent = {"given_name": "Robin", "birth_date": "1990-01-01"}
    page = browser.post(at("lives_with_me", helper), sent, follow=True).content.decode()
    assert "Thank you, we have written it down." in page
    assert "still to do" in page
    adult = helper.household_members.get()
    assert "Lives elsewhere now" not in page
    assert browser.post(at("moved_out", helper), {"recorded": adult.uuid}).status_code == 403
    page = browser.post(at("lives_with_me", helper), sent | {"birth_date": "2018-01-01"}, follow=True).content.decode()
    assert page.count("Lives elsewhere now") == 1
    child = helper.household_members.exclude(pk=adult.pk).get()
    for member, left in ((child, TODAY), (adult, None)):
        browser.post(at("moved_out", helper), {"recorded": member.uuid})
        member.refresh_from_db()
        assert member.left_on == left
    wrong = browser.post(at("lives_with_me", helper), sent | {"birth_date": "2026-03-03"}, follow=True)
    assert "This day of birth cannot be right." in wrong.content.decode()


def test_staff_record_and_take_back(helper, staff):
    a_requirement(helper.organisation, evidence=Evidence.NOTE)
    sent = {"code": "identity", "met_on": "2026-03-02", "person": lead_of(helper).uuid, "note": "Passport seen."}
    page = staff.post(at("check_recorded", helper), sent, follow=True).content.decode()
    assert "all met" in page
    assert "Passport seen." in page
    page = staff.post(at("check_withdrawn", helper), {"recorded": Check.objects.get().uuid}, follow=True)
    assert "(taken back)" in page.content.decode()
    page = staff.post(at("check_recorded", helper), sent | {"note": ""}, follow=True).content.decode()
    assert "Please write in the note what you have seen." in page
    page = staff.post(at("check_recorded", helper), {"code": "identity"}, follow=True).content.decode()
    assert "Something is missing." in page


def test_staff_exempt_and_end_the_exemption(helper, staff):
    a_requirement(helper.organisation)
    sent = {"code": "identity", "reason": "The town hall is closed.", "ends_on": "2026-04-01"}
    page = staff.post(at("exemption_granted", helper), sent, follow=True).content.decode()
    assert "The town hall is closed." in page
    page = staff.post(at("exemption_revoked", helper), {"recorded": Exemption.objects.get().uuid}, follow=True)
    assert "(ended)" in page.content.decode()


def test_of_a_group_staff_choose_who_it_is_that_is_trained(staff, helper):
    group = a_sponsor_group(helper.organisation, members=2)
    kind = HelperKind.SPONSOR_GROUP
    a_requirement(helper.organisation, "training", helper_kind=kind, scope=Scope.ONE_MEMBER)
    page = staff.get(at("helper", group)).content.decode()
    assert f'<option value="{lead_of(group).uuid}">' in page
    sent = {"code": "training", "met_on": "2026-03-02", "person": lead_of(group).uuid}
    assert "all met" in staff.post(at("check_recorded", group), sent, follow=True).content.decode()


def test_staff_write_down_who_lives_with_a_helper(helper, staff):
    a_requirement(helper.organisation, "criminal_record", scope=Scope.HOUSEHOLD_ADULT)
    sent = {"given_name": "Robin", "birth_date": "1990-01-01"}
    page = staff.post(at("lives_there", helper), sent, follow=True).content.decode()
    assert "Robin" in page
    member = helper.household_members.get()
    of_them = {"code": "criminal_record", "met_on": "2026-03-02", "household_member": member.uuid}
    assert "all met" in staff.post(at("check_recorded", helper), of_them, follow=True).content.decode()
    staff.post(at("lives_elsewhere", helper), {"recorded": member.uuid})
    assert "Robin" not in staff.get(at("helper", helper)).content.decode()


def test_a_page_with_more_on_record_takes_no_more_queries(helper, staff):
    requirement = a_requirement(helper.organisation)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert staff.get(at("helper", helper)).status_code == 200
        return len(captured)

    few = queries()
    for _ in range(5):
        a_check(helper, requirement)
        an_exemption(helper, requirement)
        a_household_member(helper, birth_date=date(1990, 1, 1))
    a_requirement(helper.organisation, "training")
    assert queries() == few


def test_nobody_records_about_themselves_and_outsiders_find_nothing(helper):
    coordinator = a_coordinator(helper.organisation)
    own = a_volunteer(helper.organisation, person=coordinator)
    a_requirement(helper.organisation)
    browser = signed_in(coordinator)
    assert "It is met" not in browser.get(at("helper", own)).content.decode()
    sent = {"code": "identity", "met_on": "2026-03-02"}
    assert browser.post(at("check_recorded", own), sent).status_code == 403
    for person in (a_coordinator(), lead_of(helper)):
        stranger = signed_in(person)
        assert stranger.get(at("helper", helper)).status_code == 404
        assert stranger.post(at("check_recorded", helper), sent).status_code == 404


def asked(organisation, **over):
    given = {
        "organisation": organisation.uuid,
        "helper_kind": "volunteer",
        "code": "training",
        "scope": "everybody",
        "valid_days": "365",
        "times": "1",
        "evidence": "nothing",
        "instruction_nl": "Schrijf je in.",
    }
    return given | over


def test_administrators_say_what_is_asked(helper):
    organisation = helper.organisation
    boss = signed_in(a_coordinator(organisation, role=Role.ADMINISTRATOR))
    page = boss.post(reverse("web:requirement_set"), asked(organisation), follow=True).content.decode()
    assert "valid for 365 days" in page
    assert "Schrijf je in." in page
    changed = asked(organisation, valid_days="", is_restricted="on")
    page = boss.post(reverse("web:requirement_set"), changed, follow=True).content.decode()
    assert "valid for ever" in page
    assert "few may read it" in page
    current = Requirement.objects.get(superseded_at=None)
    assert (current.version, current.instructions) == (2, {"nl": "Schrijf je in."})
    page = boss.post(at("requirement_retired", current), follow=True).content.decode()
    assert "Nothing is asked." in page
    wrong = boss.post(reverse("web:requirement_set"), asked(organisation, scope="one_member"), follow=True)
    assert "This cannot be asked like that." in wrong.content.decode()


def test_coordinators_read_what_is_asked_and_change_nothing(helper, staff):
    requirement = a_requirement(helper.organisation)
    page = staff.get(reverse("web:requirements")).content.decode()
    assert "identity checked" in page
    assert "Change" not in page
    assert staff.post(reverse("web:requirement_set"), asked(helper.organisation)).status_code == 403
    assert staff.post(at("requirement_retired", requirement)).status_code == 404
