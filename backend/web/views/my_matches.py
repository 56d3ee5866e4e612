"""What I can do with my matches, from the phone home: we have met, we go on, a break, the end."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backend.web.doors import acting, member_page
from backend.web.forms import confirmation_asked, end_asked, pause_asked
from matching.models.proposal import Answer
from matching.services.ends import end_match
from matching.services.matches import confirm_match, pause_match, record_first_meeting, resume_match


@require_POST
@member_page(back="web:home")
def met(request: HttpRequest, match_uuid: UUID) -> HttpResponse:
    """Record that we have met."""
    record_first_meeting(actor=acting(request), match_uuid=match_uuid, now=timezone.now())
    return _noted(request)


@require_POST
@member_page(back="web:home")
def confirm(request: HttpRequest, match_uuid: UUID) -> HttpResponse:
    """Record whether we go on after the first weeks."""
    answer = confirmation_asked(request.POST)
    confirm_match(actor=acting(request), match_uuid=match_uuid, answer=answer, now=timezone.now())
    return _ended(request) if answer == Answer.NO else _noted(request)


@require_POST
@member_page(back="web:home")
def pause(request: HttpRequest, match_uuid: UUID) -> HttpResponse:
    """Take a break."""
    pause_match(actor=acting(request), match_uuid=match_uuid, reason=pause_asked(request.POST), now=timezone.now())
    return _noted(request)


@require_POST
@member_page(back="web:home")
def resume(request: HttpRequest, match_uuid: UUID) -> HttpResponse:
    """Go on after a break."""
    resume_match(actor=acting(request), match_uuid=match_uuid, now=timezone.now())
    return _noted(request)


@require_POST
@member_page(back="web:home")
def end(request: HttpRequest, match_uuid: UUID) -> HttpResponse:
    """End it."""
    reason, is_not_again = end_asked(request.POST)
    end_match(
        actor=acting(request), match_uuid=match_uuid, reason=reason, is_not_again=is_not_again, now=timezone.now()
    )
    return _ended(request)


def _noted(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Thank you. It is noted."))
    return redirect("web:home")


def _ended(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("It has ended. Nobody sees the details of the other any more."))
    return redirect("web:home")
