"""A signed link answers one check-in for one person for thirty days, and can do nothing else."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import signing

from backend.care import links
from backend.care.models import CheckInAnswer
from backend.care.models.check_in import CheckInValue
from backend.care.services.check_ins import answer_by_link, asked_by_link
from backend.errors import Conflict, NotFound
from backend.people.models import FamilyMember, Person
from matching.lifecycle import MatchState
from matching.models import Match
from matching.models.proposal import Party
from tests.factories.care import a_check_in, an_answer
from tests.factories.clock import NOON
from tests.factories.matching import a_match
from tests.factories.people import a_person, contact_of, lead_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def a_link(check_in=None, person=None, now=NOON):
    check_in = check_in or a_check_in()
    return links.signed(check_in.uuid, (person or contact_of(check_in.match.family)).uuid, now=now)


def tap(token, value="good", now=NOON):
    return answer_by_link(token=token, value=value, now=now)


def refusal_of(token, now=NOON):
    """Return how the link is refused, the same whether it is looked at or answered."""
    refused = []
    for use in (lambda: asked_by_link(token, now=now), lambda: tap(token, now=now)):
        with pytest.raises((Conflict, NotFound)) as one:
            use()
        refused.append(one.value.code)
    assert refused[0] == refused[1]
    assert not CheckInAnswer.objects.exists()
    return refused[0]


def test_it_answers_in_the_name_of_whom_it_was_made_for():
    check_in = a_check_in()
    token = a_link(check_in)
    assert asked_by_link(token, now=NOON).answer == ""
    tap(token, "so_so")
    [stored] = check_in.answers.all()
    assert (stored.person, stored.value, stored.way) == (contact_of(check_in.match.family), "so_so", "link")
    assert asked_by_link(token, now=NOON).answer == "so_so"


def test_the_last_answer_counts_however_it_was_given():
    check_in = a_check_in()
    an_answer(check_in, CheckInValue.WANT_TO_TALK, at=NOON - DAY)
    token = a_link(check_in)
    tap(token, "good")
    assert asked_by_link(token, now=NOON).answer == "good"
    assert check_in.answers.count() == 2


def test_after_thirty_days_it_is_over():
    token = a_link()
    assert asked_by_link(token, now=NOON + 30 * DAY - timedelta(seconds=1)).answer == ""
    assert refusal_of(token, now=NOON + 30 * DAY) == "link_over"


@pytest.mark.parametrize(
    "over",
    [
        {"state": MatchState.PAUSED, "paused_at": NOON, "pause_reason": "illness"},
        {"state": MatchState.ENDED, "ended_at": NOON, "end_reason": "moved"},
        {"is_suspended": True},
    ],
)
def test_it_is_over_once_they_may_not_be_in_touch(over):
    token = a_link()
    Match.objects.update(**over)
    assert refusal_of(token) == "link_over"


def test_it_is_over_for_who_has_left_or_speaks_for_nobody_any_more():
    check_in = a_check_in()
    token, person = a_link(check_in), contact_of(check_in.match.family)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert refusal_of(token) == "link_over"
    Person.objects.filter(pk=person.pk).update(is_active=True)
    FamilyMember.objects.filter(person=person).update(is_contact=False)
    assert refusal_of(token) == "link_over"


def test_it_is_no_key_to_the_other_side():
    match = a_match()
    assert refusal_of(a_link(a_check_in(match, Party.HELPER), contact_of(match.family))) == "link_over"
    assert refusal_of(a_link(a_check_in(match), lead_of(match.helper))) == "link_over"
    assert refusal_of(a_link(a_check_in(match, number=2), a_person())) == "link_over"


def test_what_we_have_not_signed_for_this_is_not_there():
    token = a_link()
    other_purpose = signing.Signer(salt="backend.api.cursor", sep=".").sign_object([uuid4().hex, uuid4().hex, 2e9])
    other_shape = signing.Signer(salt=links.SALT, sep=".").sign_object(["all"])
    for wrong in ("", "x", token[:-1], token[1:], token.swapcase(), f"{token}A", other_purpose, other_shape):
        assert refusal_of(wrong) == "not_found"


def test_it_names_nobody_and_fits_into_a_line_of_a_mail():
    check_in = a_check_in()
    assert contact_of(check_in.match.family).name not in a_link(check_in)
    assert len(a_link(check_in)) < 200
