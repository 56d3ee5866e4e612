"""Explanations over HTTP: for staff, as the document says, and nothing of them in what families and helpers read."""

from uuid import uuid4

import pytest

from matching.models import Run
from matching.models.proposal import Party
from matching.tasks import execute_run
from tests.api.client import Api
from tests.factories.matching import a_consent, a_judged_proposal, a_proposal
from tests.factories.people import a_coordinator, a_family, a_volunteer, an_organisation, contact_of, lead_of
from tests.factories.places import a_municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    organisation = an_organisation()
    return organisation, Api(a_coordinator(organisation), language="en")


def test_the_second_choice_with_what_it_costs(staff):
    organisation, api = staff
    urgent = a_family(organisation)
    family = a_family(organisation, languages={"en": 5, "ar": 6}, protection_class="no_alternative")
    own = a_volunteer(organisation, languages={"ar": 6})
    theirs = a_volunteer(organisation)
    proposal = a_proposal(family, own)
    told = api.get(f"proposals/{proposal.uuid}/second-choice").json()["second_choice"]
    assert (told["code"], told["helper"]["reference"]) == ("costs", theirs.reference)
    assert [one["reference"] for one in told["held_by"]] == [urgent.reference]
    assert [(one["number"], one["priority"] // 100) for one in told["loss"]["families"]] == [(1, 0)]
    assert told["loss"]["families"][0]["text"]["text"].startswith("1 family fewer would be served (first protection")
    assert told["moves"][0]["after"] is None
    assert told["one_more"]["text"]["text"]
    assert api.queries <= 25


def test_no_second_choice_is_null(staff):
    organisation, api = staff
    proposal = a_proposal(a_family(organisation))
    assert api.get(f"proposals/{proposal.uuid}/second-choice").json() == {"second_choice": None}


def test_why_not_this_helper(staff):
    organisation, api = staff
    family = a_family(organisation)
    far = a_volunteer(organisation, municipality=a_municipality(latitude=50.0))
    told = api.get(f"families/{family.uuid}/why-not/{far.uuid}").json()
    assert (told["code"], told["refusal"]["code"], told["fit"], told["loss"]) == ("refused", "too_far", None, None)
    assert told["refusal"]["text"]["text"] == "They live 116.8 km apart; the helper travels 25 km."
    assert api.queries <= 20


def test_what_would_help(staff):
    organisation, api = staff
    family = a_family(organisation)
    far = a_volunteer(organisation, municipality=a_municipality(latitude=50.8))
    told = api.get(f"families/{family.uuid}/what-would-help").json()
    assert told["is_unserved"]
    first, new = told["results"]
    assert (first["code"], first["helper"]["id"], first["is_certain"]) == ("travel", str(far.uuid), True)
    assert first["text"]["text"] == "If they travelled 2.8 km farther: the family is 27.8 km away, they travel 25 km."
    assert (new["code"], new["helper"], new["parameters"]["language"]) == ("one_more_helper", None, "en")
    a_volunteer(organisation)
    assert api.get(f"families/{family.uuid}/what-would-help").json() == {"is_unserved": False, "results": []}
    assert api.queries <= 14


def test_a_run_says_whom_to_look_for(staff):
    organisation, api = staff
    family = a_family(organisation, languages={"ti": 6})
    watch = api.post("runs", {}).headers["Location"]
    execute_run(Run.objects.get().pk)
    [one] = api.get(watch).json()["recruitment"]
    assert family.municipality
    assert (one["municipality"]["id"], one["language"], one["need"], one["waiting"]) == (
        str(family.municipality.uuid), "ti", None, 1,
    )  # fmt: skip
    assert one["text"]["text"] == "a volunteer who speaks Tigrinya"
    assert one["gain"]["priority"] is not None
    assert api.queries == 2


def test_what_is_refused_says_so(staff):
    organisation, api = staff
    family, theirs = a_family(organisation), a_volunteer()
    foreign, unknown = (api.get(f"families/{family.uuid}/why-not/{uuid}") for uuid in (theirs.uuid, uuid4()))
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content


@pytest.mark.parametrize("side", [contact_of, lead_of])
def test_explanations_are_for_staff_only(staff, side):
    organisation, _ = staff
    proposal = a_judged_proposal(a_family(organisation), a_volunteer(organisation))
    a_family(organisation)
    api = Api(side(proposal.family if side is contact_of else proposal.helper))
    for path in (
        f"proposals/{proposal.uuid}/second-choice",
        f"families/{proposal.family.uuid}/what-would-help",
        f"families/{proposal.family.uuid}/why-not/{proposal.helper.uuid}",
    ):
        assert (api.get(path).status_code, api.get(path).json()["code"]) == (403, "coordinator_only")


@pytest.mark.parametrize("side", [contact_of, lead_of])
def test_nothing_a_family_or_helper_reads_tells_of_other_peoples_fit_or_needs(staff, side):
    organisation, _ = staff
    other = a_family(organisation, reference="F-OTHER", needs=["health_care"])
    rival = a_volunteer(organisation, reference="V-OTHER", skills=["health_care"])
    a_proposal(other, rival, fit=0.98765)
    proposal = a_judged_proposal(a_family(organisation), a_volunteer(organisation), fit=0.5)
    a_consent(proposal, Party.HELPER if side is contact_of else Party.FAMILY)
    api = Api(side(proposal.family if side is contact_of else proposal.helper))
    for path in (f"proposals/{proposal.uuid}", "proposals", "me/proposals", "me", "matches", "runs"):
        read = api.get(path).content.decode()
        for hidden in (
            "F-OTHER",
            "V-OTHER",
            "0.98765",
            "health_care",
            "second_choice",
            "held_by",
            "recruitment",
            "price",
        ):
            assert hidden not in read, (path, hidden)
