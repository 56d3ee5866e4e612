"""Documents as their own person sees them at home, and as staff see them in the console."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from backend.people.documents.asked import Asked, asked_codes, documents_of, persons_of
from backend.people.models import Document, Helper, Person
from backend.people.models.helper import HelperKind
from backend.people.vocabulary import REQUIREMENTS

KINDS_TAKEN: Final = "application/pdf,image/jpeg,image/png"  # what a phone offers to choose from


@dataclass(frozen=True)
class DocumentLine:
    """One document: what it proves, whose it is, since when it is here and until when, and who read it when."""

    uuid: UUID
    proves: str
    person: str
    uploaded_at: datetime
    is_judged: bool
    delete_on: date
    reads: tuple[tuple[datetime, str], ...]


@dataclass(frozen=True)
class DocumentsCard:
    """What is asked of one helper, for a form, and what came. `persons` is for staff, of a group."""

    helper_uuid: UUID
    organisation: str
    choices: tuple[tuple[str, str], ...]
    persons: tuple[tuple[UUID, str], ...]
    documents: tuple[DocumentLine, ...]
    kinds_taken: str = KINDS_TAKEN


def cards_at_home(asked: Iterable[Asked]) -> list[DocumentsCard]:
    """Return a card for each helper that something is asked of, or has documents here. No query."""
    return [
        DocumentsCard(
            helper_uuid=one.helper.uuid,
            organisation=one.helper.organisation.name,
            choices=_choices(one.codes),
            persons=(),
            documents=tuple(_line(document) for document in one.documents),
        )
        for one in asked
        if one.codes or one.documents
    ]


def card_for_staff(actor: Person, helper: Helper) -> DocumentsCard:
    """Return the documents of `helper` as far as `actor` may read them. Six queries."""
    persons = persons_of(helper) if helper.kind == HelperKind.SPONSOR_GROUP else []
    return DocumentsCard(
        helper_uuid=helper.uuid,
        organisation=helper.organisation.name,
        choices=_choices(asked_codes(actor, helper)),
        persons=tuple((person.uuid, person.name) for person in persons),
        documents=tuple(_line_for_staff(document) for document in documents_of(actor, helper)),
    )


def _choices(codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((code, str(REQUIREMENTS.get(code, code))) for code in codes)


def _line_for_staff(document: Document) -> DocumentLine:
    reads = tuple((read.at, read.reader.name) for read in document.reads.all())
    return _line(document, person=document.person.name, reads=reads)


def _line(document: Document, *, person: str = "", reads: tuple[tuple[datetime, str], ...] = ()) -> DocumentLine:
    return DocumentLine(
        uuid=document.uuid,
        proves=str(REQUIREMENTS.get(document.code, document.code)),
        person=person,
        uploaded_at=document.uploaded_at,
        is_judged=document.judged_at is not None,
        delete_on=document.delete_on,
        reads=reads,
    )
