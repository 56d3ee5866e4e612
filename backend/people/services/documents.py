"""Handing in a document, reading it, deleting it."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.db import transaction

from backend.errors import Conflict, Invalid, NotFound
from backend.people.access import is_helper_of, visible_documents, visible_helpers
from backend.people.documents.asked import asked_codes
from backend.people.documents.content import Content, content_of
from backend.people.documents.parts import parts_of, write_parts
from backend.people.documents.retention import GONE, delete_content, last_day_unjudged
from backend.people.models import Document, DocumentRead, Helper, Person
from backend.people.models.helper import HelperKind

MOST_KEPT: Final = 20  # of one person, at one time: 160 MiB


def add_document(
    *, actor: Person, helper_uuid: UUID, code: str, upload: bytes, person_uuid: UUID | None = None, now: datetime
) -> Document:
    """Keep `upload` as proof that a person of this helper meets `code`, and return its row.

    The person is `actor`, or for staff the one they name; the only one of a volunteer need not be named. The same
    content again is the same document. Raises NotFound, Invalid (document_not_asked, person_missing, and what is wrong with
    the content), or Conflict (document_not_asked, too_many_documents).
    """
    helper, person = _whose(actor, helper_uuid, person_uuid)
    if helper.state in GONE:
        raise Conflict(
            "nothing is asked of a helper who is gone", code="document_not_asked", facts={"state": helper.state}
        )
    if code not in asked_codes(actor, helper):
        raise Invalid("no document is asked for this", code="document_not_asked", facts={"field": "code"})
    return _keep(actor, helper, person, code, content_of(upload), now)


@transaction.atomic(durable=True)
def read_document(*, actor: Person, document_uuid: UUID, now: datetime) -> tuple[Document, Iterator[bytes]]:
    """Record that `actor` reads this document, and return it with its content, part by part.

    The record is committed before the first part is read. Raises NotFound for one that they may not read, or that is
    deleted.
    """
    document = visible_documents(actor).filter(uuid=document_uuid).first()
    if document is None:
        raise NotFound("no such document")
    DocumentRead.objects.create(document=document, reader=actor, at=now)
    return document, parts_of(document)


@transaction.atomic(durable=True)
def delete_document(*, actor: Person, document_uuid: UUID, now: datetime) -> Document:
    """Delete the content of a document: its own person any day, staff when it does not prove what it should.

    Raises NotFound for one that `actor` may not read, or that is deleted already.
    """
    document = visible_documents(actor).select_related("helper", "person").filter(uuid=document_uuid).first()
    if document is None or not delete_content([document.pk], actor=actor, now=now):
        raise NotFound("no such document")
    return document


def _whose(actor: Person, helper_uuid: UUID, person_uuid: UUID | None) -> tuple[Helper, Person]:
    helper = visible_helpers(actor).select_related("organisation").filter(uuid=helper_uuid).first()
    if helper is None:
        raise NotFound("no such helper")
    if is_helper_of(actor, helper):
        if person_uuid not in (None, actor.uuid):
            raise NotFound("no such person")
        return helper, actor
    if person_uuid is None and helper.kind == HelperKind.VOLUNTEER:
        return helper, helper.volunteer.person
    if person_uuid is None:
        raise Invalid("say whose document it is", code="person_missing", facts={"field": "person"})
    person = Person.objects.filter(uuid=person_uuid).first()
    if person is None or not is_helper_of(person, helper):
        raise NotFound("no such person")
    return helper, person


@transaction.atomic(durable=True)
def _keep(actor: Person, helper: Helper, person: Person, code: str, content: Content, now: datetime) -> Document:
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)  # one after the other: they are counted
    kept = Document.objects.filter(person=person, deleted_at__isnull=True)
    digest = sha256(content.data).hexdigest()
    if same := kept.filter(helper=helper, code=code, sha256=digest).first():
        return same
    if kept.count() >= MOST_KEPT:
        raise Conflict("too many documents are kept already", code="too_many_documents", facts={"most": MOST_KEPT})
    document = Document.objects.create(
        organisation=helper.organisation,
        helper=helper,
        person=person,
        code=code,
        kind=content.kind,
        size=len(content.data),
        sha256=digest,
        uploaded_by=actor,
        uploaded_at=now,
        delete_on=last_day_unjudged(helper.organisation, now),
    )
    write_parts(document, content.data)
    return document
