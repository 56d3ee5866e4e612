"""What a family and its helper do on the phone home to stay in touch. Everything works without a script."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.care.calendar_file import calendar_file
from backend.care.models.check_in import CheckInValue
from backend.care.selectors import meeting_for_reading
from backend.care.services.check_ins import answer_check_in
from backend.care.services.contact_log import add_contact, remove_contact
from backend.care.services.meetings import cancel_meeting, move_meeting, plan_meeting
from backend.care.texts import CALENDAR_TITLE
from backend.errors import Invalid
from backend.web.care_forms import contact_sent, meeting_sent
from backend.web.doors import acting, member_page

CALENDAR: Final = "text/calendar; charset=utf-8"


@require_POST
@member_page(back="web:home")
def meeting_planned(request: HttpRequest, match_uuid: UUID) -> HttpResponse:
    """Plan a meeting of one of my matches."""
    actor = acting(request)
    plan_meeting(actor=actor, match_uuid=match_uuid, **meeting_sent(request, actor), now=timezone.now())
    messages.success(request, _("The meeting is planned. The others see it here too."))
    return redirect("web:home")


@require_POST
@member_page(back="web:home")
def meeting_moved(request: HttpRequest, meeting_uuid: UUID) -> HttpResponse:
    """Move a meeting to another time or place."""
    actor = acting(request)
    move_meeting(actor=actor, meeting_uuid=meeting_uuid, **meeting_sent(request, actor), now=timezone.now())
    messages.success(request, _("The meeting has another time now. The others see it here too."))
    return redirect("web:home")


@require_POST
@member_page(back="web:home")
def meeting_cancelled(request: HttpRequest, meeting_uuid: UUID) -> HttpResponse:
    """Cancel a meeting."""
    cancel_meeting(actor=acting(request), meeting_uuid=meeting_uuid, now=timezone.now())
    messages.success(request, _("The meeting is cancelled. The others see it here too."))
    return redirect("web:home")


@require_safe
@member_page()
def meeting_calendar(request: HttpRequest, meeting_uuid: UUID) -> HttpResponse:
    """Give the calendar file of a meeting, to be kept in one's own calendar."""
    meeting = meeting_for_reading(acting(request), meeting_uuid)
    text = calendar_file(meeting, title=str(CALENDAR_TITLE), now=timezone.now())
    headers = {"Content-Disposition": 'attachment; filename="meeting.ics"'}
    return HttpResponse(text, content_type=CALENDAR, headers=headers)


@require_POST
@member_page(back="web:home")
def check_in_answered(request: HttpRequest, check_in_uuid: UUID) -> HttpResponse:
    """Record how it goes."""
    said = request.POST.get("value", "")
    if said not in CheckInValue.values:
        raise Invalid("no such answer", code="not_understood")
    answer_check_in(actor=acting(request), check_in_uuid=check_in_uuid, value=CheckInValue(said), now=timezone.now())
    messages.success(request, _("Thank you for your answer."))
    return redirect("web:home")


@require_POST
@member_page(back="web:home")
def contact_written(request: HttpRequest, match_uuid: UUID) -> HttpResponse:
    """Write down a contact."""
    add_contact(actor=acting(request), match_uuid=match_uuid, contact=contact_sent(request), now=timezone.now())
    messages.success(request, _("It is written down. Thank you."))
    return redirect("web:home")


@require_POST
@member_page(back="web:home")
def contact_removed(request: HttpRequest, entry_uuid: UUID) -> HttpResponse:
    """Remove what I wrote down."""
    remove_contact(actor=acting(request), entry_uuid=entry_uuid)
    messages.success(request, _("It is removed."))
    return redirect("web:home")
