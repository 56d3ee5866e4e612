"""Which documents are asked of helpers, and which of those that came somebody may read."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from backend.errors import NotFound
from backend.people.access import is_helper_of, own_helpers, visible_documents, visible_helpers, works_in_trust_for
from backend.people.documents.retention import GONE
from backend.people.models import Document, DocumentRead, Helper, Person, Requirement
from backend.people.models.check import Evidence, Scope


@dataclass(frozen=True)
class Asked:
    """What one helper must prove by documents, and those that came, latest first."""

    helper: Helper
    codes: tuple[str, ...]
    documents: tuple[Document, ...]


def asked_codes(actor: Person, helper: Helper) -> list[str]:
    """Return the codes that `helper` proves by documents, as far as `actor` may hand such a document in. 3 queries."""
    asked = Requirement.objects.filter(
        organisation=helper.organisation_id,
        helper_kind=helper.kind,
        evidence=Evidence.DOCUMENT,
        superseded_at__isnull=True,
    ).exclude(scope=Scope.HOUSEHOLD_ADULT)
    if not is_helper_of(actor, helper) and not works_in_trust_for(actor, helper):
        asked = asked.exclude(is_restricted=True)
    return sorted(set(asked.values_list("code", flat=True)))


def asked_of(actor: Person) -> list[Asked]:
    """Return what is asked of each helper that `actor` is or belongs to; of groups, only their own documents. 3 queries."""
    helpers = list(own_helpers(actor).select_related("organisation").order_by("pk"))
    asked = set(
        Requirement.objects.filter(
            organisation__in={helper.organisation_id for helper in helpers},
            evidence=Evidence.DOCUMENT,
            superseded_at__isnull=True,
        )
        .exclude(scope=Scope.HOUSEHOLD_ADULT)
        .values_list("organisation_id", "helper_kind", "code")
    )
    mine = list(Document.objects.filter(person=actor, deleted_at__isnull=True).order_by("-uploaded_at", "-pk"))
    return [
        Asked(
            helper=helper,
            codes=() if helper.state in GONE else _codes(asked, helper),
            documents=tuple(document for document in mine if document.helper_id == helper.pk),
        )
        for helper in helpers
    ]


def _codes(asked: set[tuple[int, str, str]], helper: Helper) -> tuple[str, ...]:
    return tuple(sorted(code for *whom, code in asked if whom == [helper.organisation_id, helper.kind]))


def helper_with_documents(actor: Person, helper_uuid: UUID) -> Helper:
    """Return a helper of whom `actor` may know. Raises NotFound."""
    helper = visible_helpers(actor).filter(uuid=helper_uuid).first()
    if helper is None:
        raise NotFound("no such helper")
    return helper


def documents_of(actor: Person, helper: Helper) -> list[Document]:
    """Return the documents of `helper` that `actor` may read, latest first, with who read them when. Two queries."""
    return _with_reads(visible_documents(actor).filter(helper=helper))


def document_for_reading(actor: Person, document_uuid: UUID) -> Document:
    """Return what is known of one document, with who read it when, but not its content. Two queries. Raises NotFound."""
    for document in _with_reads(visible_documents(actor).filter(uuid=document_uuid)):
        return document
    raise NotFound("no such document")


def _with_reads(documents: QuerySet[Document]) -> list[Document]:
    reads = DocumentRead.objects.select_related("reader").order_by("-at", "-pk")
    rows = documents.select_related("person", "helper", "uploaded_by").prefetch_related(Prefetch("reads", reads))
    return list(rows.order_by("-uploaded_at", "-pk"))


def persons_of(helper: Helper) -> list[Person]:
    """Return whose documents `helper` may have: the volunteer, or who is in the group or joining it, by name. One query."""
    of_helper = Q(volunteers__helper=helper) | Q(group_memberships__group=helper.pk)
    return list(Person.objects.filter(of_helper).distinct().order_by("name", "pk"))
