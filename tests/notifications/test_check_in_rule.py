"""Each side is asked how it goes on the morning of the day, until it has answered, by a link that needs no sign-in."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from backend.care.links import opened
from backend.care.services.check_ins import plan_check_ins
from matching.lifecycle import MatchState
from matching.models import Match
from matching.models.proposal import Party
from notifications.channels import EMAIL, Channel
from notifications.channels.email import EmailChannel
from notifications.delivery import batches_due, deliver_all
from notifications.inbox import messages_of
from notifications.models import Delivery, DeliveryState, Message
from notifications.reminders import plan, signed_path, still_due
from notifications.reminders.check_ins import check_in_wanted
from tests.factories.care import a_check_in, an_answer
from tests.factories.clock import NOON
from tests.factories.matching import a_match
from tests.factories.notifications import Outbox
from tests.factories.people import a_family, a_sponsor_group, an_organisation, contact_of, lead_of

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)  # 09:00 in Brussels, on the day of NOON


def told(now=MORNING):
    return {(due.recipient_id, due.template) for due in check_in_wanted(now) if due.due_at <= now < due.expires_at}


def both_of(match):
    return {
        (contact_of(match.family).pk, "check_in_wanted_family"),
        (lead_of(match.helper).pk, "check_in_wanted_helper"),
    }


@pytest.fixture
def match():
    match = a_match()
    for party in (Party.FAMILY, Party.HELPER):
        a_check_in(match, party)
    return match


def test_both_sides_are_asked_from_nine_in_the_morning_on_for_two_weeks(match):
    assert told(MORNING - MINUTE) == set()
    assert told(MORNING) == told(MORNING + timedelta(days=14) - MINUTE) == both_of(match)
    assert told(MORNING + timedelta(days=14)) == set()


def test_of_a_sponsor_group_the_lead_is_asked():
    organisation = an_organisation()
    match = a_match(a_family(organisation), a_sponsor_group(organisation))
    a_check_in(match, Party.HELPER)
    assert told() == {(lead_of(match.helper).pk, "check_in_wanted_helper")}


def test_who_has_answered_is_not_asked_any_more(match):
    an_answer(match.check_ins.get(party="family"))
    assert told() == {(lead_of(match.helper).pk, "check_in_wanted_helper")}


@pytest.mark.parametrize(
    "over",
    [
        {"state": MatchState.PAUSED, "paused_at": NOON, "pause_reason": "illness"},
        {"state": MatchState.ENDED, "ended_at": NOON, "end_reason": "moved"},
        {"is_suspended": True},
    ],
)
def test_it_stops_when_they_may_not_be_in_touch(match, over):
    plan(MORNING)
    Match.objects.update(**over)
    assert told() == set()
    assert not [message for message in Message.objects.filter(rule="check_in_wanted") if still_due(message, MORNING)]


def test_the_inbox_asks_for_as_long_as_nothing_is_answered(match):
    plan(MORNING)
    Delivery.objects.update(state=DeliveryState.SENT)
    contact = contact_of(match.family)
    asked = messages_of(contact, now=MORNING).filter(rule="check_in_wanted")
    assert asked.count() == 1
    an_answer(match.check_ins.get(party="family"))
    assert asked.count() == 0


def test_the_letter_holds_a_link_for_its_reader_alone_and_names_nothing(match, settings):
    Message.objects.all().delete()
    plan(MORNING)
    Delivery.objects.exclude(message__rule="check_in_wanted").delete()
    channels: dict[str, Channel] = {EMAIL: EmailChannel(), "inbox": Outbox()}
    for batch in batches_due(now=MORNING):
        deliver_all(batch, clock=lambda: MORNING, channels=channels, still_due=still_due, signed_path=signed_path)
    people = {person.email: person for person in (contact_of(match.family), lead_of(match.helper))}
    assert {letter.to[0] for letter in mail.outbox} == set(people)
    for letter in mail.outbox:
        [link] = re.findall(r"https?://\S+", str(letter.body))
        token = link.removeprefix(f"{settings.PUBLIC_URL}/check-in/").removesuffix("/")
        held = opened(token)
        assert held
        assert held.person == people[letter.to[0]].uuid
        assert held.ends_at == MORNING + timedelta(days=30)
        assert "family" not in f"{letter.subject} {letter.body}".replace("Familievriend", "").lower()


def test_from_the_sweep_to_the_letter_each_is_written_to_once():
    match = a_match()
    week = NOON + timedelta(days=7)
    for hour in range(3):
        plan_check_ins(now=week + timedelta(hours=hour))
        plan(week + timedelta(hours=hour))
    asked = Message.objects.filter(rule="check_in_wanted")
    assert {(message.recipient_id, message.template) for message in asked} == both_of(match)
    assert asked.count() == 2
