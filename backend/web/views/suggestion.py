"""Suggest a helper now, in the console: whom, why, whom that would move; and the coordinator's yes."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.people.time_zones import local_date
from backend.web.cards import reason_line
from backend.web.doors import acting, staff_page
from backend.web.pages import reading
from backend.web.people_cards import FamilyCard, family_card
from matching.presentation import portrait_of_helper
from matching.run_texts import unserved_text
from matching.services.suggestions import Suggestion, propose_suggested, suggest
from matching.while_you_wait import YES, count_ask


@dataclass(frozen=True)
class MoveCard:
    """A family whose unanswered proposal would be taken back: the helper's name before, and after or empty."""

    family: FamilyCard
    before: str
    after: str


@require_safe
@staff_page()
def suggestion(request: HttpRequest, family_uuid: UUID) -> HttpResponse:
    """Show what the best plan of this moment gives the family. Nothing is written."""
    actor, now = acting(request), timezone.now()
    count_ask(actor, now=now)
    found = suggest(actor=actor, family_uuid=family_uuid, now=now)
    context = _shown(found, local_date(actor.time_zone, now)) | {"section": "families"}
    return render(request, "web/suggestion.html", context)


@require_POST
@staff_page(back="web:suggestion", is_back_to_same=True)
def say_yes(request: HttpRequest, family_uuid: UUID) -> HttpResponse:
    """Propose exactly what was shown."""
    actor, now = acting(request), timezone.now()
    count_ask(actor, YES, now=now)
    made = propose_suggested(actor=actor, family_uuid=family_uuid, token=request.POST.get("token", ""), now=now)
    messages.success(request, _("The proposal is made. Please judge it, then the others are asked."))
    return redirect("web:proposal", proposal_uuid=made.uuid)


def _shown(found: Suggestion, today: Any) -> dict[str, Any]:
    language = reading()
    moves = [
        MoveCard(
            family=family_card(move.family, language, today=today),
            before=portrait_of_helper(move.before, language).name,
            after=portrait_of_helper(move.after, language).name if move.after else "",
        )
        for move in found.moves
    ]
    return {
        "card": family_card(found.family, language, today=today),
        "helper": portrait_of_helper(found.helper, language) if found.helper else None,
        "percent": round(found.pair.fit * 100) if found.pair else 0,
        "reasons": [reason_line(reason) for reason in found.reasons],
        "why_not": unserved_text(found.why_not) if found.why_not else "",
        "moves": moves,
        "token": found.token,
    }
