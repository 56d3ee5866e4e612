"""The sponsor group on the phones of its members: votes, who is in it, leaving."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backend.errors import Invalid
from backend.people.services import group_members, sponsor_groups
from backend.web.doors import acting, member_page
from backend.web.group_acts import add_member, change_member
from backend.web.group_forms import GroupForm, sent
from matching.models.proposal import Answer
from matching.services import votes


@require_POST
@member_page(back="web:home")
def vote(request: HttpRequest, proposal_uuid: UUID) -> HttpResponse:
    """Record what I think of a proposal for our group."""
    said = request.POST.get("answer", "")
    if said not in Answer.values:
        raise Invalid("neither yes nor no", code="answer_missing")
    votes.vote(actor=acting(request), proposal_uuid=proposal_uuid, answer=Answer(said), now=timezone.now())
    messages.success(request, _("Thank you for your vote. You can change it until your group has answered."))
    return redirect("web:home")


@require_POST
@member_page(back="web:home")
def own_group_edit(request: HttpRequest, group_uuid: UUID) -> HttpResponse:
    """Change what our group is called and how many it houses, as its lead."""
    given = {field: value for field, value in sent(GroupForm, request).items() if field != "lead_organisation"}
    sponsor_groups.edit_group(actor=acting(request), group_uuid=group_uuid, **given)
    return _saved(request)


@require_POST
@member_page(back="web:home")
def own_group_add(request: HttpRequest, group_uuid: UUID) -> HttpResponse:
    """Add somebody to our group, as its lead."""
    add_member(request, group_uuid)
    return _saved(request)


@require_POST
@member_page(back="web:home")
def own_group_member(request: HttpRequest, group_uuid: UUID) -> HttpResponse:
    """Give a member of our group another role, or take them out, as its lead."""
    change_member(request, group_uuid)
    return _saved(request)


@require_POST
@member_page(back="web:home")
def leave_group(request: HttpRequest, group_uuid: UUID) -> HttpResponse:
    """Leave the group."""
    group_members.leave_group(actor=acting(request), group_uuid=group_uuid, now=timezone.now())
    messages.success(request, _("You have left the group. Thank you for all you have done."))
    return redirect("web:home")


def _saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("web:home")
