"""Explanations in the console: the second choice, what would help a family, whom to look for."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.people.access import in_care_of
from backend.people.models.helper import HelperKind
from backend.people.selectors import family_for_reading, helpers_for_list
from backend.people.time_zones import local_date
from backend.web.cards import proposal_card
from backend.web.doors import acting, staff_page
from backend.web.explanation_cards import AnswerCard, answer_card, help_cards, wanted_cards
from backend.web.forms import HelperQuestion
from backend.web.pages import reading
from backend.web.people_cards import family_card, helper_cards
from matching import selectors
from matching.explanations import latest_runs, recruitment_list, second_choice_for, what_would_help, why_not_helper
from matching.while_you_wait import count_ask

MOST_FOUND: Final = 8


@require_safe
@staff_page()
def second_choice(request: HttpRequest, proposal_uuid: UUID) -> HttpResponse:
    """Show who would be the next best for the family of a proposal, and why the plan does not take them."""
    actor, now = acting(request), timezone.now()
    count_ask(actor, now=now)
    answer = second_choice_for(actor, proposal_uuid, now=now)
    proposal = selectors.proposal_for_reading(actor, proposal_uuid)
    context = {
        "card": proposal_card(proposal, reading(), today=local_date(actor.time_zone, now)),
        "answer": answer_card(answer) if answer else None,
        "section": "proposals",
    }
    return render(request, "web/second_choice.html", context)


@require_safe
@staff_page()
def family_help(request: HttpRequest, family_uuid: UUID) -> HttpResponse:
    """Show what would give the family a volunteer, and why it has not got the one that is asked about."""
    actor, now = acting(request), timezone.now()
    count_ask(actor, now=now)
    asked = HelperQuestion(request.GET)
    found = what_would_help(actor, family_uuid, now=now)
    family = family_for_reading(actor, family_uuid)
    context = {
        "card": family_card(family, reading(), today=local_date(actor.time_zone, now)),
        "is_unserved": found is not None,
        "changes": help_cards(found or []),
        "form": asked,
        **_why_not(request, family_uuid, asked),
        "section": "families",
    }
    return render(request, "web/family_help.html", context)


@require_safe
@staff_page()
def recruitment(request: HttpRequest) -> HttpResponse:
    """Show which volunteers, not there yet, would help most, as the last matching of each organisation says."""
    language = reading()
    lists = [(run, wanted_cards(recruitment_list(run), language)) for run in latest_runs(acting(request))]
    return render(request, "web/recruitment.html", {"lists": lists, "section": "runs"})


def _why_not(request: HttpRequest, family_uuid: UUID, asked: HelperQuestion) -> dict[str, Any]:
    actor, wishes = acting(request), asked.wishes()
    answer: AnswerCard | None = None
    if helper := wishes.get("helper"):
        answer = answer_card(why_not_helper(actor, family_uuid, helper, now=timezone.now()))
    rows = []
    if search := wishes.get("search"):
        found = helpers_for_list(actor, search=search, kind=HelperKind.VOLUNTEER)
        rows = helper_cards(in_care_of(actor, found)[:MOST_FOUND], reading())
    return {"answer": answer, "helpers": rows}
