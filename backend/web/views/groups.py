"""Sponsor groups in the console: founding one, its page, and the decisions about it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.errors import Invalid
from backend.people.access import organisation_of_staff, organisations_of_staff
from backend.people.group_sheets import group_sheet
from backend.people.group_texts import GROUP_ROLES
from backend.people.language_names import language_name
from backend.people.services import sponsor_groups
from backend.people.services.sponsor_groups import NewGroup
from backend.people.vocabulary import LANGUAGES, CefrLevel, Gender
from backend.places.selectors import municipalities
from backend.web.doors import acting, staff_page
from backend.web.forms import choices_of
from backend.web.group_acts import add_member, change_member
from backend.web.group_cards import group_card
from backend.web.group_forms import (
    ConsentForm,
    GroupForm,
    NewGroupForm,
    PledgeForm,
    sent,
)
from backend.web.pages import reading

MOVES = {
    "accept": sponsor_groups.accept_in_principle,
    "send_back": sponsor_groups.send_back,
    "approve": sponsor_groups.approve_group,
}


@require_safe
@staff_page()
def group(request: HttpRequest, group_uuid: UUID) -> HttpResponse:
    """Show one group: who is in it, what it has, what is missing, what can be done."""
    sheet = group_sheet(acting(request), group_uuid, now=timezone.now())
    organisation_of_staff(acting(request), sheet.group.organisation.uuid)
    context = {
        "group": group_card(sheet),
        "reference": sheet.group.helper.reference,
        "roles": GROUP_ROLES.items(),
        "genders": Gender.choices,
        "section": "helpers",
    }
    return render(request, "web/group.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(back="web:found_group")
def found_group(request: HttpRequest) -> HttpResponse:
    """Found a group: a form, and what was sent with it."""
    if request.method != "POST":
        return render(request, "web/group_new.html", _offered(request))
    new = sent(NewGroupForm, request)
    language, level = new.pop("language"), new.pop("level")
    founded = sponsor_groups.found_group(
        actor=acting(request),
        organisation_uuid=new.pop("organisation"),
        new=NewGroup(municipality_uuid=new.pop("municipality"), languages={language: level}, **new),
        now=timezone.now(),
    )
    messages.success(request, _("The group is there. Now add its members, the lead first."))
    return redirect("web:group", founded.helper.uuid)


@require_POST
@staff_page(back="web:group", is_back_to_same=True)
def group_move(request: HttpRequest, group_uuid: UUID) -> HttpResponse:
    """Accept a group in principle, take that back, or approve it."""
    move = MOVES.get(request.POST.get("move", ""))
    if move is None:
        raise Invalid("no such move")
    move(actor=acting(request), group_uuid=group_uuid, now=timezone.now())
    return _back(request, group_uuid)


@require_POST
@staff_page(back="web:group", is_back_to_same=True)
def edit_group(request: HttpRequest, group_uuid: UUID) -> HttpResponse:
    """Change what the group is called, how many it houses, who is responsible for it."""
    sponsor_groups.edit_group(actor=acting(request), group_uuid=group_uuid, **sent(GroupForm, request))
    return _back(request, group_uuid)


@require_POST
@staff_page(back="web:group", is_back_to_same=True)
def group_pledge(request: HttpRequest, group_uuid: UUID) -> HttpResponse:
    """Record what the group has pledged."""
    sponsor_groups.record_pledge(actor=acting(request), group_uuid=group_uuid, **sent(PledgeForm, request))
    return _back(request, group_uuid)


@require_POST
@staff_page(back="web:group", is_back_to_same=True)
def group_consent(request: HttpRequest, group_uuid: UUID) -> HttpResponse:
    """Record until when the municipality agrees."""
    until = sent(ConsentForm, request)["until"]
    sponsor_groups.record_consent(actor=acting(request), group_uuid=group_uuid, until=until, now=timezone.now())
    return _back(request, group_uuid)


@require_POST
@staff_page(back="web:group", is_back_to_same=True)
def group_member_add(request: HttpRequest, group_uuid: UUID) -> HttpResponse:
    """Add somebody to the group."""
    add_member(request, group_uuid)
    return _back(request, group_uuid)


@require_POST
@staff_page(back="web:group", is_back_to_same=True)
def group_member(request: HttpRequest, group_uuid: UUID) -> HttpResponse:
    """Admit a member, give them another role, or take them out."""
    change_member(request, group_uuid)
    return _back(request, group_uuid)


def _back(request: HttpRequest, group_uuid: UUID) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("web:group", group_uuid)


def _offered(request: HttpRequest) -> dict[str, object]:
    language = reading()
    spoken = sorted((language_name(code, language), code) for code in LANGUAGES)
    places = sorted((place.name_in(language), str(place.uuid)) for place in municipalities())
    organisations = organisations_of_staff(acting(request))
    return {
        "organisations": choices_of(organisations),
        "languages_spoken": [(code, name) for name, code in spoken],
        "levels": CefrLevel.choices,
        "municipalities": [(uuid, name) for name, uuid in places],
        "genders": Gender.choices,
        "section": "helpers",
    }
