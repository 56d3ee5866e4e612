"""Concerns in the console, for the few who read them. For everybody else there is no such page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.care.concern_access import concerns_for_list, reads_concerns
from backend.care.concern_names import family_of, helper_of
from backend.care.lifecycle import CONCERN_TABLE, ConcernMove, ConcernState
from backend.care.models import Concern
from backend.care.services import concern_review
from backend.care.services.concern_review import read_concern
from backend.errors import Conflict, Invalid, NotFound
from backend.people.models import Person
from backend.web.concern_labels import ABOUTS, DETAILS, MOVES, OUTCOMES, SEVERITIES, STATES
from backend.web.doors import acting, staff_page
from backend.web.pages import page_of
from backend.web.refusals import sentence

Act = Callable[[Person, UUID, HttpRequest, datetime], object]
ACTS: Final[dict[str, Act]] = {
    "take-up": lambda actor, uuid, _, now: concern_review.take_up(actor=actor, concern_uuid=uuid, now=now),
    "suspend": lambda actor, uuid, _, now: concern_review.suspend(actor=actor, concern_uuid=uuid, now=now),
    "lift": lambda actor, uuid, _, now: concern_review.lift(actor=actor, concern_uuid=uuid, now=now),
    "reopen": lambda actor, uuid, _, now: concern_review.reopen(actor=actor, concern_uuid=uuid, now=now),
    "note": lambda actor, uuid, sent, now: concern_review.add_note(
        actor=actor, concern_uuid=uuid, text=_written(sent), now=now
    ),
    "severity": lambda actor, uuid, sent, now: concern_review.rate(
        actor=actor, concern_uuid=uuid, severity=sent.POST.get("severity", ""), now=now
    ),
    "close": lambda actor, uuid, sent, now: concern_review.close(
        actor=actor, concern_uuid=uuid, outcome=sent.POST.get("outcome", ""), now=now
    ),
}


@require_safe
@staff_page()
def concerns(request: HttpRequest) -> HttpResponse:
    """Show the concerns that the reader may read: what is not closed first, soonest deadline first."""
    actor, now = acting(request), timezone.now()
    if not reads_concerns(actor, now=now):
        raise NotFound("no such page")
    page = page_of(request, concerns_for_list(actor, now=now))
    context = {"page": page, "cards": [_card(one, now) for one in page], "query": "", "section": "concerns"}
    return render(request, "web/concerns.html", context)


@require_safe
@staff_page()
def concern(request: HttpRequest, concern_uuid: UUID) -> HttpResponse:
    """Show one concern; that it was read goes on record."""
    now = timezone.now()
    one = read_concern(actor=acting(request), concern_uuid=concern_uuid, now=now)
    context = {
        "card": _card(one, now),
        "concern": one,
        "helper": helper_of(one),
        "family": family_of(one),
        "events": [(event, MOVES[event.move], DETAILS.get(event.detail, "")) for event in one.events.all()],
        "severities": SEVERITIES,
        "outcomes": OUTCOMES,
        "section": "concerns",
    }
    return render(request, "web/concern.html", context)


@require_POST
@staff_page()
def act_on_concern(request: HttpRequest, concern_uuid: UUID, act: str) -> HttpResponse:
    """Do one of ACTS, and lead back to the concern; a refusal says why, above it as it stands."""
    if act not in ACTS:
        raise NotFound("no such page")
    try:
        ACTS[act](acting(request), concern_uuid, request, timezone.now())
    except (Conflict, Invalid) as refusal:
        messages.warning(request, sentence(refusal))
    else:
        messages.success(request, _("Saved."))
    return redirect("web:concern", concern_uuid)


def _written(request: HttpRequest) -> str:
    return request.POST.get("text", "").replace("\x00", "")


def _card(one: Concern, now: datetime) -> dict[str, Any]:
    is_open = one.state == ConcernState.OPEN
    return {
        "uuid": one.uuid,
        "about": ABOUTS[one.about],
        "severity": SEVERITIES[one.severity],
        "is_high": one.severity == "high",
        "state": STATES[one.state],
        "organisation": one.organisation.name,
        "raised_at": one.raised_at,
        "look_by": one.look_by if is_open else None,
        "is_overdue": is_open and one.look_by <= now,
        "is_suspending": one.is_suspending,
        "outcome": OUTCOMES.get(one.outcome, ""),
        "may": {move.value for move in ConcernMove if (ConcernState(one.state), move) in CONCERN_TABLE},
    }
