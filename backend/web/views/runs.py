"""Runs of matching in the console: starting one, following it, reading its result."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.errors import Invalid
from backend.people.access import organisation_of_staff, organisations_administered, organisations_of_staff
from backend.people.models import Organisation
from backend.people.models.organisation import MatchingPolicy
from backend.people.selectors import families_named
from backend.people.services.organisations import ask_pledges, choose_agreement, choose_matching_policy
from backend.people.time_zones import local_date
from backend.web.doors import acting, staff_page
from backend.web.forms import AgreementChoice, PledgesAsked, PolicyChoice, RunStart, choices_of
from backend.web.labels import HELPER_KINDS, RUN_PHASES, RUN_STATES
from backend.web.pages import page_of, reading
from backend.web.people_cards import FamilyCard, family_card
from backend.web.shares import SHARES_SHOWN, share_cards
from matching import selectors
from matching.access import belongs_to
from matching.engine.weights import weight_points
from matching.models import Run
from matching.models.run import GOING_ON, RunTrigger
from matching.run_texts import is_checked, is_proven, proof_text, unserved_text
from matching.services.runs import request_run
from matching.texts import CRITERIA
from matching.wake import wake_worker

UNSERVED_SHOWN: Final = 50


@dataclass(frozen=True)
class RunCard:
    """One run, ready to be shown."""

    run: Run
    state: str
    phase: str
    kind: str
    is_going_on: bool
    is_proven: bool
    is_fair: bool
    is_checked: bool
    proof: str
    served: int
    families: int
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Unserved:
    """A family that the plan could not serve, and why, in words; `is_own`: it is the reader's own."""

    card: FamilyCard
    reason: str
    is_own: bool


def run_card(run: Run) -> RunCard:
    """Return the card of `run` in the active language."""
    families, served = run.counts.get("families", 0), run.counts.get("served", 0)
    return RunCard(
        run=run,
        state=str(RUN_STATES[run.state]),
        phase=str(RUN_PHASES.get(run.phase, "")),
        kind=str(HELPER_KINDS[run.helper_kind]),
        is_going_on=run.state in GOING_ON,
        is_fair=run.certificate.get("policy") == MatchingPolicy.MUNICIPALITIES,
        is_proven=is_proven(run.certificate),
        is_checked=is_checked(run.certificate),
        proof=proof_text(run.certificate),
        served=served,
        families=families,
        counts=run.counts,
    )


def start_choices(organisations: Iterable[Organisation]) -> dict[str, Any]:
    """Return what the form that starts a run offers."""
    mine = list(organisations)
    usual = weight_points(mine[0].weights) if len(mine) == 1 else {}
    weights = [(code, name, f"{usual[code] / 100:g}" if usual else "") for code, name in CRITERIA.items()]
    return {"organisations": choices_of(mine), "kinds": HELPER_KINDS.items(), "weights": weights}


@require_safe
@staff_page()
def runs(request: HttpRequest) -> HttpResponse:
    """Show the runs, newest first."""
    actor = acting(request)
    page = page_of(request, selectors.runs_for_list(actor))
    context = {
        "page": page,
        "cards": [run_card(run) for run in page.object_list],
        "is_run_going_on": selectors.runs_for_list(actor).filter(state__in=GOING_ON).exists(),
        **start_choices(organisations_of_staff(actor)),
        "administered": organisations_administered(actor),
        "section": "runs",
    }
    return render(request, "web/runs.html", context)


@require_POST
@staff_page(back="web:runs")
def start_run(request: HttpRequest) -> HttpResponse:
    """Queue a run and go to its page, where its progress shows."""
    sent = RunStart(request.POST)
    if not sent.is_valid():
        raise Invalid("no such kind of run", facts={"fields": list(sent.errors)})
    actor = acting(request)
    organisation = organisation_of_staff(actor, sent.cleaned_data["organisation"])
    run = request_run(
        organisation=organisation,
        helper_kind=sent.cleaned_data["helper_kind"],
        trigger=RunTrigger.CONSOLE,
        is_dry=sent.cleaned_data["is_dry"],
        tried_weights=sent.tried_weights(weight_points(organisation.weights)),
        actor=actor,
        now=timezone.now(),
    )
    wake_worker(run.pk)
    return redirect("web:run", run_uuid=run.uuid)


@require_POST
@staff_page(back="web:runs")
def choose_policy(request: HttpRequest) -> HttpResponse:
    """Let an administrator say what the next runs look at once as many families as possible are served."""
    sent = PolicyChoice(request.POST)
    if not sent.is_valid():
        raise Invalid("no such policy", facts={"fields": list(sent.errors)})
    choose_matching_policy(
        actor=acting(request),
        organisation_uuid=sent.cleaned_data["organisation"],
        policy=MatchingPolicy(sent.cleaned_data["policy"]),
    )
    messages.success(request, _("Saved. The next matching shares places this way."))
    return redirect("web:runs")


@require_POST
@staff_page(back="web:runs")
def choose_pledges(request: HttpRequest) -> HttpResponse:
    """Let an administrator say what a sponsor group must have pledged for a family."""
    sent = PledgesAsked(request.POST)
    if not sent.is_valid():
        raise Invalid("no such amount", facts={"fields": list(sent.errors)})
    asked = sent.cleaned_data
    ask_pledges(
        actor=acting(request),
        organisation_uuid=asked["organisation"],
        base_euro=asked["base_euro"],
        person_euro=asked["person_euro"],
    )
    messages.success(request, _("Saved. The next matching of sponsor groups asks this."))
    return redirect("web:runs")


@require_POST
@staff_page(back="web:runs")
def choose_agreement_rules(request: HttpRequest) -> HttpResponse:
    """Let an administrator say who approves what was proposed by hand, and how long matches are tried out."""
    sent = AgreementChoice(request.POST)
    if not sent.is_valid():
        raise Invalid("no such rule", facts={"fields": list(sent.errors)})
    chosen = sent.cleaned_data
    choose_agreement(
        actor=acting(request),
        organisation_uuid=chosen["organisation"],
        four_eyes=chosen["four_eyes"],
        trial_days=chosen["trial_days"],
    )
    messages.success(request, _("Saved. It counts from now on."))
    return redirect("web:runs")


@require_safe
@staff_page()
def run(request: HttpRequest, run_uuid: UUID) -> HttpResponse:
    """Show what a run did: whom it served, whom not and why, and whether its proof holds."""
    found = selectors.run_for_reading(acting(request), run_uuid)
    shown, shares = found.unserved[:UNSERVED_SHOWN], share_cards(found, reading())
    context = {
        "card": run_card(found),
        "unserved": _unserved(request, shown),
        "more": len(found.unserved) - len(shown),
        "before": selectors.runs_to_compare(acting(request), found).exists(),
        "shares": shares,
        "more_shares": len(found.municipalities) - SHARES_SHOWN,
        "section": "runs",
    }
    return render(request, "web/run.html", context)


@require_safe
@staff_page()
def run_progress(request: HttpRequest, run_uuid: UUID) -> HttpResponse:
    """Show only how far the run is; when it has ended, the browser is told to read the whole page again."""
    card = run_card(selectors.run_for_reading(acting(request), run_uuid))
    answer = render(request, "web/_run_progress.html", {"card": card})
    if not card.is_going_on:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _unserved(request: HttpRequest, rows: list[dict[str, Any]]) -> list[Unserved]:
    actor, language = acting(request), reading()
    families = families_named(actor, [row["family"] for row in rows])
    today = local_date(actor.time_zone, timezone.now())
    return [
        Unserved(family_card(family, language, today=today), unserved_text(row["code"]), belongs_to(actor, family))
        for row in rows
        if (family := families.get(row["family"]))
    ]
