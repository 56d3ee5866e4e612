"""Documents on the pages: handing in at home and in the console, reading, deleting."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from backend.errors import NotFound
from backend.people.access import in_care
from backend.people.documents.handing_out import headers_of
from backend.people.models import Document
from backend.people.selectors import helper_for_reading
from backend.people.services.documents import add_document, delete_document, read_document
from backend.web.document_cards import card_for_staff
from backend.web.doors import acting, member_page, staff_page
from backend.web.pages import reading
from backend.web.people_cards import helper_cards
from backend.web.uploads import file_of, upload_page


@upload_page(back="web:home")
def hand_in(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Keep a document of mine."""
    return _handed_in(request, helper_uuid)


@require_safe
@staff_page()
def helper_documents(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Show the documents of one helper, as far as I may read them, and who read them when."""
    actor = acting(request)
    helper = in_care(actor, helper_for_reading(actor, helper_uuid))
    context = {
        "card": helper_cards([helper], reading())[0],
        "documents": card_for_staff(actor, helper),
        "section": "helpers",
    }
    return render(request, "web/helper_documents.html", context)


@upload_page(back="web:helper_documents", is_back_to_same=True)
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
    return redirect("web:helper_documents", document.helper.uuid)
