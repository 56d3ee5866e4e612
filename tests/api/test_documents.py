"""Documents over the API: bounded on their way in, inert on their way out, unknown to everybody else."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from backend.people.documents.content import LARGEST, LARGEST_BODY
from backend.people.documents.uploads_an_hour import UPLOADS_AN_HOUR
from backend.people.models import Document, DocumentRead
from tests.api.client import Api
from tests.factories.documents import a_document, an_asked_document
from tests.factories.people import a_coordinator, a_person, a_volunteer, an_organisation, lead_of
from tests.people.document_files import CATALOGUE_THAT_RUNS, PLAIN_OBJECTS, a_jpeg, a_pdf, a_png

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    made = an_organisation()
    an_asked_document(made)
    return made


@pytest.fixture
def helper(organisation):
    return a_volunteer(organisation)


@pytest.fixture
def api(helper):
    return Api(lead_of(helper))


def a_file(content=None, name="extract.pdf", kind="application/pdf"):
    return SimpleUploadedFile(name, a_pdf() if content is None else content, content_type=kind)


def handed_in(api, helper, **over):
    return api.upload(f"helpers/{helper.uuid}/documents", {"code": "identity", "file": a_file()} | over)


def code_of(answer):
    body = answer.json()
    errors = body.get("errors", [])
    return answer.status_code, body["code"], errors[0]["field"] if errors else ""


def test_it_comes_in_and_goes_out(api, helper):
    made = handed_in(api, helper)
    assert made.status_code == 201
    assert made.json()["kind"] == "application/pdf"
    answer = api.get(f"documents/{made.json()['id']}/content")
    assert b"".join(answer.streaming_content) == a_pdf()
    assert DocumentRead.objects.get().reader == lead_of(helper)


def test_on_its_way_out_it_is_inert(api, helper):
    name = '../../"evil\r\nSet-Cookie: x=1.html'
    made = handed_in(api, helper, file=a_file(name=name, kind="text/html")).json()
    answer = api.get(f"documents/{made['id']}/content", Accept="application/pdf")
    assert {name: answer.headers[name] for name in SAFE} == SAFE
    assert answer.headers["Content-Length"] == str(len(a_pdf()))
    assert "evil" not in str(answer.headers)


SAFE = {
    "Content-Type": "application/pdf",
    "Content-Disposition": 'attachment; filename="document.pdf"',
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "private, no-store",
}


@pytest.mark.parametrize(("content", "kind"), [(a_jpeg(), "image/jpeg"), (a_png(), "image/png")])
def test_its_type_is_that_of_its_content(api, helper, content, kind):
    made = handed_in(api, helper, file=a_file(content, name="x.exe", kind="application/x-msdownload")).json()
    answer = api.get(f"documents/{made['id']}/content")
    assert (made["kind"], answer.headers["Content-Type"]) == (kind, kind)


@pytest.mark.parametrize(
    "name", ["..", "a" * 900, "x\0.pdf", "\u202efdp.exe", "../../etc/passwd", "CON.pdf", "名前.pdf", "", "'; drop"]
)
def test_no_name_breaks_it(helper, name):
    lines = ["--x", 'Content-Disposition: form-data; name="code"', "", "identity", "--x"]
    lines += [f'Content-Disposition: form-data; name="file"; filename="{name}"', "Content-Type: text/html", ""]
    body = "\r\n".join([*lines, a_pdf().decode("latin-1"), "--x--", ""]).encode()
    client = Client()
    client.force_login(lead_of(helper))
    path = f"/api/v1/helpers/{helper.uuid}/documents"
    assert client.post(path, body, content_type="multipart/form-data; boundary=x").status_code in (201, 422)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "document_empty"),
        (b"hello", "document_kind"),
        (b"<html>" + a_pdf(), "document_kind"),
        (a_jpeg()[:200], "document_unreadable"),
        (a_pdf([CATALOGUE_THAT_RUNS, *PLAIN_OBJECTS[1:]]), "document_active"),
        (a_pdf() + b"\n" * LARGEST, "document_too_large"),
    ],
)
def test_what_is_wrong_with_it_is_told_by_field(api, helper, content, code):
    assert code_of(handed_in(api, helper, file=a_file(content))) == (422, code, "file")
    assert not Document.objects.exists()


def test_what_is_missing_or_not_asked_is_told_by_field(api, helper):
    assert code_of(api.upload(f"helpers/{helper.uuid}/documents", {"code": "identity"})) == (422, "invalid", "file")
    assert code_of(handed_in(api, helper, code="magic")) == (422, "invalid", "code")
    assert code_of(handed_in(api, helper, code="training")) == (422, "document_not_asked", "code")
    assert code_of(handed_in(api, helper, file="not a file")) == (422, "invalid", "file")


def test_json_is_not_the_way(api, helper):
    assert code_of(api.post(f"helpers/{helper.uuid}/documents", {"code": "identity"}))[:2] == (
        *(415, "unsupported_media_type"),
    )


class Unread(BytesIO):
    """A body that must not be read."""

    def read(self, *args):
        raise AssertionError("it was read")


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_a_giant_is_refused_before_it_is_read(helper, is_signed_in):
    client = Client(enforce_csrf_checks=True)
    if is_signed_in:
        client.force_login(lead_of(helper))
    over: Any = {"CONTENT_LENGTH": str(LARGEST_BODY + 1), "wsgi.input": Unread()}
    answer = client.post(
        f"/api/v1/helpers/{helper.uuid}/documents",
        b"",
        content_type="multipart/form-data; boundary=x",
        **over,
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_the_largest_fits(api, helper):
    padded = a_pdf()[:-6]
    largest = padded + b"\n" * (LARGEST - len(a_pdf())) + a_pdf()[-6:]
    made = handed_in(api, helper, file=a_file(largest))
    assert (made.status_code, made.json()["size"]) == (201, LARGEST)


def test_a_repeated_upload_under_a_key_is_one_document(api, helper):
    path = f"helpers/{helper.uuid}/documents"
    first, again = (api.upload(path, {"code": "identity", "file": a_file()}, Idempotency_Key="k") for _ in range(2))
    assert first.content == again.content
    assert again.headers["Idempotent-Replayed"] == "true"
    other = api.upload(path, {"code": "identity", "file": a_file(a_jpeg())}, Idempotency_Key="k")
    assert other.json()["code"] == "idempotency_key_reused"
    assert Document.objects.count() == 1


def test_after_some_in_an_hour_one_waits(api, helper):
    for _ in range(UPLOADS_AN_HOUR):
        assert handed_in(api, helper, file=a_file(b"")).status_code == 422
    answer = handed_in(api, helper)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_uploads")
    assert int(answer.headers["Retry-After"]) > 0
    assert api.get(f"helpers/{helper.uuid}/documents").status_code == 200


def test_staff_see_who_read_it_and_its_person_sees_when(helper, organisation, api):
    document, staff = a_document(helper), a_coordinator(organisation)
    for person in (staff, lead_of(helper)):
        list(Api(person).get(f"documents/{document.uuid}/content").streaming_content)
    names = [read["name"] for read in Api(staff).get(f"documents/{document.uuid}").json()["reads"]]
    assert names == [lead_of(helper).name, staff.name]
    shown = api.get(f"helpers/{helper.uuid}/documents").json()
    assert [read["name"] for read in shown["results"][0]["reads"]] == [lead_of(helper).name, ""]
    assert shown["asked"] == ["identity"]


def test_who_deletes_it_finds_it_no_more(api, helper):
    document = a_document(helper)
    assert api.call("DELETE", f"documents/{document.uuid}").status_code == 204
    for method, path in (("GET", ""), ("GET", "/content"), ("DELETE", "")):
        assert api.call(method, f"documents/{document.uuid}{path}").status_code == 404


def test_for_others_it_looks_like_nothing_at_all(helper):
    document = a_document(helper)
    for other in (Api(a_coordinator()), Api(a_person()), Api(lead_of(a_volunteer(helper.organisation)))):
        for method, path in (("GET", ""), ("GET", "/content"), ("DELETE", "")):
            theirs = other.call(method, f"documents/{document.uuid}{path}")
            nobodys = other.call(method, f"documents/{uuid4()}{path}")
            assert (theirs.status_code, theirs.content) == (404, nobodys.content)
        theirs, nobodys = (other.get(f"helpers/{uuid}/documents") for uuid in (helper.uuid, uuid4()))
        assert (theirs.status_code, theirs.content) == (404, nobodys.content)
        assert handed_in(other, helper).content == theirs.content
    assert not DocumentRead.objects.exists()


def test_queries_do_not_grow_with_what_is_there(helper, organisation):
    staff = a_coordinator(organisation)
    api, asked = Api(staff), []
    for size in (1, 12):
        for number in range(size):
            document = a_document(helper, content=b"%%PDF %d %d" % (size, number))
            DocumentRead.objects.create(document=document, reader=staff, at=document.uploaded_at)
        assert api.get(f"helpers/{helper.uuid}/documents").status_code == 200
        asked.append(api.queries)
    assert asked[0] == asked[1] <= 6
    assert handed_in(api, helper).status_code == 201
    assert api.queries <= 14
