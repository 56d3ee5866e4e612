"""Documents on the pages: handing in at home and in the console, reading, deleting."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from backend.errors import NotFound
from backend.people.documents.handing_out import headers_of
from backend.people.models import Document
from backend.people.services.documents import add_document, delete_document, read_document
from backend.web.doors import acting, member_page
from backend.web.uploads import file_of, upload_page


@upload_page(back="web:home")
def hand_in(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Keep a document of mine."""
    return _handed_in(request, helper_uuid)


@upload_page(back="web:helper", is_back_to_same=True)
def hand_in_for(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Keep a document of a helper whom I care for."""
    return _handed_in(request, helper_uuid)


@require_GET
@member_page()
def document(request: HttpRequest, document_uuid: UUID) -> HttpResponse:
    """Hand a document out, as a file to save."""
    found, parts = read_document(actor=acting(request), document_uuid=document_uuid, now=timezone.now())
    return StreamingHttpResponse(parts, headers=headers_of(found))  # type: ignore[return-value]  # a page of our doors


@require_POST
@member_page()
def document_gone(request: HttpRequest, document_uuid: UUID) -> HttpResponse:
    """Delete a document."""
    deleted = delete_document(actor=acting(request), document_uuid=document_uuid, now=timezone.now())
    messages.success(request, _("The document is deleted."))
    return _back(request, deleted)


def _handed_in(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    kept = add_document(
        actor=acting(request),
        helper_uuid=helper_uuid,
        code=request.POST.get("code", ""),
        upload=file_of(request),
        person_uuid=_chosen_person(request),
        now=timezone.now(),
    )
    messages.success(request, _("Thank you, we have your document."))
    return _back(request, kept)


def _chosen_person(request: HttpRequest) -> UUID | None:
    chosen = request.POST.get("person", "")
    try:
        return UUID(chosen) if chosen else None
    except ValueError:
        raise NotFound("no such person") from None


def _back(request: HttpRequest, document: Document) -> HttpResponse:
    """Return the way to where this document is shown to who asks."""
    if document.person == acting(request):
        return redirect("web:home")
    return redirect("web:helper", document.helper.uuid)
