"""Contact details are seen only in a running match, only if shared, and every read is on record."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection

from backend.people.lifecycle import HelperState
from backend.people.models import ContactDetail, Disclosure, Helper, Organisation
from backend.people.models.contact import ContactKind
from matching.models import Match
from matching.models.match import EndReason
from matching.models.proposal import Party
from matching.services.disclosure import contacts_of
from matching.services.ends import end_match
from tests.factories.clock import NOON
from tests.factories.matching import a_match, a_proposal, entitled
from tests.factories.people import a_family, a_member, a_reachable_person, a_sponsor_group, contact_of, lead_of

pytestmark = pytest.mark.django_db


def cards(actor):
    return contacts_of(actor=actor, language="en", now=NOON)


def test_both_sides_of_a_match_see_how_to_reach_each_other():
    match = a_match()
    family, helper = contact_of(match.family), lead_of(match.helper)
    [helper_card], [family_card] = cards(family), cards(helper)
    assert (helper_card.name, helper_card.part) == (helper.name, "volunteer")
    assert (family_card.name, family_card.part) == (family.name, "family")
    assert dict(helper_card.details)[ContactKind.EMAIL] == helper.email
    assert ContactKind.PHONE in dict(family_card.details)


def test_every_detail_shown_is_on_record():
    match = a_match()
    reader, owner = contact_of(match.family), lead_of(match.helper)
    cards(reader)
    rows = Disclosure.objects.values_list("reader", "owner", "kind", "match_uuid", "at")
    assert sorted(rows) == sorted(
        (reader.pk, owner.pk, kind, match.uuid, NOON) for kind in (ContactKind.PHONE, ContactKind.EMAIL)
    )


def test_a_proposal_shows_no_contact():
    proposal = a_proposal()
    for party in (Party.FAMILY, Party.HELPER):
        assert cards(entitled(proposal, party)) == []
    assert not Disclosure.objects.exists()


def test_what_is_not_shared_is_not_shown_and_the_person_still_is():
    match = a_match()
    ContactDetail.objects.filter(person=lead_of(match.helper)).update(is_shared=False)
    [card] = cards(contact_of(match.family))
    assert card.details == ()
    assert not Disclosure.objects.exists()


def test_the_end_hides_everything():
    match = a_match()
    family, helper = contact_of(match.family), lead_of(match.helper)
    end_match(actor=helper, match_uuid=match.uuid, reason=EndReason.NO_TIME, now=NOON)
    assert cards(family) == cards(helper) == []


def test_a_coordinator_has_no_contacts_of_their_own():
    match = a_match()
    assert cards(entitled(match.proposal, Party.COORDINATOR)) == []


def test_a_group_shows_its_lead_and_its_name():
    group = a_sponsor_group()
    match = a_match(a_family(group.organisation), group)
    [card] = cards(contact_of(match.family))
    assert (card.name, card.group_name) == (lead_of(group).name, group.sponsor_group.name)


def test_other_members_of_the_family_see_the_helper_and_are_not_shown():
    match = a_match()
    child = a_member(match.family, person=a_reachable_person())
    assert [card.name for card in cards(child.person)] == [lead_of(match.helper).name]
    assert [card.name for card in cards(lead_of(match.helper))] == [contact_of(match.family).name]


def test_the_number_of_queries_does_not_grow_with_the_matches(django_assert_max_num_queries):
    helper = a_match().helper
    helper.capacity = 3
    helper.save()
    for _ in range(2):
        a_match(a_family(helper.organisation), helper)
    with django_assert_max_num_queries(12):
        assert len(cards(lead_of(helper))) == 3


@pytest.mark.parametrize(
    "over",
    [
        {"cleared_until": NOON.date()},
        {"is_suspended": True},
        {"state": HelperState.LAPSED},
        {"state": HelperState.LEFT},
    ],
    ids=str,
)
def test_with_a_helper_who_may_not_meet_families_today_nobody_reaches_anybody(over):
    match = a_match()
    Helper.objects.filter(pk=match.helper_id).update(**over)
    assert cards(contact_of(match.family)) == cards(lead_of(match.helper)) == []
    assert not Disclosure.objects.exists()


def test_a_check_counts_until_its_last_day_by_the_calendar_of_the_family():
    match = a_match()
    Helper.objects.filter(pk=match.helper_id).update(cleared_until=NOON.date() + timedelta(days=1))
    family = contact_of(match.family)
    assert cards(family)
    Organisation.objects.filter(pk=match.organisation_id).update(time_zone="Pacific/Auckland")
    assert cards(family) == []  # it is 01:00 of the next day there


def test_a_suspended_match_shows_nothing_to_its_sides_and_goes_on_otherwise():
    match = a_match()
    Match.objects.filter(pk=match.pk).update(is_suspended=True)
    assert cards(contact_of(match.family)) == cards(lead_of(match.helper)) == []
    assert Helper.objects.get(pk=match.helper_id).places_taken == 1


@pytest.mark.django_db(transaction=True)
def test_who_ends_a_match_waits_for_who_is_reading_and_then_nobody_reads():
    match = a_match()
    reader, coordinator = contact_of(match.family), entitled(match.proposal, Party.COORDINATOR)
    is_reading, may_go_on, has_ended = Event(), Event(), Event()

    def hold_before_the_details(execute, sql, *rest):
        if "people_contactdetail" in sql and sql.startswith("SELECT"):
            is_reading.set()
            assert may_go_on.wait(30)
        return execute(sql, *rest)

    def read():
        with closing(connection), connection.execute_wrapper(hold_before_the_details):
            return cards(reader)

    def end():
        with closing(connection):
            end_match(actor=coordinator, match_uuid=match.uuid, reason=EndReason.MOVED, now=NOON)
            has_ended.set()

    with ThreadPoolExecutor(2) as pool:
        reading = pool.submit(read)
        assert is_reading.wait(30)
        ending = pool.submit(end)
        ended_meanwhile = has_ended.wait(0.5)
        may_go_on.set()
        assert [len(card.details) for card in reading.result()] == [2]
        ending.result()
    assert not ended_meanwhile
    assert cards(reader) == []
