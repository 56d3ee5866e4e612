"""The phone home of families, volunteers and group members. Everything on it works without a script."""

from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.care.selectors import cares_of
from backend.flows.capacity import MOST
from backend.journey.selectors import next_steps_of_families, steps_done_since
from backend.journey.services.steps import mark_done, mark_open
from backend.people.access import is_staff_somewhere, own_family, own_helpers
from backend.people.documents.asked import asked_of
from backend.people.group_sheets import own_group_sheets
from backend.people.group_texts import GROUP_ROLES
from backend.people.models import Family, Person
from backend.people.selectors import helpers_answered_for
from backend.people.time_zones import local_date
from backend.people.vocabulary import Gender
from backend.web.answers import record_answer
from backend.web.cards import proposal_cards
from backend.web.care_cards import care_cards, care_choices
from backend.web.check_cards import own_cards
from backend.web.document_cards import cards_at_home
from backend.web.doors import acting, member_page
from backend.web.forms import no_reasons
from backend.web.group_cards import VoteCard, group_card
from backend.web.helping_cards import helping_cards
from backend.web.home_cards import person_card, step_lines
from backend.web.home_matches import home_matches
from backend.web.leave_reasons import LEAVE_REASONS
from backend.web.pages import reading
from matching import selectors
from matching.access import helped_families
from matching.lifecycle import ProposalState
from matching.models import Proposal
from matching.models.proposal import Answer
from matching.presentation import first_name, portrait_of_family
from matching.services.disclosure import contacts_of
from matching.votes import proposals_to_vote_on, tallies_of
from notifications.inbox import mark_read, messages_of, unread_count
from notifications.rendering import render as render_message

MESSAGES_SHOWN: Final = 5
UNDO_FOR: Final = timedelta(days=1)


@require_safe
@member_page()
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for my answer, what for others, my people, our next steps, and what I was told.

    Staff who are in no family and help none are at home in the console.
    """
    actor, now, language = acting(request), timezone.now(), reading()
    today = local_date(actor.time_zone, now)
    mine = own_family(actor)
    if mine is None and is_staff_somewhere(actor) and not own_helpers(actor).exists():
        return redirect("web:today")
    matches = list(selectors.running_matches_of(actor))
    helped = [match.family for match in matches if match.family != mine]
    told = messages_of(actor, now=now)[:MESSAGES_SHOWN]
    context = {
        **_of_groups(actor, language, now=now, today=today),
        "answered": proposal_cards(selectors.open_proposals_answered_by(actor), language, today=today),
        "family": mine,
        "people": [person_card(card, language) for card in contacts_of(actor=actor, language=language, now=now)],
        "families": _families(([mine] if mine else []) + helped, mine, language, now=now, today=today),
        "cares": care_cards(cares_of(actor, now=now), language, today=today),
        "choices": care_choices(),
        "today": today,
        "told": [(message, render_message(message, language)) for message in told],
        "unread": unread_count(actor, now=now),
        "checks": own_cards(actor, language, now=now),
        "documents": cards_at_home(asked_of(actor)),
        "reasons": no_reasons(is_staff=False),
        "helping": helping_cards(helpers_answered_for(actor)),
        "numbers": range(1, MOST + 1),
        "leave_reasons": LEAVE_REASONS.items(),
        "first_name": first_name(actor.name),
        **home_matches(actor, matches, language, today=today),
    }
    return render(request, "web/home.html", context)


def _of_groups(actor: Person, language: str, *, now: datetime, today: date) -> dict[str, Any]:
    """Return what waits for my answer, my sponsor groups, and what they vote on."""
    groups = [group_card(sheet) for sheet in own_group_sheets(actor, now=now)]
    votable = list(proposals_to_vote_on(actor, now=now)) if groups else []
    answerable = list(selectors.proposals_waiting_for(actor, now=now))
    asked = {one.pk for one in answerable}
    return {
        "groups": groups,
        "proposals": _with_votes(answerable, actor, language, today),
        # A lead votes by answering.
        "votes": _with_votes([one for one in votable if one.pk not in asked], actor, language, today),
        "roles": GROUP_ROLES.items(),
        "genders": Gender.choices,
    }


def _with_votes(proposals: list[Proposal], actor: Person, language: str, today: date) -> list[VoteCard]:
    tallies = tallies_of(proposals, actor)
    cards = proposal_cards(proposals, language, today=today)
    return [VoteCard(card, tallies.get(one.pk)) for card, one in zip(cards, proposals, strict=True)]


@require_POST
@member_page(back="web:home")
def answer(request: HttpRequest, proposal_uuid: UUID) -> HttpResponse:
    """Record my yes, or my no with its reason."""
    said, answered = record_answer(request, proposal_uuid)
    if said == Answer.NO:
        messages.success(request, _("Thank you for your answer. We will look for somebody else."))
    elif answered.state == ProposalState.AGREED:
        messages.success(request, _("You have all said yes! Below you see how to reach each other."))
    else:
        messages.success(request, _("Thank you for saying yes! We will tell you when the others have answered."))
    return redirect("web:home")


@require_POST
@member_page(back="web:home")
def step_done(request: HttpRequest, step_uuid: UUID) -> HttpResponse:
    """Mark a step of my family, or of one I help, as done."""
    actor = acting(request)
    mark_done(actor=actor, step_uuid=step_uuid, helped_families=helped_families(actor), now=timezone.now())
    messages.success(request, _("Well done!"))
    return redirect("web:home")


@require_POST
@member_page(back="web:home")
def step_open(request: HttpRequest, step_uuid: UUID) -> HttpResponse:
    """Take "done" back."""
    actor = acting(request)
    mark_open(actor=actor, step_uuid=step_uuid, helped_families=helped_families(actor))
    return redirect("web:home")


@require_POST
@member_page(back="web:home")
def message_read(request: HttpRequest, message_uuid: UUID) -> HttpResponse:
    """Mark a message as read."""
    mark_read(actor=acting(request), message_uuid=message_uuid, now=timezone.now())
    return redirect("web:home")


def _families(
    families: list[Family], mine: Family | None, language: str, *, now: datetime, today: date
) -> list[dict[str, Any]]:
    """Return per family its next steps and what was done today, own family first."""
    ids = [family.pk for family in families]
    upcoming = next_steps_of_families(ids)
    done = steps_done_since(ids, now - UNDO_FOR)
    return [
        {
            "name": "" if family == mine else portrait_of_family(family, language, today=today).name,
            "steps": step_lines(upcoming.get(family.pk, []), today=today, is_own=family == mine),
            "done": step_lines([step for step in done if step.family_id == family.pk], today=today),
        }
        for family in families
    ]
