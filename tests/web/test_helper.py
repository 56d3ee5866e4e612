"""A helper in the console, and a family on hold: what staff see and decide."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from backend.people.lifecycle import HelperState
from backend.people.models import Helper, Hold, Membership
from tests.factories.people import a_coordinator, a_family, a_sponsor_group, a_volunteer, lead_of
from tests.web.world import signed_in

pytestmark = pytest.mark.django_db

ACTS = [
    ("begin_checks", HelperState.APPLIED, {}, HelperState.CHECKING),
    ("approve_helper", HelperState.CHECKING, {}, HelperState.APPROVED),
    ("decline_helper", HelperState.CHECKING, {"reason": "no_answer"}, HelperState.DECLINED),
    ("record_leave", HelperState.APPROVED, {"reason": "health"}, HelperState.LEFT),
    ("record_reapplication", HelperState.LEFT, {}, HelperState.APPLIED),
    ("record_absence", HelperState.APPROVED, {"away_from": "2100-01-01"}, HelperState.APPROVED),
    ("record_return", HelperState.AWAY, {}, HelperState.APPROVED),
    ("hold_helper", HelperState.APPROVED, {"reason": "illness"}, HelperState.APPROVED),
]


def page_of(row, staff=None):
    client = signed_in(staff or a_coordinator(row.organisation))
    name = "helper" if isinstance(row, Helper) else "family"
    return client, reverse(f"web:{name}", args=[row.uuid])


@pytest.mark.parametrize(("name", "state", "form", "after"), ACTS)
def test_each_decision_is_a_button_on_the_page_and_leads_back_to_it(name, state, form, after):
    helper = a_volunteer(state=state)
    client, path = page_of(helper)
    address = reverse(f"web:{name}", args=[helper.uuid])
    assert address in client.get(path).content.decode()
    answer = client.post(address, form)
    assert (answer.status_code, answer.url) == (302, path)
    helper.refresh_from_db()
    assert helper.state == after
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("state", HelperState)
def test_a_page_offers_only_what_the_table_has(state):
    helper = a_volunteer(state=state)
    client, path = page_of(helper)
    shown = client.get(path).content.decode()
    offered = {name for name, before, _, _ in ACTS if reverse(f"web:{name}", args=[helper.uuid]) in shown}
    may_be = {name for name, before, _, _ in ACTS if before == state}
    assert may_be <= offered
    assert ("approve_helper" in offered) == (state in (HelperState.CHECKING, HelperState.LAPSED))
    assert ("begin_checks" in offered) == (state == HelperState.APPLIED)


@pytest.mark.parametrize("maker", [a_volunteer, a_family])
def test_a_hold_shows_and_can_be_lifted(maker):
    row = maker()
    client, path = page_of(row)
    kind = "helper" if isinstance(row, Helper) else "family"
    client.post(reverse(f"web:hold_{kind}", args=[row.uuid]), {"reason": "illness"})
    assert "On hold. Open proposals have ended." in client.get(path).content.decode()
    assert Hold.objects.get().reason == "illness"
    client.post(reverse(f"web:lift_hold_of_{kind}", args=[row.uuid]))
    row.refresh_from_db()
    assert not row.is_on_hold


def test_a_hold_without_a_reason_says_so():
    helper = a_volunteer()
    client, _ = page_of(helper)
    answer = client.post(reverse("web:hold_helper", args=[helper.uuid]), {}, follow=True)
    assert "Please choose a reason." in answer.content.decode()
    assert not Hold.objects.exists()


def test_what_is_not_met_stops_the_approval_and_says_so():
    helper = a_volunteer(state=HelperState.CHECKING, cleared_until="2020-01-01")
    client, _ = page_of(helper)
    answer = client.post(reverse("web:approve_helper", args=[helper.uuid]), follow=True)
    assert "Not everything that is asked of this helper is met." in answer.content.decode()


def test_what_happened_is_told_in_words():
    helper = a_volunteer(state=HelperState.CHECKING)
    boss = a_coordinator(helper.organisation, name="Els De Smet")
    client, path = page_of(helper, boss)
    client.post(reverse("web:decline_helper", args=[helper.uuid]), {"reason": "no_answer"})
    shown = client.get(path).content.decode()
    for words in ("declined", "They do not answer", "Els De Smet"):
        assert words in shown


def test_for_outsiders_there_is_no_such_page():
    helper = a_volunteer()
    for outsider in (a_coordinator(), lead_of(helper)):
        client, path = page_of(helper, outsider)
        assert client.get(path).status_code == 404
        assert client.post(reverse("web:hold_helper", args=[helper.uuid]), {"reason": "illness"}).status_code == 404


def test_staff_who_are_the_helper_are_offered_no_decision():
    helper = a_volunteer(state=HelperState.CHECKING)
    own = lead_of(helper)
    Membership.objects.create(organisation=helper.organisation, person=own, role="coordinator")
    client, path = page_of(helper, own)
    address = reverse("web:approve_helper", args=[helper.uuid])
    assert address not in client.get(path).content.decode()
    assert client.post(address).status_code == 403


def test_a_group_has_a_page_too():
    client, path = page_of(a_sponsor_group())
    assert client.get(path).status_code == 200


def test_a_longer_history_takes_no_more_queries():
    helper = a_volunteer()
    client, path = page_of(helper)

    def counted():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    few = counted()
    for _ in range(3):
        client.post(reverse("web:hold_helper", args=[helper.uuid]), {"reason": "illness"})
        client.post(reverse("web:lift_hold_of_helper", args=[helper.uuid]))
    client.get(path)
    assert counted() == few
