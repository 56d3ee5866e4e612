"""Pages of sponsor groups: in the console for staff, on the phone for members."""

from functools import partial

import pytest
from django.urls import reverse

from backend.people.lifecycle import HelperState
from backend.people.models import SponsorGroup
from backend.people.models.helper import HelperKind
from backend.people.models.sponsor_group import GroupRole
from matching.models import GroupVote
from matching.models.proposal import Party
from tests.factories.checks import a_requirement
from tests.factories.matching import a_consent, all_vote
from tests.factories.people import a_coordinator, a_sponsor_group, an_organisation, lead_of
from tests.factories.places import a_municipality
from tests.web.world import asked_pair, signed_in

pytestmark = pytest.mark.django_db


def address(helper, name):
    return reverse(f"web:{name}", args=[helper.uuid])


def text_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_staff_founds_a_group_and_leads_it_to_its_approval():
    organisation = an_organisation(group_quorum=2, group_pledge_euro=50)
    client = signed_in(a_coordinator(organisation))
    place = a_municipality()
    assert "New sponsor group" in text_of(client, reverse("web:found_group"))
    new = {
        "reference": "G-9", "name": "The Street", "municipality": place.uuid, "travel_km": 10, "gender": "female",
        "language": "nl", "level": 6, "capacity": 1, "persons_housed": 4,
    }  # fmt: skip
    client.post(reverse("web:found_group"), new)
    group = SponsorGroup.objects.get(name="The Street")
    at = partial(address, group.helper)
    page = at("group")
    assert "enough members" in text_of(client, page)
    for email, role in (("one@example.org", "lead"), ("two@example.org", "member")):
        who = {"email": email, "name": "Somebody", "language": "nl", "role": role}
        assert client.post(at("group_member_add"), who).status_code == 302
    refused = client.post(at("group_move"), {"move": "accept"}, follow=True)
    assert "Something is still missing." in refused.content.decode()
    changed = {"name": "Our Street", "lead_organisation": "Parish", "persons_housed": 4}
    client.post(at("edit_group"), changed)
    client.post(at("group_consent"), {"until": "2090-01-01"})
    client.post(at("group_pledge"), {"euro": 50})
    for move in ("accept", "send_back", "accept", "approve"):
        client.post(at("group_move"), {"move": move})
    group.refresh_from_db()
    assert (group.name, group.state, group.helper.state) == ("Our Street", "approved", "approved")
    assert "What is still missing" in text_of(client, page)


def test_staff_admits_changes_and_takes_out_members():
    helper = a_sponsor_group()
    client, at = signed_in(a_coordinator(helper.organisation)), partial(address, helper)
    client.post(
        at("group_member_add"),
        {"email": "new@example.org", "name": "New One", "language": "nl", "role": "work"},
    )
    member = helper.sponsor_group.members.get(is_joining=True)
    assert "joining" in text_of(client, at("group"))
    for act, what in (("admit", {}), ("role", {"role": "money"})):
        client.post(at("group_member"), {"member": member.uuid, "act": act} | what)
    member.refresh_from_db()
    assert (member.is_joining, member.role) == (False, GroupRole.MONEY)
    client.post(at("group_member"), {"member": member.uuid, "act": "remove"})
    assert not helper.sponsor_group.members.filter(pk=member.pk).exists()


def test_the_page_of_a_larger_group_takes_no_more_queries(django_assert_max_num_queries):
    few, many = a_sponsor_group(members=5), a_sponsor_group(members=15)
    for helper in (few, many):
        a_requirement(helper.organisation, helper_kind=HelperKind.SPONSOR_GROUP)
        client = signed_in(a_coordinator(helper.organisation))
        with django_assert_max_num_queries(12):
            text_of(client, reverse("web:group", args=[helper.uuid]))


def test_for_staff_elsewhere_there_is_no_such_group():
    helper = a_sponsor_group()
    client = signed_in(a_coordinator())
    assert client.get(reverse("web:group", args=[helper.uuid])).status_code == 404
    assert client.post(reverse("web:group_pledge", args=[helper.uuid]), {"euro": 1}).status_code == 404


def test_a_member_reads_about_the_group_votes_and_leaves():
    helper = a_sponsor_group(members=6)
    proposal = asked_pair(helper.organisation, helper=helper)
    a_consent(proposal, Party.COORDINATOR)
    member = helper.sponsor_group.members.filter(role=GroupRole.MEMBER)[0].person
    client = signed_in(member)
    home = text_of(client, reverse("web:home"))
    assert "Our group" in home
    assert "Should your group help" in home
    voted = client.post(reverse("web:vote", args=[proposal.uuid]), {"answer": "yes"}, follow=True).content.decode()
    assert "You voted yes." in voted
    assert GroupVote.objects.get().person == member
    client.post(reverse("web:leave_group", args=[helper.uuid]))
    assert "Our group" not in text_of(client, reverse("web:home"))


def test_a_lead_answers_once_the_group_has_voted_and_looks_after_its_members():
    helper = a_sponsor_group()
    proposal = asked_pair(helper.organisation, helper=helper)
    a_consent(proposal, Party.COORDINATOR)
    client, at = signed_in(lead_of(helper)), partial(address, helper)
    home = text_of(client, reverse("web:home"))
    assert "Votes of your group. Yes: 0. No: 0. Needed: 5, yours too." in home
    assert "Should your group help" not in home
    yes = {"answer": "yes"}
    refused = client.post(reverse("web:answer", args=[proposal.uuid]), yes, follow=True).content.decode()
    assert "Not enough members of your group have voted yet." in refused
    all_vote(proposal)
    assert (
        "Thank you for saying yes!"
        in client.post(reverse("web:answer", args=[proposal.uuid]), yes, follow=True).content.decode()
    )
    client.post(at("own_group_edit"), {"name": "Renamed", "persons_housed": 2})
    client.post(
        at("own_group_add"),
        {"email": "n@example.org", "name": "N", "language": "nl", "role": "member"},
    )
    other = helper.sponsor_group.members.get(is_joining=True)
    client.post(at("own_group_member"), {"member": other.uuid, "act": "role", "role": "work"})
    group = SponsorGroup.objects.get(pk=helper.pk)
    assert (group.name, group.members.get(pk=other.pk).role) == ("Renamed", GroupRole.WORK)
    client.post(at("own_group_member"), {"member": other.uuid, "act": "remove"})
    assert not group.members.filter(pk=other.pk).exists()


def test_who_is_checked_reads_what_they_still_need():
    helper = a_sponsor_group(state=HelperState.CHECKING)
    a_requirement(helper.organisation, helper_kind=HelperKind.SPONSOR_GROUP)
    assert "You still need: identity checked" in text_of(signed_in(lead_of(helper)), reverse("web:home"))
