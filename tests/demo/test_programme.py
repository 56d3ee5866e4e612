"""The demo programme: what it holds, that it is plausible, and that it is the same each time."""

from collections import Counter
from datetime import timedelta
from io import StringIO
from typing import Any

import phonenumbers
import pytest
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F, Q
from django.test import TestCase

from backend.care.health import Health, with_health
from backend.care.today import needs_of
from backend.demo import shares
from backend.demo.named import COORDINATOR, FAMILY, VOLUNTEER, demo_password
from backend.demo.organisations import NATIONAL, PARISHES, SLUGS
from backend.demo.programme import load_demo
from backend.demo.stories import STORIES
from backend.journey.models import Step
from backend.people.lifecycle import HelperState
from backend.people.models import (
    Check,
    ContactDetail,
    Family,
    FamilyMember,
    Helper,
    HelperLanguage,
    MemberLanguage,
    Organisation,
    Person,
    SponsorGroup,
    Volunteer,
)
from backend.people.vocabulary import CERTIFICATES, HOUSEHOLD, INTERESTS, LANGUAGES, NEEDS, ProtectionClass
from backend.places.distance import distance_km
from matching.models import Match, Proposal
from matching.models.run import RunTrigger
from matching.services.runs import execute_run, request_run
from tests.factories.clock import NOON
from tests.factories.people import an_organisation

TODAY = NOON.date()


class TestTheProgramme(TestCase):
    """Loaded once for all of these."""

    loaded: Counter[str]

    @classmethod
    def setUpTestData(cls):
        cls.loaded = load_demo(seed=2026, now=NOON)

    def test_it_has_the_size_that_was_promised(self):
        assert self.loaded["municipalities"] == 40
        assert Organisation.objects.count() == len(SLUGS) == 3
        assert Family.objects.count() == self.loaded["families"] == 400
        assert Counter(Helper.objects.values_list("kind", flat=True)) == {"volunteer": 900, "sponsor_group": 30}

    def test_every_family_has_one_contact_who_is_an_adult_with_an_account(self):
        contacts = Count("members", filter=Q(members__is_contact=True, members__person__isnull=False))
        assert not Family.objects.annotate(contacts=contacts).exclude(contacts=1).exists()
        youngest = TODAY.year - 18
        assert not FamilyMember.objects.filter(is_contact=True, birth_year__gt=youngest).exists()
        assert not FamilyMember.objects.filter(is_contact=True, languages__isnull=True).exists()

    def test_the_mix_is_that_of_the_shares(self):
        families = list(Family.objects.annotate(size=Count("members")))
        syrians = sum(family.nationality == "SY" for family in families) / 400
        assert abs(syrians - shares.NATIONALITY["SY"]) < 0.08
        assert 3.5 < sum(family.size for family in families) / 400 < 4.5
        assert {family.protection_class for family in families} == set(ProtectionClass.values)
        assert {family.camp for family in families} == {camp for camps in shares.CAMP.values() for camp in camps}

    def test_every_code_is_one_of_the_vocabulary(self):
        for family in Family.objects.all():
            assert set(family.needs) <= set(NEEDS)
            assert family.needs
            assert set(family.interests) <= set(INTERESTS)
            assert set(family.needed_certificates) <= set(CERTIFICATES)
        for helper in Helper.objects.all():
            assert set(helper.skills) <= set(NEEDS)
            assert set(helper.household) <= set(HOUSEHOLD)
            assert set(helper.certificates) <= set(CERTIFICATES)
        spoken = set(MemberLanguage.objects.values_list("language", flat=True))
        assert spoken | set(HelperLanguage.objects.values_list("language", flat=True)) <= set(LANGUAGES)
        assert set(Person.objects.values_list("language", flat=True)) <= dict(settings.LANGUAGES).keys()

    def test_every_sponsor_group_has_five_members_one_lead_and_a_treasurer(self):
        lead, money = Q(members__role="lead"), Q(members__role="money")
        counted = SponsorGroup.objects.annotate(
            size=Count("members"), leads=Count("members", filter=lead), treasurers=Count("members", filter=money)
        )
        assert all(group.size >= 5 and (group.leads, group.treasurers) == (1, 1) for group in counted)

    def test_sponsor_groups_are_scarce_in_places_persons_and_money(self):
        national = Organisation.objects.get(slug=NATIONAL)
        run = request_run(organisation=national, helper_kind="sponsor_group", trigger=RunTrigger.COMMAND, now=NOON)
        execute_run(run.pk, clock=lambda: NOON)
        run.refresh_from_db()
        codes = Counter(one["code"] for one in run.unserved)
        assert run.counts["served"] > 10
        assert run.certificate["proven"]
        assert {"all_taken", "too_many_persons", "not_enough_money"} <= set(codes)

    def test_approved_helpers_are_cleared_and_lapsed_ones_are_not(self):
        for state, are_cleared in ((HelperState.APPROVED, True), (HelperState.LAPSED, False)):
            helpers = Helper.objects.filter(state=state)
            assert helpers.exists()
            assert all((helper.cleared_until > TODAY) is are_cleared for helper in helpers)
        approved = Volunteer.objects.filter(helper__state=HelperState.APPROVED, organisation__slug=NATIONAL)
        assert set(approved.annotate(met=Count("person__checks")).values_list("met", flat=True)) == {5}

    def test_every_organisation_has_a_coordinator_who_can_sign_in_with_the_password(self):
        for organisation in Organisation.objects.all():
            coordinator = organisation.memberships.get(role="coordinator").person
            assert check_password(demo_password(), coordinator.password)
            assert organisation.memberships.filter(role="administrator").count() == 1
        assert [one.slug for one in Organisation.objects.get(slug=NATIONAL).works_with.all()] == [PARISHES]

    def test_nobody_can_be_reached_by_accident(self):
        assert not Person.objects.exclude(email__endswith="@example.org").exclude(email__isnull=True).exists()
        phones = list(ContactDetail.objects.filter(kind="phone").values_list("value", flat=True))
        assert len(set(phones)) == len(phones) == Person.objects.count()
        assert not any(phonenumbers.is_valid_number(phonenumbers.parse(phone)) for phone in phones)

    def test_the_named_family_and_volunteer_fit_and_have_the_named_coordinator(self):
        family = Family.objects.get(members__person__email=FAMILY)
        helper = Helper.objects.get(volunteer__person__email=VOLUNTEER)
        assert family.municipality is not None
        assert distance_km(family.municipality, helper.municipality) == 0
        assert set(family.needs) & set(helper.skills)
        assert family.availability & helper.availability
        assert HelperLanguage.objects.filter(
            helper=helper, language__in=MemberLanguage.objects.filter(member__family=family).values("language")
        ).exists()
        assert Organisation.objects.get(memberships__person__email=COORDINATOR) == family.organisation
        assert not Family.objects.filter(waiting_since__lt=family.waiting_since).exists()

    def test_a_first_matching_run_proposes_the_named_volunteer_to_the_named_family(self):
        national = Organisation.objects.get(slug=NATIONAL)
        run = request_run(
            organisation=national, helper_kind="volunteer", trigger=RunTrigger.COMMAND, is_dry=False, now=NOON
        )
        execute_run(run.pk, clock=lambda: NOON)
        proposal = Proposal.objects.get(family__members__person__email=FAMILY)
        assert proposal.helper.volunteer.person.email == VOLUNTEER
        assert 0.7 < proposal.fit < 1
        waiting = Family.objects.filter(organisation=national).count()
        assert 0.6 * waiting < Proposal.objects.count() < waiting

    def test_families_have_steps_and_most_old_ones_are_done(self):
        assert Step.objects.values("family").distinct().count() == 400
        old = Step.objects.filter(due_on__lt=TODAY - timedelta(days=14))
        assert 0.85 < old.filter(done_at__isnull=False).count() / old.count() < 0.95
        assert not Step.objects.filter(due_on__gt=TODAY, done_at__isnull=False).exists()
        assert not Step.objects.exclude(done_by=None).exclude(done_by__family_member__family=F("family")).exists()

    def test_matches_run_in_every_way_a_match_can_do_and_one_thing_of_each_needs_a_coordinator(self):
        assert self.loaded["matches"] == len(STORIES)
        healths = set(with_health(Match.objects.all(), NOON).values_list("health", flat=True))
        assert healths == set(Health)
        coordinator = Person.objects.get(memberships__organisation__slug=NATIONAL, memberships__role="coordinator")
        wanted = {"want_to_talk", "not_met", "match_review", "trial_overdue", "stopped", "no_contact", "one_sided"}
        assert wanted <= {need.code for need in needs_of(coordinator, now=NOON)}
        assert not Match.objects.filter(family__reference="F-DEMO").exists()
        places = Helper.objects.annotate(running=Count("matches")).exclude(places_taken=F("running"))
        assert not places.exists()

    def test_loading_again_changes_nothing_and_is_no_error(self):
        out = StringIO()
        call_command("load_demo", stdout=out)
        assert out.getvalue() == "The demo programme is already loaded.\n"
        assert Family.objects.count() == 400


def everything() -> list[Any]:
    """Return all that the demo draws, without the database's own numbers."""
    return [
        list(Person.objects.order_by("uuid").values_list("uuid", "name", "email", "language")),
        list(Family.objects.order_by("uuid").values_list("uuid", "reference", "municipality__code", "camp", "needs")),
        list(FamilyMember.objects.order_by("uuid").values_list("uuid", "given_name", "birth_year", "gender")),
        list(Helper.objects.order_by("uuid").values_list("uuid", "reference", "state", "skills", "availability")),
        list(Check.objects.order_by("uuid").values_list("uuid", "person__uuid", "code", "met_on")),
        list(Match.objects.order_by("uuid").values_list("uuid", "family__uuid", "helper__uuid", "state", "started_at")),
        list(Step.objects.order_by("family__uuid", "milestone").values_list("family__uuid", "due_on", "done_at")),
    ]


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_people_and_another_seed_others(django_assert_max_num_queries):
    seen = []
    for seed in (1, 1, 2):
        point = transaction.savepoint()
        with django_assert_max_num_queries(85):
            load_demo(seed=seed, now=NOON)
        seen.append(everything())
        transaction.savepoint_rollback(point)
    assert seen[0] == seen[1]
    assert all(one != other for one, other in zip(seen[1], seen[2], strict=True))


@pytest.mark.django_db
def test_made_up_people_do_not_mix_with_real_ones():
    an_organisation()
    with pytest.raises(CommandError, match="needs an empty one"):
        call_command("load_demo")
    assert not Person.objects.exists()


TABLES = [
    shares.NATIONALITY,
    shares.PROTECTION,
    shares.PROTECTION_LED_BY_A_WOMAN,
    shares.HOUSEHOLD_SIZE,
    shares.ORIGIN,
    shares.VOLUNTEER_STATE,
    shares.CAPACITY,
    shares.TRAVEL_KM,
    shares.ORGANISATION,
    *shares.CAMP.values(),
    *shares.MAIN_LANGUAGE.values(),
]


@pytest.mark.parametrize("table", TABLES)
def test_shares_that_exclude_each_other_sum_to_one(table):
    assert sum(table.values()) == pytest.approx(1)


def test_the_password_follows_from_the_key_and_is_long(settings):
    first = demo_password()
    assert len(first) == 19
    assert demo_password() == first
    settings.SECRET_KEY = "another" * 10
    assert demo_password() != first
