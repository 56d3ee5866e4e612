"""Documents on the pages: handed in and deleted without a script, read as a file, by those who may."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from backend.people.documents.content import LARGEST_BODY
from backend.people.documents.uploads_an_hour import UPLOADS_AN_HOUR
from backend.people.models import Document, DocumentRead
from backend.people.models.helper import HelperKind
from tests.factories.documents import a_document, an_asked_document
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_person,
    a_sponsor_group,
    a_volunteer,
    an_organisation,
    contact_of,
    lead_of,
)
from tests.people.document_files import a_pdf
from tests.web.world import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    made = an_organisation(name="Welkom")
    an_asked_document(made)
    return made


@pytest.fixture
def helper(organisation):
    return a_volunteer(organisation)


def form(**over):
    return {"code": "identity", "file": SimpleUploadedFile("x.html", a_pdf())} | over


def at(name, thing):
    return reverse(f"web:{name}", args=[thing.uuid])


def test_a_volunteer_hands_in_what_is_asked_and_sees_it(helper):
    browser = signed_in(lead_of(helper))
    home = browser.get(reverse("web:home")).content.decode()
    assert "Your documents for Welkom" in home
    assert 'enctype="multipart/form-data"' in home
    page = browser.post(at("hand_in", helper), form(), follow=True)
    assert page.redirect_chain == [(reverse("web:home"), 302)]
    assert "we have your document" in page.content.decode()
    assert at("document", Document.objects.get()) in page.content.decode()


def test_who_is_asked_nothing_reads_nothing_of_documents():
    for person in (contact_of(a_family()), lead_of(a_volunteer())):
        assert "documents" not in signed_in(person).get(reverse("web:home")).content.decode()


def test_it_comes_out_as_a_file_to_save(helper, organisation):
    document, staff = a_document(helper, content=a_pdf()), a_coordinator(organisation)
    answer: Any = signed_in(staff).get(at("document", document))
    assert b"".join(answer.streaming_content) == a_pdf()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="document.pdf"'
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    assert DocumentRead.objects.get().reader == staff


def test_staff_see_who_read_it_and_hand_in_for_a_helper(helper, organisation):
    document, staff = a_document(helper), a_coordinator(organisation)
    browser = signed_in(staff)
    browser.get(at("document", document))
    shown = browser.get(at("helper", helper)).content.decode()
    assert "Read 1 time" in shown
    assert staff.name in shown
    page = browser.post(at("hand_in_for", helper), form(), follow=True)
    assert page.redirect_chain == [(at("helper", helper), 302)]
    assert Document.objects.latest("pk").person == lead_of(helper)


def test_staff_choose_whose_it_is_in_a_group(organisation):
    an_asked_document(organisation, helper_kind=HelperKind.SPONSOR_GROUP)
    group, browser = a_sponsor_group(organisation), signed_in(a_coordinator(organisation))
    assert lead_of(group).name in browser.get(at("helper", group)).content.decode()
    browser.post(at("hand_in_for", group), form(person=str(lead_of(group).uuid)))
    assert Document.objects.get().person == lead_of(group)
    page = browser.post(at("hand_in_for", group), form(), follow=True)
    assert "whose document it is" in page.content.decode()


def test_it_is_deleted_by_a_button(helper, organisation):
    own, other = a_document(helper), a_document(helper, content=b"%PDF other")
    page = signed_in(lead_of(helper)).post(at("document_gone", own), follow=True)
    assert page.redirect_chain == [(reverse("web:home"), 302)]
    page = signed_in(a_coordinator(organisation)).post(at("document_gone", other), follow=True)
    assert page.redirect_chain == [(at("helper", helper), 302)]
    assert not Document.objects.filter(deleted_at__isnull=True).exists()


@pytest.mark.parametrize(
    ("over", "sentence"),
    [
        ({"file": ""}, "choose a file"),
        ({"file": SimpleUploadedFile("x.pdf", b"hello")}, "Only PDF files and photos"),
        ({"file": SimpleUploadedFile("x.pdf", b"%PDF-1.7")}, "cannot read this file"),
        ({"code": "training"}, "Nobody asks for this"),
    ],
)
def test_what_is_not_taken_is_told_on_top_of_the_page(helper, over, sentence):
    page = signed_in(lead_of(helper)).post(at("hand_in", helper), form(**over), follow=True)
    assert sentence in page.content.decode()
    assert not Document.objects.exists()


class Unread(BytesIO):
    """A body that must not be read."""

    def read(self, *args: Any) -> bytes:
        raise AssertionError("it was read")


def test_a_giant_is_refused_before_it_is_read(helper):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(lead_of(helper))
    over: Any = {"CONTENT_LENGTH": str(LARGEST_BODY + 1), "wsgi.input": Unread()}
    answer = browser.post(at("hand_in", helper), b"", content_type="multipart/form-data; boundary=x", **over)
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("web:home"))
    assert "too large" in browser.get(reverse("web:home")).content.decode()


@pytest.mark.parametrize("name", ["hand_in", "hand_in_for"])
def test_no_other_site_hands_in_for_somebody(helper, name):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(lead_of(helper))
    assert browser.post(at(name, helper), form()).status_code == 403
    assert not Document.objects.exists()
    browser.get(reverse("web:home"))
    token = browser.cookies[next(key for key in browser.cookies if key.startswith("csrf"))].value
    assert browser.post(at(name, helper), form(csrfmiddlewaretoken=token)).status_code == 302
    assert Document.objects.exists()


def test_too_many_in_an_hour_wait(helper):
    browser = signed_in(lead_of(helper))
    for _ in range(UPLOADS_AN_HOUR):
        browser.post(at("hand_in", helper), {})
    assert browser.post(at("hand_in", helper), form()).status_code == 429


def test_for_others_there_is_no_such_page(helper):
    document = a_document(helper)
    for person in (a_coordinator(), a_person(), lead_of(a_volunteer(helper.organisation))):
        browser = signed_in(person)
        assert browser.get(at("document", document)).status_code == 404
        assert browser.get(at("helper", helper)).status_code == 404
        assert browser.post(at("document_gone", document)).status_code == 404
        for name in ("hand_in", "hand_in_for"):
            assert browser.post(at(name, helper), form()).status_code == 404
    assert Client().get(at("document", document)).status_code == 302
    assert Client().post(at("hand_in", helper), form()).status_code == 302
    assert not DocumentRead.objects.exists()


def test_more_documents_take_no_more_queries(helper, organisation):
    staff = a_coordinator(organisation)
    pages = [(signed_in(lead_of(helper)), reverse("web:home")), (signed_in(staff), at("helper", helper))]
    a_document(helper)
    few = [_queries(*page) for page in pages]
    for number in range(12):
        document = a_document(helper, content=b"%%PDF %d" % number)
        DocumentRead.objects.create(document=document, reader=staff, at=document.uploaded_at)
    assert [_queries(*page) for page in pages] == few


def _queries(browser, path):
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(path).status_code == 200
    return len(captured)
