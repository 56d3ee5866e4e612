"""Proposals in the console: the list, one proposal side by side, and the coordinator's answer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.people.access import in_care_of, organisation_of_staff
from backend.people.time_zones import local_date
from backend.web.answers import record_answer
from backend.web.cards import proposal_card, proposal_cards
from backend.web.doors import acting, staff_page
from backend.web.forms import ProposalFilter, no_reasons
from backend.web.pages import page_of, query_without_page, reading
from matching import selectors
from matching.access import needs_other_eyes, parties_of
from matching.lifecycle import ProposalState
from matching.models.proposal import Answer, Party
from matching.services.proposals import withdraw_proposal


@require_safe
@staff_page()
def proposals(request: HttpRequest) -> HttpResponse:
    """Show the proposals that the filter leaves, twenty at a time."""
    actor, language = acting(request), reading()
    places = selectors.municipalities_of_proposals(actor)
    chosen = ProposalFilter(request.GET, municipalities=places, language=language)
    page = page_of(request, in_care_of(actor, selectors.proposals_for_list(actor, **chosen.wishes())))
    context = {
        "form": chosen,
        "page": page,
        "cards": proposal_cards(page.object_list, language, today=local_date(actor.time_zone, timezone.now())),
        "query": query_without_page(request),
        "section": "proposals",
    }
    return render(request, "web/proposals.html", context)


@require_safe
@staff_page()
def proposal(request: HttpRequest, proposal_uuid: UUID) -> HttpResponse:
    """Show family and helper side by side, why they fit, who has answered, and what can be done."""
    actor = acting(request)
    found = selectors.proposal_for_reading(actor, proposal_uuid)
    organisation_of_staff(actor, found.organisation.uuid)
    parties = parties_of(actor, found)
    before, after = selectors.neighbours_in_queue(actor, found)
    context = {
        "card": proposal_card(
            found, reading(), today=local_date(actor.time_zone, timezone.now()), shows_noes=Party.COORDINATOR in parties
        ),
        "may_judge": parties == [Party.COORDINATOR],
        "needs_colleague": needs_other_eyes(actor, found),
        "reasons": no_reasons(is_staff=True),
        "before": before,
        "after": after,
        "section": "proposals",
    }
    return render(request, "web/proposal.html", context)


@require_POST
@staff_page(back="web:proposal", is_back_to_same=True)
def judge(request: HttpRequest, proposal_uuid: UUID) -> HttpResponse:
    """Let the coordinator say yes, or no with a reason."""
    answer, judged = record_answer(request, proposal_uuid)
    messages.success(request, _told(answer, judged.state))
    return redirect("web:proposal", proposal_uuid=proposal_uuid)


@require_POST
@staff_page(back="web:proposal", is_back_to_same=True)
def withdraw(request: HttpRequest, proposal_uuid: UUID) -> HttpResponse:
    """Take the proposal back."""
    withdraw_proposal(actor=acting(request), proposal_uuid=proposal_uuid, now=timezone.now())
    messages.success(request, _("The proposal is withdrawn. The helper has a free place again."))
    return redirect("web:proposal", proposal_uuid=proposal_uuid)


def _told(answer: Answer, state: str) -> str:
    if answer == Answer.NO:
        return _("You said no. The proposal is closed and the helper has a free place again.")
    if state == ProposalState.AGREED:
        return _("All three have said yes: they are matched, and can reach each other now.")
    return _("You said yes. Now the others are asked.")
