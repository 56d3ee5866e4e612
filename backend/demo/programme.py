"""Loading the demo programme."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import DateTimeField, OuterRef, Subquery
from django.db.models.functions import Cast

from backend.demo import families, groups, named, volunteers
from backend.demo.care import add_care
from backend.demo.concerns import add_concerns, add_safeguarding
from backend.demo.draw import Draw
from backend.demo.matches import add_matches
from backend.demo.organisations import NATIONAL, SLUGS, make_organisations
from backend.demo.rows import Rows
from backend.demo.towns import CODES, Towns
from backend.errors import Conflict
from backend.journey.models import Step
from backend.journey.services.steps import plan_missing_steps
from backend.people.clearance import recount_all
from backend.people.models import FamilyMember, Organisation
from backend.people.moves import record_made
from backend.places.models import Municipality
from backend.places.services.municipalities import BELGIUM, load_municipalities

# Assumption: how many of the steps that were due more than two weeks ago are done.
STEPS_DONE: Final = 0.9


def is_loaded() -> bool:
    """Return whether the demo programme stands in the database."""
    return Organisation.objects.filter(slug__in=SLUGS).exists()


def load_demo(*, seed: int, now: datetime) -> Counter[str]:
    """Write the demo programme, and return how many rows of what it has. The same seed and day give the same people.

    Loads the municipalities of Belgium if they are missing. All or nothing. Raises Conflict if any organisation
    stands in the database: made-up families must not mix with real ones.
    """
    if Organisation.objects.exists():
        raise Conflict("the database holds organisations already", code="not_empty")
    if Municipality.objects.filter(country="BE", code__in=CODES).count() < len(CODES):
        with BELGIUM.open(encoding="utf-8-sig", newline="") as lines:
            load_municipalities(country="BE", lines=lines)
    with transaction.atomic(durable=True):
        rows = _made_up(seed, now)
        rows.save()
        record_made(rows.helpers, actor=None, now=now)
        recount_all()
        plan_missing_steps()
        _mark_old_steps_done(rows.draw, now)
        running = add_matches(rows.draw, now)
        add_care(rows.draw, running, now)
        add_concerns(rows.draw, running, now)
    lived_in = {family.municipality_id for family in rows.families} | {one.municipality_id for one in rows.helpers}
    return Counter(
        organisations=len(SLUGS),
        municipalities=len(lived_in),
        families=len(rows.families),
        volunteers=len(rows.volunteers),
        groups=len(rows.groups),
        persons=len(rows.persons),
        matches=len(running),
    )


def _made_up(seed: int, now: datetime) -> Rows:
    rows = Rows(Draw(seed))
    towns = Towns.load()
    password = make_password(named.demo_password())
    homes = make_organisations(rows, password)
    named.add_named(rows, homes[NATIONAL], towns, now=now)
    families.add_families(rows, homes, towns, number=families.NUMBER - 1, now=now)
    volunteers.add_volunteers(rows, homes, towns, number=volunteers.NUMBER - 1, now=now)
    groups.add_groups(rows, homes, towns, number=groups.NUMBER, now=now)
    add_safeguarding(rows, homes[NATIONAL], password)
    return rows


def _mark_old_steps_done(draw: Draw, now: datetime) -> None:
    """Let the contacts of families have done what was due long ago, with few exceptions."""
    old = Step.objects.filter(due_on__lt=now.date() - timedelta(days=14))
    ids = old.order_by("family__reference", "due_on", "milestone").values_list("pk", flat=True)
    contact = FamilyMember.objects.filter(family=OuterRef("family"), is_contact=True).values("person")
    Step.objects.filter(pk__in=[pk for pk in ids if draw.chance(STEPS_DONE)]).update(
        done_at=Cast("due_on", DateTimeField()), done_by=Subquery(contact[:1])
    )
