"""What may be planned while somebody waits for an answer: of how many people, and how often for one person."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.cache import cache

from backend.errors import Conflict, TooOften
from backend.people.models import Organisation, Person
from backend.people.models.helper import HelperKind
from matching.engine import Plan, plan
from matching.snapshot import Snapshot
from matching.snapshot.kept import last_kept

MOST_CELLS: Final = 100_000_000  # families × helpers: some seconds where nothing is compiled
HOUR: Final = 3600  # seconds

LOOK: Final = "look"
YES: Final = "yes"  # counted apart: who could look can still say yes to what they saw


def plan_now(organisation: Organisation, read: Snapshot) -> Plan:
    """Return the best plan of volunteers for these people, proven; begun with what the last run left.

    Raises Conflict (scope_too_large).
    """
    if not read.is_within(MOST_CELLS):
        raise Conflict("too many people to look at while you wait: ask for a run", code="scope_too_large")
    made = plan(read.families, read.helpers, read.rules, kept=last_kept(organisation, HelperKind.VOLUNTEER))
    made.certificate()  # what is told of a plan is as true as the plan
    return made


def count_ask(actor: Person, kind: str = LOOK, *, now: datetime) -> None:
    """Count that `actor` has something planned; call it before each. Raises TooOften, with the seconds to wait.

    PLANS_AN_HOUR may be asked for in each hour of the clock: every plan costs the server time, and each answer may
    name one more helper of a partner.
    """
    hour, gone = divmod(int(now.timestamp()), HOUR)
    key = f"asks:{kind}:{actor.pk}:{hour}"
    cache.add(key, 0, HOUR)
    if cache.incr(key) > settings.PLANS_AN_HOUR:
        raise TooOften("too many requests: wait a little", wait=HOUR - gone)
