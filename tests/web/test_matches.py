"""Matches on the console and on the phone: what is shown, to whom, and what each button does."""

import pytest
from django.urls import reverse

from backend.people.models import Person
from matching.lifecycle import MatchState
from matching.models import Match, MatchConfirmation, Proposal
from matching.models.match import EndReason, PauseReason, ReviewReason
from tests.factories.clock import NOON
from tests.factories.matching import a_match
from tests.factories.people import a_coordinator, a_volunteer, lead_of
from tests.web.world import World, signed_in


def _becomes(world: World, state: str, **over: object) -> None:
    Match.objects.filter(pk=world.match.pk).update(state=state, **over)


def _paused(world: World) -> None:
    _becomes(world, MatchState.PAUSED, paused_at=NOON, pause_reason=PauseReason.HELPER_AWAY)


def _read(person: Person, name: str, *args: object) -> str:
    return signed_in(person).get(reverse(f"web:{name}", args=args)).content.decode()


def _press(person: Person, name: str, world: World, **sent: str) -> Match:
    path = reverse(f"web:{name}", args=[world.match.uuid])
    assert signed_in(person).post(path, sent).status_code == 302
    return Match.objects.get(pk=world.match.pk)


def test_the_family_leads_to_its_match_and_the_match_tells_its_history(world: World) -> None:
    page = reverse("web:match", args=[world.match.uuid])
    assert page in _read(world.coordinator, "family", world.matched_family.uuid)
    shown = _read(world.coordinator, "match", world.match.uuid)
    for words in ("They have not met yet.", "What has happened", world.matched_family.reference):
        assert words in shown


def test_a_coordinator_moves_a_match_from_the_first_meeting_to_the_end(world: World) -> None:
    boss = world.coordinator
    assert _press(boss, "match_met", world).state == MatchState.TRIAL
    _becomes(world, MatchState.ACTIVE)
    assert _press(boss, "match_pause", world, reason="illness").state == MatchState.PAUSED
    assert "Somebody is ill" in _read(boss, "match", world.match.uuid)
    assert _press(boss, "match_resume", world).state == MatchState.ACTIVE
    ended = _press(boss, "match_end", world, reason="moved", is_not_again="1")
    assert (ended.state, ended.end_reason, ended.is_not_again) == (MatchState.ENDED, EndReason.MOVED, True)
    assert "This pair is not proposed again." in _read(boss, "match", world.match.uuid)


def test_a_form_without_a_reason_changes_nothing(world: World) -> None:
    _becomes(world, MatchState.ACTIVE)
    for name in ("match_pause", "match_end"):
        for sent in ({}, {"reason": "helper_left"}, {"reason": "x"}):
            assert _press(world.coordinator, name, world, **sent).state == MatchState.ACTIVE


def test_what_is_flagged_is_seen_with_its_reason_and_can_be_marked(world: World) -> None:
    Match.objects.update(review_since=NOON, review_reason=ReviewReason.CHECK_LAPSED)
    assert "please look at it" in _read(world.coordinator, "family", world.matched_family.uuid)
    assert "A check of the helper has lapsed." in _read(world.coordinator, "match", world.match.uuid)
    assert _press(world.coordinator, "match_reviewed", world).review_since is None


def test_a_trial_shows_who_has_answered_and_that_it_is_over(world: World) -> None:
    _becomes(world, MatchState.TRIAL, trial_until=NOON.date())
    _press(world.matched_contact, "my_match_confirm", world, answer="yes")
    shown = _read(world.coordinator, "match", world.match.uuid)
    assert "The trial is over; not both have answered" in shown
    assert (shown.count("</svg>yes</span>"), shown.count("</svg>waiting</span>")) == (1, 1)


def test_during_a_pause_somebody_is_found_to_stand_in(world: World) -> None:
    _paused(world)
    helper = a_volunteer(world.organisation, person=None)
    find = reverse("web:by_hand", args=[world.matched_family.uuid])
    assert f"{find}?stands_in_for={world.match.uuid}" in _read(world.coordinator, "match", world.match.uuid)
    client, sent = signed_in(world.coordinator), {"helper": str(helper.uuid), "stands_in_for": str(world.match.uuid)}
    assert "Propose this" in client.get(find, sent).content.decode()
    client.post(reverse("web:propose_by_hand", args=[world.matched_family.uuid]), sent)
    made = Proposal.objects.get(helper=helper)
    assert made.stands_in_for == world.match
    client.post(reverse("web:judge", args=[made.uuid]), {"answer": "yes"})
    assert "It is for a while" in _read(lead_of(helper), "home")


def test_who_stood_in_is_named_on_the_page_of_the_match(world: World) -> None:
    _paused(world)
    one = a_match(world.matched_family, a_volunteer(world.organisation), stands_in_for=world.match)
    page = _read(world.coordinator, "match", world.match.uuid)
    assert reverse("web:match", args=[one.uuid]) in page
    assert "stands in while another match is paused" in _read(world.coordinator, "match", one.uuid)


def test_for_others_there_is_no_such_match(world: World) -> None:
    for person in (a_coordinator(), world.matched_contact, world.matched_volunteer):
        client = signed_in(person)
        assert client.get(reverse("web:match", args=[world.match.uuid])).status_code == 404
        for name, reason in (("met", ""), ("pause", "other"), ("resume", ""), ("end", "moved"), ("reviewed", "")):
            path = reverse(f"web:match_{name}", args=[world.match.uuid])
            assert client.post(path, {"reason": reason}).status_code == 404
    assert Match.objects.get(pk=world.match.pk).version == world.match.version


@pytest.mark.parametrize("who", ["matched_contact", "matched_volunteer"])
def test_each_side_is_asked_whether_they_have_met_and_whether_they_go_on(world: World, who: str) -> None:
    person = getattr(world, who)
    assert "Have you met" in _read(person, "home")
    assert _press(person, "my_match_met", world).state == MatchState.TRIAL
    assert "Do you want to go on?" in _read(person, "home")
    _press(person, "my_match_confirm", world, answer="yes")
    assert MatchConfirmation.objects.get().person == person
    page = _read(person, "home")
    assert "You want to go on with" in page
    assert "Do you want to go on?" not in page


def test_a_no_ends_it_and_the_other_side_learns_nothing_but_that(world: World) -> None:
    _becomes(world, MatchState.TRIAL)
    ended = _press(world.matched_volunteer, "my_match_confirm", world, answer="no")
    assert (ended.state, ended.end_reason) == (MatchState.ENDED, EndReason.NOT_A_FIT)
    assert "Together with" not in _read(world.matched_contact, "home")


def test_each_side_takes_a_break_goes_on_and_stops(world: World) -> None:
    _becomes(world, MatchState.ACTIVE)
    person = world.matched_contact
    assert _press(person, "my_match_pause", world, reason="family_away").pause_reason == PauseReason.FAMILY_AWAY
    other = _read(world.matched_volunteer, "home")
    assert "You are taking a break." in other
    assert _press(person, "my_match_resume", world).state == MatchState.ACTIVE
    assert _press(person, "my_match_end", world, reason="need_met").end_reason == EndReason.NEED_MET
    assert "+32 460" not in _read(world.matched_volunteer, "home")


def test_a_suspended_match_is_gone_from_both_homes_and_looks_like_any_other_to_staff(world: World) -> None:
    _becomes(world, MatchState.ACTIVE)
    before = _read(world.coordinator, "match", world.match.uuid)
    family, match = (_read(world.coordinator, "family", world.matched_family.uuid), before)
    Match.objects.update(is_suspended=True)
    for person in (world.matched_contact, world.matched_volunteer):
        page = _read(person, "home")
        assert "Together with" not in page
        assert "+32 460" not in page
        path = reverse("web:my_match_end", args=[world.match.uuid])
        told = signed_in(person).post(path, {"reason": "moved"}, follow=True).content.decode()
        assert "+32 460" not in told
        assert not Match.objects.filter(ended_at__isnull=False).exists()
    for name, uuid, was in (("match", world.match.uuid, match), ("family", world.matched_family.uuid, family)):
        assert _without_token(_read(world.coordinator, name, uuid)) == _without_token(was)


def _without_token(page: str) -> str:
    return "".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line and "csrf" not in line)
