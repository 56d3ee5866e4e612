"""Hand-overs in the console: offering a family, and answering what others offer; also a family that lives elsewhere."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.errors import Invalid
from backend.flows.hand_over import (
    accept_hand_over,
    decline_hand_over,
    move_family,
    offer_hand_over,
    withdraw_hand_over,
)
from backend.flows.hand_over_reads import hand_overs_for_list
from backend.people.access import organisations_of_staff
from backend.people.time_zones import local_date
from backend.places.selectors import municipality_written
from backend.web.doors import acting, staff_page
from backend.web.hand_over_cards import hand_over_cards
from backend.web.hand_over_forms import AcceptanceForm, HandOverForm
from backend.web.pages import page_of, reading


@require_safe
@staff_page()
def hand_overs(request: HttpRequest) -> HttpResponse:
    """Show what was offered to the coordinator's organisations, and by them, newest first."""
    actor = acting(request)
    staff_of = frozenset(organisations_of_staff(actor).order_by().values_list("pk", flat=True))
    page = page_of(request, hand_overs_for_list(actor))
    today = local_date(actor.time_zone, timezone.now())
    cards = hand_over_cards(page.object_list, reading(), staff_of=staff_of, today=today)
    return render(request, "web/hand_overs.html", {"page": page, "cards": cards, "section": "families"})


@require_POST
@staff_page(back="web:family", is_back_to_same=True)
def offer(request: HttpRequest, family_uuid: UUID) -> HttpResponse:
    """Offer the family to another organisation."""
    sent = _understood(HandOverForm(request.POST))
    offer_hand_over(
        actor=acting(request),
        family_uuid=family_uuid,
        organisation_uuid=sent["organisation"],
        municipality_uuid=municipality_written(sent["municipality"]).uuid if sent["municipality"] else None,
        note=sent["note"],
        now=timezone.now(),
    )
    messages.success(request, _("The family is offered. Nothing changes until it is accepted."))
    return redirect("web:family", family_uuid=family_uuid)


@require_POST
@staff_page(back="web:family", is_back_to_same=True)
def move(request: HttpRequest, family_uuid: UUID) -> HttpResponse:
    """Record where the family lives now."""
    place = municipality_written(request.POST.get("municipality", ""))
    move_family(actor=acting(request), family_uuid=family_uuid, municipality_uuid=place.uuid, now=timezone.now())
    messages.success(request, _("Saved. Open proposals were withdrawn; please look at the matches that go on."))
    return redirect("web:family", family_uuid=family_uuid)


@require_POST
@staff_page(back="web:hand_overs")
def accept(request: HttpRequest, hand_over_uuid: UUID) -> HttpResponse:
    """Take the family over, and show it."""
    sent = _understood(AcceptanceForm(request.POST))
    accepted = accept_hand_over(
        actor=acting(request),
        hand_over_uuid=hand_over_uuid,
        matches_go_on=sent["matches"] == "go_on",
        reference=sent["reference"],
        now=timezone.now(),
    )
    messages.success(request, _("The family is in your care now."))
    return redirect("web:family", family_uuid=accepted.family.uuid)


@require_POST
@staff_page(back="web:hand_overs")
def decline(request: HttpRequest, hand_over_uuid: UUID) -> HttpResponse:
    """Say that the family stays where it is."""
    decline_hand_over(actor=acting(request), hand_over_uuid=hand_over_uuid, now=timezone.now())
    messages.success(request, _("You said no. The family stays where it is."))
    return redirect("web:hand_overs")


@require_POST
@staff_page(back="web:hand_overs")
def take_back(request: HttpRequest, hand_over_uuid: UUID) -> HttpResponse:
    """Take the offer back."""
    withdraw_hand_over(actor=acting(request), hand_over_uuid=hand_over_uuid, now=timezone.now())
    messages.success(request, _("The offer is taken back. The family stays with you."))
    return redirect("web:hand_overs")


def _understood(form: HandOverForm | AcceptanceForm) -> dict[str, Any]:
    if not form.is_valid():
        raise Invalid("something is missing", code="not_understood", facts={"field": next(iter(form.errors))})
    return form.cleaned_data
