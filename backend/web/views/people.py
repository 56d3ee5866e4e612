"""Families and helpers in the console: two lists, and the page of one family."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.flows.hand_over_reads import open_hand_over_of, receivers_of
from backend.journey.selectors import steps_of_family
from backend.people.access import in_care_of, organisation_of_staff
from backend.people.selectors import families_for_list, family_for_reading, helpers_for_list
from backend.people.time_zones import local_date
from backend.web.cards import proposal_cards
from backend.web.doors import acting, staff_page
from backend.web.forms import FamilyFilter, HelperFilter
from backend.web.helper_cards import HOLD_REASONS
from backend.web.home_cards import step_lines
from backend.web.pages import page_of, query_without_page, reading
from backend.web.people_cards import family_card, family_cards, helper_cards, match_card
from matching import selectors
from matching.access import belongs_to


@require_safe
@staff_page()
def families(request: HttpRequest) -> HttpResponse:
    """Show the families that the filter leaves, longest wait first."""
    actor, chosen = acting(request), FamilyFilter(request.GET)
    wishes, today = chosen.wishes(), local_date(actor.time_zone, timezone.now())
    page = page_of(request, in_care_of(actor, families_for_list(actor, **wishes)))
    context = {
        "form": chosen,
        "page": page,
        "cards": family_cards(page.object_list, reading(), today=today, search=wishes.get("search", "")),
        "query": query_without_page(request),
        "section": "families",
    }
    return render(request, "web/families.html", context)


@require_safe
@staff_page()
def family(request: HttpRequest, family_uuid: UUID) -> HttpResponse:
    """Show one family: who it is, its steps, its proposals and its matches."""
    actor, language = acting(request), reading()
    today = local_date(actor.time_zone, timezone.now())
    found = family_for_reading(actor, family_uuid)
    organisation_of_staff(actor, found.organisation.uuid)
    matches = selectors.matches_of_family(actor, found)
    is_own = belongs_to(actor, found)
    is_waiting = selectors.families_without_helper(found.organisation).filter(pk=found.pk).exists()
    context = {
        "card": family_card(found, language, today=today),
        "may_explain": not is_own,
        "may_suggest": is_waiting and not is_own,
        "steps": step_lines(steps_of_family(found.pk), today=today),
        "proposals": proposal_cards(selectors.proposals_of_family(actor, found), language, today=today),
        "matches": [match_card(match, language) for match in matches],
        "hold_reasons": HOLD_REASONS.items(),
        "hand_over": open_hand_over_of(found),
        "receivers": receivers_of(found),
        "section": "families",
    }
    return render(request, "web/family.html", context)


@require_safe
@staff_page()
def helpers(request: HttpRequest) -> HttpResponse:
    """Show the helpers that the filter leaves, by reference."""
    actor, chosen = acting(request), HelperFilter(request.GET)
    page = page_of(request, in_care_of(actor, helpers_for_list(actor, **chosen.wishes())))
    context = {
        "form": chosen,
        "page": page,
        "cards": helper_cards(page.object_list, reading()),
        "query": query_without_page(request),
        "section": "helpers",
    }
    return render(request, "web/helpers.html", context)
