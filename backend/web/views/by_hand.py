"""Proposing by hand in the console: look for a helper, see what stands in the way or why they fit, propose."""

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.errors import Conflict
from backend.people.selectors import family_for_reading
from backend.people.time_zones import local_date
from backend.web.cards import reason_line
from backend.web.doors import acting, staff_page
from backend.web.forms import HelperToPropose
from backend.web.pages import reading
from backend.web.people_cards import family_card, helper_cards
from backend.web.refusals import sentence
from matching.access import family_to_explain
from matching.presentation import portrait_of_helper
from matching.selectors import helpers_in_full, helpers_to_propose_for_list
from matching.services.by_hand import look_at_pair, obstacle_said, propose_by_hand

MOST_FOUND: Final = 8


@require_safe
@staff_page()
def by_hand(request: HttpRequest, family_uuid: UUID) -> HttpResponse:
    """Show the helpers that the search finds, and the pair that is asked about. Nothing is written."""
    actor, language = acting(request), reading()
    asked = HelperToPropose(request.GET)
    wishes = asked.wishes()
    family_to_explain(actor, family_uuid)
    family = family_for_reading(actor, family_uuid)
    found = helpers_to_propose_for_list(actor, family, wishes["search"])[:MOST_FOUND] if "search" in wishes else []
    context = {
        "card": family_card(family, language, today=local_date(actor.time_zone, timezone.now())),
        "form": asked,
        "stands_in_for": wishes.get("stands_in_for"),
        "helpers": helper_cards(found, language),
        "pair": _looked_at(request, family_uuid, wishes) if "helper" in wishes else None,
        "section": "families",
    }
    return render(request, "web/by_hand.html", context)


@require_POST
@staff_page(back="web:by_hand", is_back_to_same=True)
def propose(request: HttpRequest, family_uuid: UUID) -> HttpResponse:
    """Propose the pair that was looked at."""
    wishes = HelperToPropose(request.POST).chosen()
    try:
        made = propose_by_hand(
            actor=acting(request),
            family_uuid=family_uuid,
            helper_uuid=wishes["helper"],
            stands_in_for=wishes.get("stands_in_for"),
            now=timezone.now(),
        )
    except Conflict as refusal:
        messages.warning(request, sentence(refusal))
        return redirect(f"{reverse('web:by_hand', args=[family_uuid])}?{urlencode(wishes)}")
    messages.success(request, _("The proposal is made. Please judge it, then the others are asked."))
    return redirect("web:proposal", proposal_uuid=made.uuid)


def _looked_at(request: HttpRequest, family_uuid: UUID, wishes: dict[str, Any]) -> dict[str, Any]:
    pair = look_at_pair(
        actor=acting(request),
        family_uuid=family_uuid,
        helper_uuid=wishes["helper"],
        stands_in_for=wishes.get("stands_in_for"),
        now=timezone.now(),
    )
    helper = helpers_in_full([pair.helper.pk])[pair.helper.pk]
    return {
        "helper_uuid": helper.uuid,
        "helper": portrait_of_helper(helper, reading()),
        "percent": None if pair.fit is None else round(pair.fit * 100),
        "reasons": [reason_line(reason) for reason in pair.reasons],
        "obstacles": [obstacle_said(one) for one in pair.obstacles],
    }
