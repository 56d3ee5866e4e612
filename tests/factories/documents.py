"""Makers of documents: rows as they are kept, and files as they are handed in."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from backend.people.documents.parts import write_parts
from backend.people.models import Document, Helper, Organisation, Requirement
from backend.people.models.check import Evidence
from backend.people.models.document import DocumentKind
from backend.people.models.helper import HelperKind
from tests.factories.clock import NOON
from tests.factories.people import a_volunteer, lead_of


def a_document(helper: Helper | None = None, *, content: bytes = b"%PDF-1.4 of a test", **over: Any) -> Document:
    """Return a new document of `helper`'s volunteer or lead, handed in at noon and not looked at yet."""
    helper = helper or a_volunteer()
    person = over.get("person") or lead_of(helper)
    given = {
        "organisation_id": helper.organisation_id,
        "helper": helper,
        "person": person,
        "code": "identity",
        "kind": DocumentKind.PDF,
        "size": len(content),
        "sha256": sha256(content).hexdigest(),
        "uploaded_by": person,
        "uploaded_at": NOON,
        "delete_on": NOON.date() + timedelta(days=180),
    }
    document = Document.objects.create(**given | over)
    write_parts(document, content)
    return document


def an_asked_document(organisation: Organisation, code: str = "identity", **over: Any) -> Requirement:
    """Return a new requirement of volunteers that is proven by a document."""
    given = {"helper_kind": HelperKind.VOLUNTEER, "evidence": Evidence.DOCUMENT}
    return Requirement.objects.create(organisation=organisation, code=code, **given | over)
