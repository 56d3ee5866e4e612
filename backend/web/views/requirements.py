"""What organisations ask of their helpers, in the console: read by staff, changed by administrators."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.errors import Invalid
from backend.people.access import organisations_administered, organisations_of_staff
from backend.people.check_sheets import requirements_asked
from backend.people.models import Organisation, Requirement
from backend.people.services.group_rules import ask_of_groups
from backend.people.services.requirements import retire_requirement, set_requirement
from backend.people.vocabulary import REQUIREMENTS
from backend.web.check_forms import EVIDENCE, SCOPES, RequirementForm, understood
from backend.web.doors import acting, staff_page
from backend.web.forms import GroupRules
from backend.web.labels import HELPER_KINDS


@dataclass(frozen=True)
class RequirementCard:
    """One requirement in words, and its row for the form. `texts`: language, its name, the text."""

    row: Requirement
    title: str
    kind: str
    scope: str
    evidence: str
    texts: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class OrganisationCard:
    """What one organisation asks, and whether the reader may change it."""

    organisation: Organisation
    may_change: bool
    cards: tuple[RequirementCard, ...]


@require_safe
@staff_page()
def requirements(request: HttpRequest) -> HttpResponse:
    """Show what my organisations ask of their helpers."""
    actor = acting(request)
    administered = set(organisations_administered(actor))
    context = {
        "organisations": [
            OrganisationCard(one, one in administered, tuple(_card(row) for row in requirements_asked(one)))
            for one in organisations_of_staff(actor)
        ],
        "codes": [(code, str(text)) for code, text in REQUIREMENTS.items()],
        "kinds": HELPER_KINDS.items(),
        "scopes": SCOPES.items(),
        "evidence": EVIDENCE.items(),
        "no_texts": [(code, name, "") for code, name in settings.LANGUAGES],
        "section": "helpers",
    }
    return render(request, "web/requirements.html", context)


@require_POST
@staff_page(back="web:requirements")
def group_rules(request: HttpRequest) -> HttpResponse:
    """Let an administrator say what is asked of every sponsor group."""
    sent = GroupRules(request.POST)
    if not sent.is_valid():
        raise Invalid("no such rule", facts={"fields": list(sent.errors)})
    asked = sent.cleaned_data
    ask_of_groups(
        actor=acting(request),
        organisation_uuid=asked["organisation"],
        quorum=asked["quorum"],
        quorum_days=asked["quorum_days"],
        pledge_euro=asked["pledge_euro"],
        now=timezone.now(),
    )
    messages.success(request, _("Saved. It counts from now on."))
    return redirect("web:requirements")


@require_POST
@staff_page(back="web:requirements")
def requirement_set(request: HttpRequest) -> HttpResponse:
    """Ask something, or change how it is asked."""
    form = RequirementForm(request.POST)
    organisation = understood(form)["organisation"]
    set_requirement(actor=acting(request), organisation_uuid=organisation, asked=form.asked(), now=timezone.now())
    messages.success(request, _("From now on this is asked. What was met before counts until it expires."))
    return redirect("web:requirements")


@require_POST
@staff_page(back="web:requirements")
def requirement_retired(request: HttpRequest, requirement_uuid: UUID) -> HttpResponse:
    """Ask something no longer."""
    retire_requirement(actor=acting(request), requirement_uuid=requirement_uuid, now=timezone.now())
    messages.success(request, _("This is not asked any more."))
    return redirect("web:requirements")


def _card(row: Requirement) -> RequirementCard:
    return RequirementCard(
        row=row,
        title=str(REQUIREMENTS.get(row.code, row.code)),
        kind=str(HELPER_KINDS[row.helper_kind]),
        scope=str(SCOPES[row.scope]),
        evidence=str(EVIDENCE[row.evidence]),
        texts=tuple((code, name, row.instructions.get(code, "")) for code, name in settings.LANGUAGES),
    )
