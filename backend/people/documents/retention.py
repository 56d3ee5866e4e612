"""How long a document stays. It always has a last day, so that none stays because somebody forgot it."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Least

from backend.people.lifecycle import HelperState
from backend.people.models import Document, DocumentPart, Organisation, Person
from backend.people.time_zones import local_date

UNJUDGED_FOR: Final = timedelta(days=180)  # longer than an intake takes; an extract is no longer recent by then
AT_ONCE: Final = 50  # documents of one transaction: at most 400 MiB of content
GONE: Final = frozenset({HelperState.LEFT, HelperState.DECLINED})


def last_day_unjudged(organisation: Organisation, now: datetime) -> date:
    """Return the day on which the content of a document goes that is handed in `now`, if nobody ever looks at it."""
    return local_date(organisation.time_zone, now) + UNJUDGED_FOR


def judged(*, organisation: Organisation, person_id: int, code: str, now: datetime) -> None:
    """Let the documents with which this person proves `code` go some days from now: it was recorded, or turned down.

    For the transaction of whoever records it. A document that was judged before keeps its day. One query.
    """
    waiting = Document.objects.filter(
        organisation=organisation, person=person_id, code=code, judged_at__isnull=True, deleted_at__isnull=True
    )
    last = local_date(organisation.time_zone, now) + timedelta(days=organisation.keep_documents_days)
    waiting.update(judged_at=now, delete_on=Least("delete_on", Value(last)))


def delete_due(*, now: datetime) -> int:
    """Delete the content of all documents whose day has come where their organisation is; return how many.

    The rows stay, with who read them. Documents of helpers who left or were declined get a day as if they had been
    judged. Safe to repeat and to interrupt: each batch is a transaction of its own.
    """
    deleted = 0
    for zone in Organisation.objects.order_by("time_zone").values_list("time_zone", flat=True).distinct():
        today = local_date(zone, now)
        kept = Document.objects.filter(organisation__time_zone=zone, deleted_at__isnull=True)
        _judge_those_of_helpers_gone(kept, today, now)
        while batch := list(kept.filter(delete_on__lte=today).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
            deleted += delete_content(batch, now=now)
    return deleted


@transaction.atomic
def delete_content(document_ids: list[int], *, actor: Person | None = None, now: datetime) -> int:
    """Delete the content of these documents and say so in their rows; return how many still had one.

    `actor` is None when their day has come.
    """
    rows = Document.objects.select_for_update(no_key=True).filter(pk__in=document_ids, deleted_at__isnull=True)
    mine = list(rows.order_by("pk").values_list("pk", flat=True))
    DocumentPart.objects.filter(document__in=mine).delete()
    return Document.objects.filter(pk__in=mine).update(deleted_by=actor, deleted_at=now)


def _judge_those_of_helpers_gone(kept: QuerySet[Document], today: date, now: datetime) -> None:
    gone = kept.filter(judged_at__isnull=True, helper__state__in=GONE)
    days = list(gone.order_by().values_list("organisation", "organisation__keep_documents_days").distinct())
    for organisation_id, keep in days:
        last = today + timedelta(days=keep)
        gone.filter(organisation=organisation_id).update(judged_at=now, delete_on=Least("delete_on", Value(last)))
