"""What needs a coordinator today."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.care.today import needs_of
from backend.flows.hand_over_reads import hand_overs_waiting
from backend.people.access import in_care_of, organisations_of_staff
from backend.people.models import Family
from backend.people.time_zones import local_date
from backend.web.cards import proposal_cards
from backend.web.doors import acting, staff_page
from backend.web.needs import need_lines
from backend.web.pages import reading
from backend.web.people_cards import family_cards
from backend.web.views.runs import RunCard, run_card, start_choices
from matching import selectors
from matching.models import Run
from matching.models.proposal import Party

SHOWN: Final = 6
RUNS_LOOKED_AT: Final = 20


@require_safe
@staff_page()
def today(request: HttpRequest) -> HttpResponse:
    """Show what waits for the coordinator, what waits for others, who waits longest, and the last matching."""
    actor, now, language = acting(request), timezone.now(), reading()
    day = local_date(actor.time_zone, now)
    organisations = list(organisations_of_staff(actor))
    to_judge = in_care_of(actor, selectors.proposals_for_list(actor, waiting_for=Party.COORDINATOR))[:SHOWN]
    for_others = selectors.proposals_waiting_for_others(actor)[:SHOWN]
    runs = _latest_of_each_kind(list(selectors.runs_for_list(actor)[:RUNS_LOOKED_AT]))
    waiting: list[Family] = []
    for organisation in organisations:
        waiting += selectors.families_without_helper(organisation).prefetch_related("members__languages")[:SHOWN]
    waiting.sort(key=lambda family: (family.waiting_since, family.pk))
    context = {
        "counts": selectors.today(actor, now=now),
        "needs": need_lines(needs_of(actor, now=now)),
        "now": now,
        "to_judge": proposal_cards(to_judge, language, today=day),
        "for_others": proposal_cards(for_others, language, today=day),
        "families": family_cards(waiting[:SHOWN], language, today=day),
        "families_offered": hand_overs_waiting(actor),
        "runs": runs,
        "is_run_going_on": any(card.is_going_on for card in runs),
        **start_choices(organisations),
        "section": "today",
    }
    return render(request, "web/today.html", context)


def _latest_of_each_kind(runs: list[Run]) -> list[RunCard]:
    """Return a card for the first of `runs` (newest first) of each organisation and kind of helper, as ordered."""
    latest: dict[tuple[int, str], RunCard] = {}
    for run in runs:
        latest.setdefault((run.organisation_id, run.helper_kind), run_card(run))
    return list(latest.values())
