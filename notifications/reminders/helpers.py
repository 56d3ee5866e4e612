"""Messages about helpers: that they are approved, checks that end, and groups that have become too small."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, F, Min, OuterRef, Subquery
from django.db.models.functions import TruncDate

from backend.people.lifecycle import HelperMove, HelperState
from backend.people.models import Helper, HelperEvent, SponsorGroup
from backend.people.models.sponsor_group import GroupRole
from backend.people.time_zones import zone_named
from matching.models.proposal import Party
from notifications.quiet_hours import MORNING, at_local
from notifications.reminders.due import Due
from notifications.reminders.readers import Way, rows_with_reader, staff_of

HELPER_APPROVED: Final = "helper_approved"
CHECK_ENDS: Final = "check_ends"
CHECKS_LAPSED: Final = "checks_lapsed"
BELOW_QUORUM: Final = "below_quorum"

MONTH: Final = timedelta(days=30)
WEEK: Final = timedelta(days=7)
ENDED_FOR: Final = timedelta(days=14)
NEWS_FOR: Final = timedelta(days=3)

# A helper whose check has ended is told so, unlike of families: these ways ask for no state that is in touch.
WAYS: Final = (
    Way(Party.HELPER, "volunteer__person"),
    Way(Party.HELPER, "sponsor_group__members__person", {"sponsor_group__members__role": GroupRole.LEAD}),
)
CHECKED: Final = (HelperState.APPROVED, HelperState.AWAY, HelperState.LAPSED)


def helper_approved(now: datetime, about: UUID | None = None) -> Iterator[Due]:
    """When a coordinator has approved a helper, for three days while they are: to the helper.

    Not to those whom a file brought and approved in one: they have not asked here.
    """
    made = HelperEvent.objects.filter(helper=OuterRef("helper"), version=1, at=OuterRef("at"))
    approvals = HelperEvent.objects.filter(
        ~Exists(made), helper=OuterRef("pk"), version=OuterRef("version"), move=HelperMove.APPROVE
    )
    helpers = (
        Helper.objects.filter(state=HelperState.APPROVED)
        .annotate(approved_at=Subquery(approvals.values("at")[:1]))
        .filter(approved_at__gt=now - NEWS_FOR)
    )
    if about is not None:
        helpers = helpers.filter(uuid=about)
    for way in WAYS:
        for row in rows_with_reader(helpers, way, "uuid", "approved_at", "version"):
            yield Due(
                rule=HELPER_APPROVED,
                subject=f"helper:{row['uuid']}",
                occurrence=str(row["version"]),
                recipient_id=row["reader"],
                template=HELPER_APPROVED,
                due_at=row["approved_at"],
                expires_at=row["approved_at"] + NEWS_FOR,
            )


def check_ends(now: datetime, about: UUID | None = None) -> Iterator[Due]:
    """30 and 7 days before something that is asked of a helper is not met any more, and on the day: to the helper.

    On the mornings of their own zone. What is renewed meanwhile has another day, and is not told.
    """
    near = (now - ENDED_FOR).date(), (now + MONTH).date() + timedelta(days=1)
    helpers = Helper.objects.filter(cleared_until__range=near, state__in=CHECKED)
    if about is not None:
        helpers = helpers.filter(uuid=about)
    for way in WAYS:
        for row in rows_with_reader(helpers, way, "uuid", "cleared_until", "state"):
            yield from _ends(row)


def checks_lapsed(now: datetime, about: UUID | None = None) -> Iterator[Due]:
    """When approvals have lapsed, for three days: to the staff of their organisation, one message for each day (UTC)."""
    lapses = HelperEvent.objects.filter(
        move=HelperMove.LAPSE, at__gt=now - NEWS_FOR, helper__state=HelperState.LAPSED, version=F("helper__version")
    )
    if about is not None:
        lapses = lapses.filter(helper__organisation__uuid=about)
    days = lapses.values(
        "helper__organisation", "helper__organisation__uuid", day=TruncDate("at", tzinfo=UTC)
    ).annotate(first=Min("at"))
    staff = staff_of(lapses.values("helper__organisation"))
    for row in days:
        for person_id in staff.get(row["helper__organisation"], []):
            yield Due(
                rule=CHECKS_LAPSED,
                subject=f"organisation:{row['helper__organisation__uuid']}",
                occurrence=row["day"].isoformat(),
                recipient_id=person_id,
                template=CHECKS_LAPSED,
                due_at=row["first"],
                expires_at=row["first"] + NEWS_FOR,
            )


def below_quorum(now: datetime, about: UUID | None = None) -> Iterator[Due]:
    """When a sponsor group has too few members, for three days while it has: to the staff of its organisation."""
    groups = SponsorGroup.objects.filter(below_quorum_since__gt=now - NEWS_FOR, helper__state__in=CHECKED)
    if about is not None:
        groups = groups.filter(helper__uuid=about)
    staff = staff_of(groups.values("organisation"))
    for organisation_id, helper_uuid, since in groups.values_list(
        "organisation_id", "helper__uuid", "below_quorum_since"
    ):
        assert since is not None
        for person_id in staff.get(organisation_id, []):
            yield Due(
                rule=BELOW_QUORUM,
                subject=f"helper:{helper_uuid}",
                occurrence=since.date().isoformat(),
                recipient_id=person_id,
                template=BELOW_QUORUM,
                due_at=since,
                expires_at=since + NEWS_FOR,
            )


def _ends(row: dict[str, Any]) -> Iterator[Due]:
    """Yield what is told of one end: each until the next is due, the last one for two weeks."""
    end, zone = row["cleared_until"], zone_named(row["zone"])
    month, week, day = (at_local(on, MORNING, zone) for on in (end - MONTH, end - WEEK, end))
    told = [("check_ended", day, day + ENDED_FOR)]
    if row["state"] != HelperState.LAPSED:
        told += [("check_ends_in_30_days", month, week), ("check_ends_in_7_days", week, day)]
    for template, due_at, expires_at in told:
        yield Due(
            rule=CHECK_ENDS,
            subject=f"helper:{row['uuid']}",
            occurrence=f"{template}:{end.isoformat()}",
            recipient_id=row["reader"],
            template=template,
            due_at=due_at,
            expires_at=expires_at,
        )
