"""A helper for one family, now: the page tells, the button proposes, and what changed meanwhile is told kindly."""

from datetime import timedelta

from django.urls import reverse

from backend.people.models import Helper
from matching.lifecycle import ProposalState
from matching.models import Proposal, Run
from tests.factories.clock import NOON
from tests.factories.matching import a_proposal
from tests.factories.people import a_coordinator, a_family, a_member, a_volunteer
from tests.factories.places import a_municipality
from tests.web.world import World, a_run, signed_in


def a_tight_place(organisation):
    """A waiting family for whom only the taken helper will do; the one who holds it can go elsewhere."""
    town = a_municipality()
    wanted = a_volunteer(organisation, languages={"ar": 6, "en": 6}, municipality=town)
    other = a_volunteer(organisation, languages={"en": 4}, municipality=town)
    moving = a_family(organisation, languages={"en": 6}, municipality=town, waiting_since=NOON - timedelta(days=800))
    a_proposal(moving, wanted)
    waits_longest = {"municipality": town, "waiting_since": NOON - timedelta(days=900)}
    return a_family(organisation, languages={"ar": 6}, **waits_longest), moving, wanted, other


def test_the_page_tells_whom_it_moves_and_a_yes_does_it(world: World) -> None:
    asking, moving, wanted, other = a_tight_place(world.organisation)
    client, page = signed_in(world.coordinator), reverse("web:suggestion", args=[asking.uuid])
    assert page in client.get(reverse("web:family", args=[asking.uuid])).content.decode()
    shown = client.get(page)
    [move] = shown.context["moves"]
    assert move.family.uuid == moving.uuid
    assert moving.reference in shown.content.decode()
    assert len(shown.context["reasons"]) == 7
    answer = client.post(reverse("web:suggestion_yes", args=[asking.uuid]), {"token": shown.context["token"]})
    made = Proposal.objects.get(family=asking)
    assert answer.headers["Location"] == reverse("web:proposal", args=[made.uuid])
    assert made.helper == wanted
    assert Proposal.objects.get(family=moving, state=ProposalState.OPEN).helper == other
    assert page not in client.get(reverse("web:family", args=[asking.uuid])).content.decode()


def test_what_changed_meanwhile_is_told_kindly(world: World) -> None:
    asking, *_ = a_tight_place(world.organisation)
    client = signed_in(world.coordinator)
    token = client.get(reverse("web:suggestion", args=[asking.uuid])).context["token"]
    Helper.objects.filter(places_taken=0).update(state="left")
    answer = client.post(reverse("web:suggestion_yes", args=[asking.uuid]), {"token": token}, follow=True)
    assert "Something has changed since this was suggested." in answer.content.decode()
    assert not Proposal.objects.filter(family=asking).exists()


def test_who_has_no_helper_learns_why(world: World) -> None:
    lonely = a_family(world.organisation, languages={"ti": 6})
    page = signed_in(world.coordinator).get(reverse("web:suggestion", args=[lonely.uuid])).content.decode()
    assert "There is no helper for this family now." in page


def test_a_family_in_another_s_care_is_not_there(world: World) -> None:
    asking, *_ = a_tight_place(world.organisation)
    assert signed_in(a_coordinator()).get(reverse("web:suggestion", args=[asking.uuid])).status_code == 404
    assert signed_in(world.family).get(reverse("web:suggestion", args=[asking.uuid])).status_code == 404


def test_staff_are_not_offered_what_they_may_not_ask_of_their_own_family(world: World) -> None:
    family = a_family(world.organisation)
    offered = [reverse(f"web:{name}", args=[family.uuid]) for name in ("suggestion", "family_help")]
    a_run(world.organisation, unserved=[family])
    run = reverse("web:run", args=[Run.objects.latest("pk").uuid])
    own_page, client = reverse("web:family", args=[family.uuid]), signed_in(world.coordinator)
    assert all(path in client.get(own_page).content.decode() for path in offered)
    assert offered[1] in client.get(run).content.decode()
    a_member(family, person=world.coordinator)
    assert not any(path in client.get(own_page).content.decode() for path in offered)
    assert offered[1] not in client.get(run).content.decode()
    assert own_page in client.get(run).content.decode()
    assert [client.get(path).status_code for path in offered] == [404, 404]
