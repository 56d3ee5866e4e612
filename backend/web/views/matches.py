"""One match in the console: where it stands, its history, and what a coordinator can do with it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.people.access import organisation_of_staff
from backend.people.time_zones import local_date
from backend.web.care_cards import care_choices
from backend.web.doors import acting, staff_page
from backend.web.forms import end_asked, pause_asked
from backend.web.match_cards import match_page
from backend.web.match_care import match_care
from backend.web.match_reasons import end_reasons, pause_reasons
from backend.web.pages import reading
from matching import selectors
from matching.access import is_on_a_side
from matching.services.ends import end_match
from matching.services.matches import mark_reviewed, pause_match, record_first_meeting, resume_match


@require_safe
@staff_page()
def match(request: HttpRequest, match_uuid: UUID) -> HttpResponse:
    """Show one match of a family in the care of the reader."""
    actor, now = acting(request), timezone.now()
    found = selectors.match_for_page(actor, match_uuid)
    organisation = organisation_of_staff(actor, found.organisation.uuid)
    today = local_date(organisation.time_zone, now)
    may_act = not is_on_a_side(actor, {found.family_id}, {found.helper_id})
    context = {
        "match": match_page(found, selectors.events_of_match(found), reading(), today=today),
        "care": match_care(actor, match_uuid, now=now) if may_act else None,
        "choices": care_choices(),
        "today": today,
        "may_act": may_act,
        "end_reasons": end_reasons(),
        "pause_reasons": pause_reasons(),
        "section": "families",
    }
    return render(request, "web/match.html", context)


@require_POST
@staff_page(back="web:match", is_back_to_same=True)
def met(request: HttpRequest, match_uuid: UUID) -> HttpResponse:
    """Record that they have met."""
    record_first_meeting(actor=acting(request), match_uuid=match_uuid, now=timezone.now())
    return _done(request, match_uuid)


@require_POST
@staff_page(back="web:match", is_back_to_same=True)
def pause(request: HttpRequest, match_uuid: UUID) -> HttpResponse:
    """Let the match rest."""
    pause_match(actor=acting(request), match_uuid=match_uuid, reason=pause_asked(request.POST), now=timezone.now())
    return _done(request, match_uuid)


@require_POST
@staff_page(back="web:match", is_back_to_same=True)
def resume(request: HttpRequest, match_uuid: UUID) -> HttpResponse:
    """Let the match go on."""
    resume_match(actor=acting(request), match_uuid=match_uuid, now=timezone.now())
    return _done(request, match_uuid)


@require_POST
@staff_page(back="web:match", is_back_to_same=True)
def end(request: HttpRequest, match_uuid: UUID) -> HttpResponse:
    """End the match."""
    reason, is_not_again = end_asked(request.POST)
    end_match(
        actor=acting(request), match_uuid=match_uuid, reason=reason, is_not_again=is_not_again, now=timezone.now()
    )
    return _done(request, match_uuid)


@require_POST
@staff_page(back="web:match", is_back_to_same=True)
def reviewed(request: HttpRequest, match_uuid: UUID) -> HttpResponse:
    """Record that somebody has looked at what the match was flagged for."""
    mark_reviewed(actor=acting(request), match_uuid=match_uuid, now=timezone.now())
    return _done(request, match_uuid)


def _done(request: HttpRequest, match_uuid: UUID) -> HttpResponse:
    messages.success(request, _("It is noted."))
    return redirect("web:match", match_uuid=match_uuid)
