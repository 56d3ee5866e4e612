"""What a coordinator writes down of a match: that they have heard its sides."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backend.care.services.contact_log import add_contact
from backend.web.care_forms import contact_sent
from backend.web.doors import acting, staff_page


@require_POST
@staff_page(back="web:match", is_back_to_same=True)
def contact_written_by_staff(request: HttpRequest, match_uuid: UUID) -> HttpResponse:
    """Write down a contact with one side or both; whoever wanted to talk is off the list of today."""
    add_contact(actor=acting(request), match_uuid=match_uuid, contact=contact_sent(request), now=timezone.now())
    messages.success(request, _("It is written down. Thank you."))
    return redirect("web:match", match_uuid=match_uuid)
