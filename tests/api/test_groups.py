"""Sponsor groups over the API: who sees and does what, in how many queries."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from backend.people.lifecycle import HelperState
from backend.people.models import SponsorGroup
from backend.people.models.helper import HelperKind
from backend.people.models.sponsor_group import GroupRole
from tests.api.client import Api
from tests.factories.checks import a_requirement
from tests.factories.matching import a_judged_proposal, a_vote, all_vote
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_person,
    a_sponsor_group,
    an_organisation,
    contact_of,
    lead_of,
)
from tests.factories.places import a_municipality

pytestmark = pytest.mark.django_db
FAR = datetime(2090, 1, 1, tzinfo=UTC)


def a_group(**over):
    return a_sponsor_group(an_organisation(group_pledge_euro=100), **{"state": HelperState.CHECKING} | over)


def others(helper):
    return list(helper.sponsor_group.members.filter(role=GroupRole.MEMBER).order_by("pk"))


def test_a_member_sees_who_is_in_it_and_what_is_missing_but_not_of_whom():
    helper = a_group()
    a_requirement(helper.organisation, helper_kind=HelperKind.SPONSOR_GROUP)
    member = others(helper)[0]
    api = Api(member.person)
    shown = api.get(f"groups/{helper.uuid}").json()
    assert api.queries == 4
    assert [one["code"] for one in shown["missing"]] == ["pledge", "requirement:identity"]
    assert (shown["my_part"], len(shown["members"]), shown["members"][0]["role"]) == ("member", 5, "lead")
    told = {one["id"]: one["missing"] for one in shown["members"] if one["missing"] is not None}
    assert {uuid: [one["code"] for one in missing] for uuid, missing in told.items()} == {
        str(member.uuid): ["requirement:identity"]
    }


def test_staff_sees_what_each_member_lacks_in_as_many_queries_whatever_its_size():
    few, many = (a_group(members=members) for members in (5, 12))
    for helper in (few, many):
        a_requirement(helper.organisation, helper_kind=HelperKind.SPONSOR_GROUP)
        api = Api(a_coordinator(helper.organisation))
        shown = api.get(f"groups/{helper.uuid}").json()
        assert api.queries == 4
        assert all(one["missing"][0]["code"] == "requirement:identity" for one in shown["members"])
        assert shown["my_part"] == "staff"


def test_what_is_missing_is_told_with_the_refusal():
    helper = a_group(own={"lead_organisation": ""})
    answer = Api(a_coordinator(helper.organisation)).post(f"groups/{helper.uuid}/accept-in-principle")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_ready")
    assert answer.json()["missing"] == ["lead_organisation"]


def test_a_group_is_founded_filled_and_approved():
    organisation = an_organisation(group_quorum=2, group_pledge_euro=100)
    api = Api(a_coordinator(organisation))
    founded = api.post(
        "groups",
        {
            "reference": "G-7",
            "name": "Welkom",
            "municipality": str(a_municipality().uuid),
            "travel_km": 10,
            "gender": "female",
            "languages": [{"code": "nl", "level": "C2"}],
        },
    )
    assert founded.status_code == 201
    path = f"groups/{founded.json()['id']}"
    for email, role in (("one@example.org", "lead"), ("two@example.org", "money")):
        added = api.post(f"{path}/members", {"email": email, "name": "Somebody", "language": "nl", "role": role})
        assert added.status_code == 201
    assert api.patch(path, {"lead_organisation": "Parish"}).status_code == 200
    assert api.post(f"{path}/consent", {"until": "2090-01-01"}).status_code == 200
    assert api.post(f"{path}/accept-in-principle").json()["state"] == "in_principle"
    assert api.post(f"{path}/send-back").json()["state"] == "forming"
    assert api.post(f"{path}/accept-in-principle").json()["state"] == "in_principle"
    assert api.post(f"{path}/approve").json()["missing"] == ["pledge"]
    assert api.post(f"{path}/pledge", {"euro": 100}).status_code == 200
    assert api.post(f"{path}/approve").json()["state"] == "approved"


def test_a_member_is_added_gets_a_role_and_is_taken_out():
    helper = a_group(state=HelperState.APPROVED)
    api, staff = Api(lead_of(helper)), Api(a_coordinator(helper.organisation))
    path = f"groups/{helper.uuid}"
    added = api.post(f"{path}/members", {"email": "new@example.org", "name": "New"}).json()
    assert added["is_joining"]
    member = f"{path}/members/{added['id']}"
    assert api.post(f"{member}/admit").json()["code"] == "coordinator_only"
    assert staff.post(f"{member}/admit").json()["is_joining"] is False
    assert api.post(f"{member}/role", {"role": "work"}).json()["role"] == "work"
    assert api.post(f"{member}/role", {"role": "lead"}).json()["code"] == "gender_missing"
    assert api.post(f"{member}/remove").json()["below_quorum_since"] is None
    assert api.post(f"{path}/leave").json()["code"] == "lead_must_hand_over"
    gone = others(helper)[0].person
    assert Api(gone).post(f"{path}/leave").json() == {"is_member": False}
    assert Api(gone).get(path).status_code == 404
    assert SponsorGroup.objects.get(pk=helper.pk).below_quorum_since is not None


def test_what_is_not_yours_looks_like_what_is_not_there():
    helper = a_group()
    member = others(helper)[0]
    group, nobody = f"groups/{helper.uuid}", f"groups/{uuid4()}"
    writes = {
        "members": {"email": "a@example.org", "name": "A"},
        f"members/{member.uuid}/admit": None,
        f"members/{member.uuid}/remove": None,
        f"members/{member.uuid}/role": {"role": "work"},
        "leave": None,
        "consent": {"until": None},
        "pledge": {"euro": 1},
        "accept-in-principle": None,
        "send-back": None,
        "approve": None,
    }
    for outsider in (a_person(), a_coordinator(), lead_of(a_sponsor_group(helper.organisation))):
        api = Api(outsider)
        pairs = [(api.get(group), api.get(nobody)), (api.patch(group, {"name": "A"}), api.patch(nobody, {"name": "A"}))]
        pairs += [(api.post(f"{group}/{to}", body), api.post(f"{nobody}/{to}", body)) for to, body in writes.items()]
        for theirs, missing in pairs:
            assert (theirs.status_code, missing.status_code) == (404, 404)
            assert theirs.content == missing.content


def test_members_see_what_to_vote_on_and_how_it_stands():
    group = a_sponsor_group()
    proposal = a_judged_proposal(a_family(group.organisation), group, answer_by=FAR)
    member = others(group)[0].person
    a_vote(proposal, lead_of(group))
    api = Api(member)
    [shown] = api.get("me/votes").json()["results"]
    few = api.queries
    assert shown["proposal"]["id"] == str(proposal.uuid)
    assert shown["votes"] == {"yes": 1, "no": 0, "members": 5, "needed": 5, "is_yes": False, "my_vote": None}
    assert api.post(f"proposals/{proposal.uuid}/vote", {"answer": "no"}).json()["my_vote"] == "no"
    other = a_sponsor_group(group.organisation, capacity=3)
    others(other)[0].delete()
    other.sponsor_group.members.create(organisation=group.organisation, person=member)
    for _ in range(3):
        a_judged_proposal(a_family(group.organisation), other, answer_by=FAR)
    assert len(api.get("me/votes").json()["results"]) == 4
    assert api.queries == few


def test_the_lead_is_told_how_the_votes_stand_and_the_family_does_not_vote():
    group = a_sponsor_group()
    proposal = a_judged_proposal(a_family(group.organisation), group, answer_by=FAR)
    refused = Api(lead_of(group)).post(f"proposals/{proposal.uuid}/answer", {"answer": "yes"})
    assert (refused.status_code, refused.json()["code"]) == (409, "quorum_has_not_voted")
    assert (refused.json()["votes"], refused.json()["needed"]) == (1, 5)
    family = Api(contact_of(proposal.family)).post(f"proposals/{proposal.uuid}/vote", {"answer": "yes"})
    assert (family.status_code, family.json()["code"]) == (403, "no_vote_of_yours")
    assert Api(a_person()).post(f"proposals/{proposal.uuid}/vote", {"answer": "yes"}).status_code == 404
    all_vote(proposal)
    assert Api(lead_of(group)).post(f"proposals/{proposal.uuid}/answer", {"answer": "yes"}).status_code == 200
