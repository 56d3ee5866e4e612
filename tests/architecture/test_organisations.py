"""Everything belongs to an organisation, and no child row can point into another one."""

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from backend.people.models import FamilyMember, Volunteer
from backend.people.same_organisation import SameOrganisation
from matching.models import Proposal
from tests.factories.matching import a_proposal
from tests.factories.people import a_family, a_person, a_volunteer, an_organisation

# Their organisation is that of the row they hang on, or they belong to a person who may be in several.
WITHOUT = {
    "MemberLanguage",
    "HelperLanguage",
    "Person",
    "ContactDetail",
    "Disclosure",
    "Organisation",
    "Municipality",
    "ProposalEvent",
    "RunPlan",
    "MatchEvent",
    "HelperEvent",
    "GroupEvent",
    "GroupMemberEvent",
    "HandOverEvent",
    "ConcernEvent",
    "ConcernRead",
    "DocumentPart",
    "DocumentRead",
    "Message",
    "Delivery",
    "IdempotentRequest",
}


# A helper may belong to a partner; a hand-over stands between two organisations.
CROSSING = {"Match": {"helper"}, "Concern": {"helper"}, "HandOver": {"family"}}


def own_models():
    labels = ("places", "people", "journey", "matching", "care", "notifications", "api")
    return [model for label in labels for model in apps.get_app_config(label).get_models()]


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model.__name__)
def test_every_row_belongs_to_an_organisation(model):
    fields = {field.name for field in model._meta.fields}
    assert ("organisation" in fields) != (model.__name__ in WITHOUT)


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model.__name__)
def test_every_pointer_to_a_row_of_an_organisation_is_held_to_it(model):
    if "organisation" not in {field.name for field in model._meta.fields}:
        return
    held = {c.field for c in model._meta.constraints if isinstance(c, SameOrganisation)}
    pointers = {
        field.name
        for field in model._meta.fields
        if field.is_relation and "organisation" in {f.name for f in field.related_model._meta.fields}
    }
    assert pointers - held == CROSSING.get(model.__name__, set())


@pytest.mark.django_db
class TestTheDatabaseRefuses:
    def refuses(self, make):
        with pytest.raises(IntegrityError, match="same_organisation"), transaction.atomic():
            make()

    def test_a_member_of_another_organisation(self):
        family, other = a_family(), an_organisation()
        self.refuses(
            lambda: FamilyMember.objects.create(
                organisation=other, family=family, number=9, given_name="X", birth_year=1990, gender="female"
            )
        )

    def test_a_volunteer_of_another_organisation(self):
        helper = a_volunteer()
        Volunteer.objects.filter(helper=helper).delete()
        self.refuses(lambda: Volunteer.objects.create(organisation=an_organisation(), helper=helper, person=a_person()))

    def test_a_proposal_moved_to_another_organisation(self):
        proposal = a_proposal()
        self.refuses(lambda: Proposal.objects.filter(pk=proposal.pk).update(organisation=an_organisation()))
