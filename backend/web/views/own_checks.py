"""Who lives with me, told by a helper who hosts. What is asked of me stands on the home page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backend.people.services.household import add_household_member, remove_household_member
from backend.web.check_forms import Recorded, home_member_sent, understood
from backend.web.doors import acting, member_page


@require_POST
@member_page(back="web:home")
def lives_with_me(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Write down who lives with me."""
    name, born = home_member_sent(request)
    add_household_member(
        actor=acting(request), helper_uuid=helper_uuid, given_name=name, birth_date=born, now=timezone.now()
    )
    return _thanks(request)


@require_POST
@member_page(back="web:home")
def moved_out(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Write down that somebody does not live with me any more."""
    member = understood(Recorded(request.POST))["recorded"]
    remove_household_member(actor=acting(request), helper_uuid=helper_uuid, member_uuid=member, now=timezone.now())
    return _thanks(request)


def _thanks(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Thank you, we have written it down."))
    return redirect("web:home")
