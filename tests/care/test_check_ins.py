"""Both sides are asked how it goes, on the right local day, once; the last answer counts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from backend.care.access import check_ins_asked_of
from backend.care.lifecycle import day_of_round, round_to_make
from backend.care.models import CheckIn, CheckInAnswer
from backend.care.services.check_ins import answer_check_in, plan_check_ins
from backend.errors import Conflict, NotFound
from backend.people.models import Helper
from matching.lifecycle import MatchState
from matching.models import Match
from matching.models.proposal import Party
from notifications.reminders.check_ins import check_in_wanted
from tests.factories.care import a_check_in
from tests.factories.clock import NOON
from tests.factories.matching import a_match
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_member,
    a_person,
    a_sponsor_group,
    an_organisation,
    contact_of,
    lead_of,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
PAUSE = {"state": MatchState.PAUSED, "paused_at": NOON, "pause_reason": "illness", "version": 3}
END = {"state": MatchState.ENDED, "ended_at": NOON, "end_reason": "moved", "version": 3}


def made(now):
    plan_check_ins(now=now)
    return list(CheckIn.objects.order_by("number", "party").values_list("number", "party", "due_on"))


class TestMaking:
    def test_after_a_week_both_sides_are_asked_and_only_once(self):
        a_match()
        assert made(NOON + WEEK - DAY) == []
        both = [(1, "family", date(2026, 3, 9)), (1, "helper", date(2026, 3, 9))]
        assert made(NOON + WEEK) == both
        assert made(NOON + WEEK + timedelta(hours=1)) == both

    def test_a_whole_year_has_six_rounds_also_across_the_days_on_which_clocks_change(self):
        a_match()
        for day in range(365):
            plan_check_ins(now=NOON + day * DAY)
        assert made(NOON + 365 * DAY)[::2] == [
            (number, "family", (NOON + day_of_round(number) * DAY).date()) for number in range(1, 7)
        ]

    def test_what_was_down_for_a_month_asks_once_not_for_each_round_it_missed(self):
        a_match()
        assert [number for number, _, _ in made(NOON + 30 * DAY)] == [2, 2]

    def test_a_match_of_long_ago_is_not_asked_about_all_that_is_past(self):
        a_match(started_at=NOON - 400 * DAY)
        assert round_to_make(400) is None
        assert made(NOON) == []

    @pytest.mark.parametrize(
        ("zone", "before", "after"),
        [
            ("Europe/Brussels", "2026-03-08T22:59Z", "2026-03-08T23:00Z"),
            ("America/New_York", "2026-03-09T03:59Z", "2026-03-09T04:00Z"),  # clocks went forward on the 8th
            ("Nowhere/At_all", "2026-03-08T23:59Z", "2026-03-09T00:00Z"),
        ],
    )
    def test_the_day_is_that_of_the_organisation_and_a_zone_nobody_knows_hurts_no_other(self, zone, before, after):
        a_match(a_family(an_organisation(time_zone=zone)))
        assert made(datetime.fromisoformat(before)) == []
        assert [due_on for _, _, due_on in made(datetime.fromisoformat(after))] == [date(2026, 3, 9)] * 2

    @pytest.mark.parametrize("over", [PAUSE, END])
    def test_who_may_not_be_in_touch_now_is_not_asked(self, over):
        a_match(**over)
        assert made(NOON + WEEK) == []

    def test_a_suspended_match_leaves_no_gap_for_staff_but_nobody_is_asked(self):
        match = a_match(is_suspended=True)
        assert [number for number, _, _ in made(NOON + WEEK)] == [1, 1]
        for person in (contact_of(match.family), lead_of(match.helper)):
            assert not check_ins_asked_of(person).exists()
        assert not list(check_in_wanted(NOON + WEEK + DAY))

    def test_nobody_is_asked_whose_helper_is_suspended(self):
        check_in = a_check_in()
        Helper.objects.update(is_suspended=True)
        with pytest.raises(NotFound):
            TestAnswering().answer(check_in, contact_of(check_in.match.family))

    def test_ten_matches_take_no_more_statements_than_one(self, django_assert_num_queries):
        for _ in range(3):
            a_match()
        with django_assert_num_queries(4):  # the transaction, the zones, all check-ins, the end
            plan_check_ins(now=NOON + WEEK)
        assert CheckIn.objects.count() == 6


class TestAnswering:
    def answer(self, check_in, actor, value="good", now=NOON):
        return answer_check_in(actor=actor, check_in_uuid=check_in.uuid, value=value, now=now)

    def test_each_side_answers_its_own(self):
        match = a_match()
        sides = {Party.FAMILY: contact_of(match.family), Party.HELPER: lead_of(match.helper)}
        for party, person in sides.items():
            check_in = a_check_in(match, party)
            self.answer(check_in, person)
            [stored] = check_in.answers.all()
            assert (stored.person, stored.value, stored.way) == (person, "good", "signed_in")
            for other in {*sides.values()} - {person}:
                with pytest.raises(NotFound):
                    self.answer(check_in, other)

    def test_who_speaks_for_a_side_answers_not_everybody_on_it(self):
        organisation = an_organisation()
        group = a_sponsor_group(organisation)
        match = a_match(a_family(organisation), group)
        child = a_member(match.family, person=a_person()).person
        member = group.sponsor_group.members.exclude(role="lead")[0].person
        for check_in, person in ((a_check_in(match), child), (a_check_in(match, Party.HELPER), member)):
            with pytest.raises(NotFound):
                self.answer(check_in, person)
        self.answer(CheckIn.objects.get(party=Party.HELPER), lead_of(group))

    def test_for_others_it_is_not_there(self):
        check_in = a_check_in()
        for person in (a_person(), a_coordinator(), a_coordinator(check_in.organisation)):
            with pytest.raises(NotFound):
                self.answer(check_in, person)

    def test_it_may_be_answered_again_and_none_is_lost(self):
        check_in = a_check_in()
        person = contact_of(check_in.match.family)
        for minutes, value in enumerate(("good", "not_met", "good")):
            self.answer(check_in, person, value, now=NOON + timedelta(minutes=minutes))
        assert list(check_in.answers.order_by("at").values_list("value", flat=True)) == ["good", "not_met", "good"]

    def test_a_double_tap_is_one_answer_and_the_same_a_day_later_another(self):
        check_in = a_check_in()
        person = contact_of(check_in.match.family)
        for now in (NOON, NOON + timedelta(minutes=9), NOON + DAY):
            self.answer(check_in, person, "want_to_talk", now=now)
        assert [answer.at for answer in CheckInAnswer.objects.order_by("at")] == [NOON, NOON + DAY]

    @pytest.mark.parametrize("over", [PAUSE, END, {"is_suspended": True}])
    def test_once_they_may_not_be_in_touch_it_is_not_there_any_more(self, over):
        check_in = a_check_in()
        Match.objects.update(**over)
        with pytest.raises(NotFound):
            self.answer(check_in, contact_of(check_in.match.family))

    def test_after_thirty_days_it_is_over(self):
        check_in = a_check_in()
        person = contact_of(check_in.match.family)
        self.answer(check_in, person, now=datetime(2026, 4, 1, 23, 59, tzinfo=UTC))
        with pytest.raises(Conflict) as refused:
            self.answer(check_in, person, now=datetime(2026, 4, 2, tzinfo=UTC))
        assert refused.value.code == "check_in_over"


@pytest.mark.django_db(transaction=True)
def test_four_sweeps_at_once_ask_each_side_once():
    for _ in range(5):
        a_match()
    start = Barrier(4)

    def sweep(_):
        start.wait()
        try:
            return plan_check_ins(now=NOON + WEEK)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made_by_each = list(pool.map(sweep, range(4)))
    assert sum(made_by_each) == CheckIn.objects.count() == 10
