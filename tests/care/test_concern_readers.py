"""Few may read a concern, never somebody who is concerned; for everybody else it is not there."""

from datetime import timedelta

import pytest

from backend.care.concern_access import (
    concern_to_move,
    concern_to_read,
    readable_concerns,
    reads_concerns,
    staff_to_name,
    with_readers,
)
from backend.care.models import Concern
from backend.care.models.concern import About
from backend.care.services.concern_review import take_up
from backend.care.services.concerns import raise_concern
from backend.errors import NotFound
from backend.people.models import FamilyMember, Membership, Person
from backend.people.services.group_members import leave_group
from matching.models.proposal import Party
from tests.factories.clock import NOON
from tests.factories.concerns import a_concern, a_safeguarding_person, an_administrator, told
from tests.factories.matching import a_match, entitled
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_person,
    a_sponsor_group,
    a_volunteer,
    an_organisation,
    contact_of,
    lead_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def match():
    return a_match()


def readers_of(concern, now=NOON):
    found = with_readers(Concern.objects.filter(pk=concern.pk), now=now)
    return {getattr(row, "reader") for row in found}  # noqa: B009  # an annotation, which the type of the rows does not have


def pks(*people):
    return {person.pk for person in people}


def test_the_safeguarding_staff_of_its_organisation_reads_it_and_nobody_else(match):
    first, second = a_safeguarding_person(match.organisation), a_safeguarding_person(match.organisation)
    an_administrator(match.organisation)
    a_coordinator(match.organisation)
    a_safeguarding_person(an_organisation())
    assert readers_of(a_concern(match)) == pks(first, second)


CONCERNED = {
    "who raised it": lambda match, person: {"raised_by": person, "about": About.OTHER},
    "whom it names": lambda match, person: {"about": About.COORDINATOR, "about_person": person},
    "the volunteer": lambda match, person: {
        "match": a_match(a_family(match.organisation), a_volunteer(match.organisation, person=person))
    },
    "a volunteer named without a match": lambda match, person: {
        "helper_id": a_volunteer(match.organisation, person=person).pk,
    },
}


def make_second_member(family, person):
    FamilyMember.objects.create(
        organisation=family.organisation,
        family=family,
        person=person,
        number=7,
        given_name="X",
        birth_year=1990,
        gender="female",
    )


@pytest.mark.parametrize("how", CONCERNED)
def test_who_is_concerned_never_reads_it(match, how):
    reader, concerned = a_safeguarding_person(match.organisation), a_safeguarding_person(match.organisation)
    over = CONCERNED[how](match, concerned)
    concern = a_concern(over.pop("match", None) or match, **over)
    if "helper_id" in over:
        Concern.objects.filter(pk=concern.pk).update(match=None)
    assert readers_of(concern) == pks(reader)


def test_no_member_of_the_family_reads_what_is_raised_of_it_or_by_it(match):
    reader, concerned = a_safeguarding_person(match.organisation), a_safeguarding_person(match.organisation)
    make_second_member(match.family, concerned)
    assert readers_of(a_concern(match, raised_by=lead_of(match.helper), about=About.FAMILY)) == pks(reader)
    at_home = Concern(
        about="family", severity="low", raised_by=contact_of(match.family), organisation=match.organisation
    )
    at_home.raised_at, at_home.look_by = NOON, NOON + timedelta(days=1)
    at_home.save()
    assert readers_of(at_home) == pks(reader)


def test_no_member_of_the_sponsor_group_reads_it():
    organisation = an_organisation()
    group = a_sponsor_group(organisation)
    reader, concerned = a_safeguarding_person(organisation), lead_of(group)
    Membership.objects.create(organisation=organisation, person=concerned, role="safeguarding")
    assert readers_of(a_concern(a_match(a_family(organisation), group))) == pks(reader)


def test_leaving_the_sponsor_group_does_not_open_what_is_said_of_it():
    organisation = an_organisation()
    group = a_sponsor_group(organisation)
    match = a_match(a_family(organisation), group)
    reader, left = a_safeguarding_person(organisation), group.sponsor_group.members.latest("pk").person
    Membership.objects.create(organisation=organisation, person=left, role="safeguarding")
    concerns = [a_concern(match, about=About.FAMILY, helper_id=None), a_concern(match)]
    Concern.objects.filter(pk=concerns[1].pk).update(match=None)
    leave_group(actor=left, group_uuid=group.uuid, now=NOON)
    assert [readers_of(concern) for concern in concerns] == [pks(reader)] * 2


def test_who_judged_the_match_does_not_read_what_is_said_of_its_coordinator(match):
    Membership.objects.filter(person=entitled(match.proposal, Party.COORDINATOR)).update(role="safeguarding")
    reader = a_safeguarding_person(match.organisation)
    assert readers_of(a_concern(match, about=About.COORDINATOR)) == pks(reader)


class TestIfNoneIsLeft:
    def test_administrators_who_are_not_concerned_read_it(self, match):
        administrator, concerned = an_administrator(match.organisation), an_administrator(match.organisation)
        a_safeguarding_person(match.organisation, is_active=False)
        about = {"about": About.COORDINATOR, "about_person": concerned}
        assert readers_of(a_concern(match, **about)) == pks(administrator)

    def test_also_if_all_safeguarding_staff_is_concerned(self, match):
        concerned, administrator = a_safeguarding_person(match.organisation), an_administrator(match.organisation)
        about = {"about": About.COORDINATOR, "about_person": concerned}
        assert readers_of(a_concern(match, **about)) == pks(administrator)

    def test_nobody_elsewhere_is_let_in_and_who_raised_it_is_told(self, match):
        match.organisation.works_with.add(partner := an_organisation())
        a_safeguarding_person(partner)
        received = raise_concern(actor=contact_of(match.family), told=told(), now=NOON)
        assert (received.has_reader, readers_of(received.concern)) == (False, set())
        newcomer = a_safeguarding_person(match.organisation)
        assert readers_of(received.concern) == pks(newcomer)

    def test_after_its_time_administrators_read_it_and_who_took_it_up_goes_on(self, match):
        reader, administrator = a_safeguarding_person(match.organisation), an_administrator(match.organisation)
        other = an_administrator(match.organisation)
        concern = a_concern(match)
        late = concern.look_by
        assert readers_of(concern, late - timedelta(seconds=1)) == pks(reader)
        assert readers_of(concern, late) == pks(reader, administrator, other)
        take_up(actor=administrator, concern_uuid=concern.uuid, now=late)
        assert readers_of(concern, late) == pks(reader, administrator)


class TestTheDoor:
    def test_not_yours_looks_like_not_there(self, match):
        a_safeguarding_person(match.organisation)
        concern = a_concern(match)
        strangers = [
            a_person(),
            a_coordinator(match.organisation),
            an_administrator(match.organisation),
            a_safeguarding_person(an_organisation()),
            concern.raised_by,
            lead_of(match.helper),
        ]
        for stranger in strangers:
            for door in (concern_to_read, concern_to_move):
                with pytest.raises(NotFound) as refused:
                    door(stranger, concern.uuid, now=NOON)
                with pytest.raises(NotFound) as missing:
                    door(stranger, match.uuid, now=NOON)
                assert (refused.value.code, refused.value.detail) == (missing.value.code, missing.value.detail)

    def test_somebody_who_works_for_several_finds_each_once(self, match):
        reader = a_safeguarding_person(match.organisation)
        Membership.objects.create(organisation=an_organisation(), person=reader, role="safeguarding")
        concern = a_concern(match)
        assert list(readable_concerns(reader, now=NOON)) == [concern]

    def test_whether_there_is_a_list_tells_an_administrator_nothing(self, match, django_assert_num_queries):
        administrator, coordinator = an_administrator(match.organisation), a_coordinator(match.organisation)
        safe = a_safeguarding_person(match.organisation)

        def seen():
            with django_assert_num_queries(2):
                assert not reads_concerns(administrator, now=NOON)
            for person, reads in ((safe, True), (coordinator, False), (a_person(), False)):
                with django_assert_num_queries(1):
                    assert reads_concerns(person, now=NOON) is reads

        seen()
        a_concern(match)
        seen()

    def test_families_and_helpers_know_only_the_staff_who_said_yes_for_them(self, match):
        judge = entitled(match.proposal, Party.COORDINATOR)
        a_coordinator(match.organisation)
        assert list(staff_to_name(contact_of(match.family))) == [judge]
        assert list(staff_to_name(lead_of(match.helper))) == [judge]
        assert list(staff_to_name(judge)) == list(Person.objects.filter(memberships__isnull=False).exclude(pk=judge.pk))
