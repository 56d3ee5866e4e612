"""Two runs beside each other in the console: what changes for whom, if a run is done or done by other weights."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.people.listed import listed
from backend.people.models import Person
from backend.people.selectors import families_named
from backend.people.time_zones import local_date
from backend.people.vocabulary import PROTECTION_RANK, ProtectionClass
from backend.web.doors import acting, staff_page
from backend.web.pages import reading
from backend.web.people_cards import FamilyCard, family_card
from backend.web.views.runs import run_card
from matching import selectors
from matching.comparisons import Change, Comparison, compare

SHOWN: Final = 25


@dataclass(frozen=True)
class Group:
    """Families to which the same happens, the first of them named."""

    title: str
    tone: str
    count: int
    families: list[FamilyCard]

    @property
    def more(self) -> int:
        """Return how many are not named."""
        return self.count - len(self.families)


@require_safe
@staff_page()
def run_comparison(request: HttpRequest, run_uuid: UUID) -> HttpResponse:
    """Show what is different in a run from the last one before it that proposed."""
    actor = acting(request)
    after = selectors.run_for_reading(actor, run_uuid)
    found = compare(selectors.run_to_compare(actor, after, None), after)
    context = {
        "found": found,
        "churn": 100 * found.churn,
        "before": run_card(found.before.run),
        "after": run_card(after),
        "classes": [(_class_name(one.rank), one) for one in found.classes],
        "groups": _groups(actor, found),
        "section": "runs",
    }
    return render(request, "web/run_comparison.html", context)


def _groups(actor: Person, found: Comparison) -> list[Group]:
    named = [found.gained[:SHOWN], found.lost[:SHOWN], found.changed[:SHOWN]]
    families = families_named(actor, [str(change.family) for changes in named for change in changes])
    today, language = local_date(actor.time_zone, timezone.now()), reading()

    def cards(changes: Iterable[Change]) -> list[FamilyCard]:
        there = [families[str(change.family)] for change in changes if str(change.family) in families]
        return [family_card(family, language, today=today) for family in there]

    return [
        Group(_("Families that now have a helper"), "good", found.gained_count, cards(named[0])),
        Group(_("Families that no longer have one"), "bad", found.lost_count, cards(named[1])),
        Group(_("Families with another helper"), "wait", found.changed_count, cards(named[2])),
    ]


def _class_name(rank: int) -> str:
    return listed(ProtectionClass(code).label for code, its in PROTECTION_RANK.items() if its == rank)
