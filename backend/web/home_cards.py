"""What the phone home shows: steps with their texts and days, people to reach, messages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.journey.models import Step
from backend.journey.plan import MILESTONES
from backend.people.language_names import language_name
from backend.people.listed import listed
from backend.web.labels import CONTACT_KINDS, HELPER_KINDS
from matching.presentation import first_name
from matching.services.disclosure import ContactCard


@dataclass(frozen=True)
class StepLine:
    """One step: what, how, when, and how that sounds today."""

    uuid: UUID
    title: str
    how_to: str
    icon: str
    due_on: date
    when: str
    is_late: bool
    done_at: datetime | None


@dataclass(frozen=True)
class ContactLine:
    """One contact detail as a button: what it does, where it leads ("" when it only is read), what it says."""

    kind: str
    label: str
    link: str
    value: str


@dataclass(frozen=True)
class PersonCard:
    """Somebody whom the reader may reach now."""

    name: str
    part: str
    languages: str
    municipality: str
    details: tuple[ContactLine, ...]
    family_uuid: UUID | None


def step_lines(steps: Iterable[Step], *, today: date, is_own: bool = True) -> list[StepLine]:
    """Return the steps with their texts in the active language; steps of a plan that is gone are left out.

    `is_own` says whether the reader belongs to the family or only helps it.
    """
    return [_step_line(step, today=today, is_own=is_own) for step in steps if step.milestone in MILESTONES]


def _step_line(step: Step, *, today: date, is_own: bool) -> StepLine:
    milestone, days = MILESTONES[step.milestone], (step.due_on - today).days
    return StepLine(
        uuid=step.uuid,
        title=str(milestone.title),
        how_to=str(milestone.how_to),
        icon=milestone.icon,
        due_on=step.due_on,
        when=when_text(days, is_own=is_own),
        is_late=days < 0 and step.done_at is None,
        done_at=step.done_at,
    )


def when_text(days: int, *, is_own: bool = True) -> str:
    """Return "today", "tomorrow" or "in 12 days" for `days` from today; what is past may be done now."""
    if days < 0:
        return _("you can do this now") if is_own else _("they can do this now")
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}


def person_card(card: ContactCard, language: str) -> PersonCard:
    """Return a contact as its reader sees it, in `language`."""
    part = card.group_name or (_("Family") if card.part == "family" else str(HELPER_KINDS[card.part]))
    return PersonCard(
        name=first_name(card.name),
        part=part,
        languages=listed(language_name(code, language) for code in card.languages),
        municipality=card.municipality,
        details=tuple(_contact_line(kind, value) for kind, value in sorted(card.details, key=_nearest_first)),
        family_uuid=card.family_uuid,
    )


def _nearest_first(detail: tuple[str, str]) -> int:
    return list(CONTACT_KINDS).index(detail[0])


def _contact_line(kind: str, value: str) -> ContactLine:
    dialled = "".join(sign for sign in value if sign.isdigit() or sign == "+")
    links = {
        "phone": f"tel:{dialled}",
        "whatsapp": f"https://wa.me/{dialled.lstrip('+')}",
        "email": f"mailto:{quote(value, safe='@+')}",
    }
    return ContactLine(kind, str(CONTACT_KINDS.get(kind, kind)), links.get(kind, ""), value)
