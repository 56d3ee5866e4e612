"""A coordinator looks at a pair and proposes it."""

import pytest

from backend.people.models import Family
from matching.lifecycle import MatchState
from matching.models import Proposal
from matching.models.match import PauseReason
from tests.api.client import Api
from tests.factories.clock import NOON
from tests.factories.matching import a_match
from tests.factories.people import a_coordinator, a_family, a_volunteer, an_organisation, contact_of, lead_of

pytestmark = pytest.mark.django_db


def a_pair():
    organisation = an_organisation()
    return Api(a_coordinator(organisation)), a_family(organisation), a_volunteer(organisation)


def test_a_coordinator_looks_and_then_proposes():
    api, family, helper = a_pair()
    seen = api.get(f"families/{family.uuid}/helpers/{helper.uuid}").json()
    assert (seen["is_possible"], seen["obstacles"]) == (True, [])
    assert api.queries <= 22
    answer = api.post(f"families/{family.uuid}/proposals", {"helper": str(helper.uuid)})
    assert (answer.status_code, answer.json()["state"]) == (201, "open")
    shown = api.get(f"proposals/{answer.json()['id']}").json()
    assert (shown["fit"], shown["reasons"]) == (seen["fit"], seen["reasons"])


def test_what_stands_in_the_way_is_told_in_the_language_asked_for():
    api, family, helper = a_pair()
    Family.objects.update(is_on_hold=True)
    seen = api.get(f"families/{family.uuid}/helpers/{helper.uuid}", Accept_Language="nl").json()
    assert [(one["code"], one["text"]["lang"]) for one in seen["obstacles"]] == [("on_hold", "nl")]
    answer = api.post(f"families/{family.uuid}/proposals", {"helper": str(helper.uuid)})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")
    assert answer.json()["reasons"] == [{"code": "on_hold", "parameters": {}, "text": "The family is on hold."}]
    assert not Proposal.objects.exists()


def test_somebody_stands_in_while_a_match_is_paused():
    match = a_match(state=MatchState.PAUSED, paused_at=NOON, pause_reason=PauseReason.HELPER_AWAY)
    helper, api = a_volunteer(match.organisation), Api(a_coordinator(match.organisation))
    path = f"families/{match.family.uuid}/helpers/{helper.uuid}"
    assert [one["code"] for one in api.get(path).json()["obstacles"]] == ["has_helper"]
    assert api.get(f"{path}?stands_in_for={match.uuid}").json()["is_possible"]
    body = {"helper": str(helper.uuid), "stands_in_for": str(match.uuid)}
    made = api.post(f"families/{match.family.uuid}/proposals", body).json()
    assert api.get(f"proposals/{made['id']}").json()["is_stand_in"]


def test_for_others_there_is_nothing_to_look_at_and_nothing_to_propose():
    _, family, helper = a_pair()
    body = {"helper": str(helper.uuid)}
    for person, status in ((a_coordinator(), 404), (contact_of(family), 403), (lead_of(helper), 403)):
        assert Api(person).get(f"families/{family.uuid}/helpers/{helper.uuid}").status_code == status
        assert Api(person).post(f"families/{family.uuid}/proposals", body).status_code == status
    assert not Proposal.objects.exists()
