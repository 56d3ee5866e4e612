"""Who lives with a helper who hosts: who says so, and that it counts at once."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from backend.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.people.clearance import FOR_EVER
from backend.people.models import Helper, Membership
from backend.people.models.check import Scope
from backend.people.services.checks import Whom, record_check
from backend.people.services.household import add_household_member, remove_household_member
from tests.factories.checks import TODAY, a_requirement
from tests.factories.clock import NOON
from tests.factories.people import a_coordinator, a_sponsor_group, a_volunteer, lead_of

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def helper():
    return a_volunteer()


@pytest.fixture
def staff(helper):
    return a_coordinator(helper.organisation)


def cleared(helper):
    return Helper.objects.get(pk=helper.pk).cleared_until


class TestHousehold:
    def adds(self, actor, helper, **over):
        given: dict[str, Any] = {"given_name": "Robin", "birth_date": date(2008, 3, 9), "now": NOON} | over
        return add_household_member(actor=actor, helper_uuid=helper.uuid, **given)

    def test_a_host_and_staff_tell_who_lives_there(self, helper, staff):
        a_requirement(helper.organisation, "criminal_record", scope=Scope.HOUSEHOLD_ADULT)
        child = self.adds(lead_of(helper), helper)
        assert cleared(helper) == date(2026, 3, 9)
        adult = self.adds(staff, helper, birth_date=date(1990, 1, 1))
        assert cleared(helper) == date(2008, 1, 1)
        whom = Whom(helper.uuid, household_member_uuid=adult.uuid)
        record_check(actor=staff, whom=whom, code="criminal_record", met_on=YESTERDAY, now=NOON)
        assert cleared(helper) == date(2026, 3, 9)
        for member, actor in ((adult, staff), (child, lead_of(helper))):
            remove_household_member(actor=actor, helper_uuid=helper.uuid, member_uuid=member.uuid, now=NOON)
        assert cleared(helper) == FOR_EVER
        assert helper.household_members.count() == 2
        with pytest.raises(Conflict) as refusal:
            remove_household_member(actor=staff, helper_uuid=helper.uuid, member_uuid=child.uuid, now=NOON)
        assert refusal.value.code == "left_already"

    @pytest.mark.parametrize(("born", "is_adult"), [(date(2008, 3, 2), True), (date(2008, 3, 3), False)])
    def test_that_an_adult_lives_elsewhere_nobody_says_of_their_own_home(self, helper, staff, born, is_adult):
        a_requirement(helper.organisation, "criminal_record", scope=Scope.HOUSEHOLD_ADULT)
        member = self.adds(lead_of(helper), helper, birth_date=born)
        staff_of_their_own_home = lead_of(helper)
        Membership.objects.create(organisation=helper.organisation, person=staff_of_their_own_home, role="coordinator")
        if is_adult:
            with pytest.raises(NotAllowed) as refusal:
                remove_household_member(
                    actor=staff_of_their_own_home, helper_uuid=helper.uuid, member_uuid=member.uuid, now=NOON
                )
            assert refusal.value.code == "coordinator_only"
            assert cleared(helper) == born.replace(year=born.year + 18)
        remove_household_member(
            actor=staff if is_adult else lead_of(helper), helper_uuid=helper.uuid, member_uuid=member.uuid, now=NOON
        )
        assert cleared(helper) == FOR_EVER

    @pytest.mark.parametrize(
        ("over", "code"),
        [
            ({"given_name": " "}, "name_missing"),
            ({"birth_date": TODAY + timedelta(days=1)}, "birth_date_wrong"),
            ({"birth_date": date(1899, 12, 31)}, "birth_date_wrong"),
        ],
    )
    def test_nobody_impossible_lives_there(self, helper, staff, over, code):
        with pytest.raises(Invalid) as refusal:
            self.adds(staff, helper, **over)
        assert refusal.value.code == code

    def test_a_home_has_twenty_people_at_most(self, helper, staff):
        for _ in range(20):
            self.adds(staff, helper)
        with pytest.raises(Conflict) as refusal:
            self.adds(staff, helper)
        assert refusal.value.code == "household_full"

    def test_others_do_not(self, helper):
        group = a_sponsor_group()
        member = group.sponsor_group.members.exclude(role="lead")[0].person
        with pytest.raises(NotAllowed):
            self.adds(member, group)
        for stranger in (a_coordinator(), lead_of(group)):
            with pytest.raises(NotFound):
                self.adds(stranger, helper)
        with pytest.raises(NotFound):
            remove_household_member(actor=lead_of(helper), helper_uuid=helper.uuid, member_uuid=uuid4(), now=NOON)
