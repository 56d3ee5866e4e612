"""Who waits and who is ready, on which day, and in which order."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.people.lifecycle import HelperState
from backend.people.models.helper import HelperKind
from backend.people.vocabulary import LANGUAGES, NEEDS, PROTECTION_RANK, ProtectionClass, bits
from matching import snapshot
from matching.models.match import EndReason
from matching.models.proposal import Answer, NoReason, Party
from tests.factories.checks import a_check, a_requirement
from tests.factories.clock import NOON
from tests.factories.matching import a_consent, a_match, a_proposal
from tests.factories.people import a_family, a_member, a_sponsor_group, a_volunteer, an_organisation

TODAY = NOON.date()


def helpers(organisation, kind=HelperKind.VOLUNTEER, on=TODAY):
    return set(snapshot.ready_helpers(organisation, kind, on=on))


def families(organisation):
    return set(snapshot.waiting_families(organisation, HelperKind.VOLUNTEER))


@pytest.mark.django_db
class TestHelpers:
    def test_every_requirement_must_be_met(self):
        helper = a_volunteer()
        identity, training = (a_requirement(helper.organisation, code) for code in ("identity", "training"))
        a_check(helper, identity)
        assert helpers(helper.organisation) == set()
        a_check(helper, training)
        assert helpers(helper.organisation) == {helper}

    def test_a_check_counts_until_the_day_it_expires(self):
        helper = a_volunteer()
        a_check(helper, a_requirement(helper.organisation), expires_on=TODAY)
        assert helpers(helper.organisation, on=TODAY - timedelta(days=1)) == {helper}
        assert helpers(helper.organisation, on=TODAY) == set()

    def test_a_renewed_check_counts(self):
        helper = a_volunteer()
        requirement = a_requirement(helper.organisation)
        a_check(helper, requirement, expires_on=TODAY)
        a_check(helper, requirement, met_on=TODAY, expires_on=TODAY + timedelta(days=365))
        assert helpers(helper.organisation) == {helper}

    def test_who_is_on_hold_or_suspended_is_not_ready(self):
        assert helpers(a_volunteer(is_on_hold=True).organisation) == set()
        assert helpers(a_volunteer(is_suspended=True).organisation) == set()

    def test_who_came_back_is_ready_before_anybody_says_so(self):
        back = a_volunteer(state=HelperState.AWAY, away_from=date(2026, 2, 1), away_until=date(2026, 3, 1))
        assert helpers(back.organisation) == {back}

    @pytest.mark.parametrize(
        ("away_from", "away_until", "is_ready"),
        [
            (None, None, True),
            (date(2026, 3, 1), None, False),
            (date(2026, 3, 2), date(2026, 3, 2), False),
            (date(2026, 2, 1), date(2026, 3, 1), True),
            (date(2026, 3, 3), date(2026, 3, 9), True),
            (date(2026, 3, 3), None, True),
        ],
    )
    def test_who_is_away_is_not_ready(self, away_from, away_until, is_ready):
        helper = a_volunteer(away_from=away_from, away_until=away_until)
        assert (helper in helpers(helper.organisation)) == is_ready

    def test_helpers_of_organisations_that_work_together_count(self):
        organisation, partner = an_organisation(), an_organisation()
        theirs = a_volunteer(partner)
        assert helpers(organisation) == set()
        organisation.works_with.add(partner)
        assert helpers(organisation) == {theirs}

    def test_kinds_are_kept_apart(self):
        group = a_sponsor_group()
        assert helpers(group.organisation) == set()
        assert helpers(group.organisation, HelperKind.SPONSOR_GROUP) == {group}

    def test_a_lapsed_helper_is_not_ready(self):
        helper = a_volunteer(state=HelperState.LAPSED)
        assert helpers(helper.organisation) == set()

    def test_a_place_under_an_unanswered_proposal_is_free_and_an_answered_one_is_not(self):
        proposal = a_proposal()
        read = snapshot.read_helpers(proposal.organisation, HelperKind.VOLUNTEER, on=TODAY)
        assert read.capacity.tolist() == [1]
        a_consent(proposal, Party.HELPER)
        read = snapshot.read_helpers(proposal.organisation, HelperKind.VOLUNTEER, on=TODAY)
        assert read.capacity.tolist() == [0]


@pytest.mark.django_db
class TestFamilies:
    def test_a_family_without_a_place_or_on_hold_does_not_wait(self):
        organisation = an_organisation()
        a_family(organisation, municipality=None)
        a_family(organisation, is_on_hold=True)
        waiting = a_family(organisation)
        assert families(organisation) == {waiting}

    def test_a_matched_family_does_not_wait_and_an_ended_match_lets_it_wait_again(self):
        match = a_match()
        assert families(match.organisation) == set()
        match.state, match.ended_at, match.end_reason = "ended", NOON, EndReason.MOVED
        match.save()
        assert families(match.organisation) == {match.family}

    def test_an_unanswered_proposal_may_be_planned_anew_and_an_answered_one_not(self):
        proposal = a_proposal()
        assert families(proposal.organisation) == {proposal.family}
        a_consent(proposal, Party.FAMILY)
        assert families(proposal.organisation) == set()

    def test_the_languages_are_the_best_of_the_adults(self):
        family = a_family(languages={"ar": 6, "en": 1})
        a_member(family, birth_year=1980, languages={"en": 4})
        a_member(family, birth_year=2015, languages={"nl": 5})
        read = snapshot.read_families(family.organisation, HelperKind.VOLUNTEER, now=NOON)
        columns = dict(zip(LANGUAGES, read.level[0], strict=True))
        assert (columns["ar"], columns["en"], columns["nl"]) == (6, 4, 0)

    def test_a_family_is_counted_in_the_municipality_it_will_live_in(self):
        family = a_family()
        read = snapshot.read_families(family.organisation, HelperKind.VOLUNTEER, now=NOON)
        assert read.municipality.tolist() == [family.municipality_id]

    def test_a_need_that_tells_a_story_never_enters_the_fit_whose_reasons_both_sides_read(self):
        family = a_family(needs=["housing_search", "trauma_support"])
        a_volunteer(family.organisation, skills=["housing_search", "trauma_support"])
        snapshot_of = snapshot.read(family.organisation, HelperKind.VOLUNTEER, now=NOON)
        only_housing = bits(["housing_search"], list(NEEDS))
        assert snapshot_of.families.needs.tolist() == snapshot_of.helpers.skills.tolist() == [only_housing]

    def test_reading_takes_the_same_queries_for_any_number_of_people(self, django_assert_max_num_queries):
        organisation = an_organisation()
        for _ in range(8):
            a_proposal(a_family(organisation), a_volunteer(organisation))
        with django_assert_max_num_queries(10):
            snapshot.read(organisation, HelperKind.VOLUNTEER, now=NOON)

    def test_no_family_of_another_organisation_is_read(self):
        a_family()
        assert families(an_organisation()) == set()


@pytest.mark.django_db
class TestRules:
    def test_a_pair_that_said_no_is_ruled_out(self):
        proposal = a_proposal()
        a_consent(proposal, Party.HELPER, answer=Answer.NO, reason=NoReason.TOO_FAR)
        ruled_out = snapshot.read_rules(proposal.organisation, HelperKind.VOLUNTEER, now=NOON).forbidden
        assert ruled_out.tolist() == [[proposal.family_id, proposal.helper_id]]

    def test_not_now_rules_out_for_a_month(self):
        proposal = a_proposal()
        a_consent(proposal, Party.HELPER, answer=Answer.NO, reason=NoReason.NOT_NOW)
        for wait, is_ruled_out in [(timedelta(days=29), True), (timedelta(days=30), False)]:
            rules = snapshot.read_rules(proposal.organisation, HelperKind.VOLUNTEER, now=NOON + wait)
            assert (len(rules.forbidden) == 1) == is_ruled_out

    def test_never_again_rules_out_for_good(self):
        match = a_match(state="ended", ended_at=NOON, end_reason=EndReason.SAFETY, is_not_again=True)
        rules = snapshot.read_rules(match.organisation, HelperKind.VOLUNTEER, now=NOON + timedelta(days=9999))
        assert rules.forbidden.tolist() == [[match.family_id, match.helper_id]]


@given(
    ranked=st.lists(st.sampled_from(ProtectionClass), min_size=2, max_size=2),
    waits=st.lists(st.integers(0, 2900), min_size=2, max_size=2),
)
def test_the_protection_class_goes_first_and_then_who_waits_longer(ranked, waits):
    a, b = (
        snapshot.priority(protection, NOON - timedelta(days=days), NOON)
        for protection, days in zip(ranked, waits, strict=True)
    )
    rank_a, rank_b = (PROTECTION_RANK[protection] for protection in ranked)
    if rank_a != rank_b:
        assert (a < b) == (rank_a < rank_b)
    else:
        assert (a < b) == (waits[0] // 30 > waits[1] // 30)


@pytest.mark.parametrize(
    ("ages", "traits"),
    [
        ([], 0),
        ([30], 0b00000),
        ([30, 3], 0b01001),
        ([30, 31, 8, 14], 0b00110),
        ([70, 66], 0b10000),
        ([18, 17], 0b01100),
    ],
)
def test_the_household_follows_from_the_ages(ages, traits):
    assert snapshot.household_bits(ages) == traits
