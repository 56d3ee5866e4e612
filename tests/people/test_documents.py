"""Handing in, reading and deleting documents: who may, what is recorded, and what never happens by half."""

import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection

from backend.errors import Conflict, Invalid, NotFound, TooOften
from backend.people.documents import parts as kept_parts
from backend.people.documents.asked import asked_codes, asked_of, document_for_reading, documents_of
from backend.people.documents.parts import PART, ContentGone, write_parts
from backend.people.documents.uploads_an_hour import UPLOADS_AN_HOUR, count_upload
from backend.people.models import Document, DocumentPart, DocumentRead
from backend.people.models.helper import HelperKind
from backend.people.models.organisation import Role
from backend.people.services.documents import MOST_KEPT, add_document, delete_document, read_document
from tests.factories.clock import NOON
from tests.factories.documents import a_document, an_asked_document
from tests.factories.people import a_coordinator, a_person, a_sponsor_group, a_volunteer, an_organisation, lead_of
from tests.people.document_files import PLAIN_OBJECTS, a_jpeg, a_pdf

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def organisation():
    made = an_organisation()
    an_asked_document(made)
    return made


@pytest.fixture
def helper(organisation):
    return a_volunteer(organisation)


def hand_in(helper, actor=None, **over):
    given = {"helper_uuid": helper.uuid, "code": "identity", "upload": a_pdf(), "now": NOON}
    return add_document(actor=actor or lead_of(helper), **given | over)


def read(document, actor):
    found, parts = read_document(actor=actor, document_uuid=document.uuid, now=NOON)
    assert found == document
    return b"".join(parts)


def refusal(act):
    with pytest.raises((Conflict, Invalid, NotFound)) as refused:
        act()
    return refused.value.code


def test_what_came_in_comes_out_whole(helper):
    upload = a_pdf([*PLAIN_OBJECTS, b"(%s)" % (b"x" * 3 * PART)])
    document = hand_in(helper, upload=upload)
    assert (document.size, document.kind, document.person) == (len(upload), "application/pdf", lead_of(helper))
    assert read(document, lead_of(helper)) == upload
    assert [len(bytes(part.content)) <= PART for part in document.parts.all()] == [True] * 4


def test_it_has_a_last_day_from_the_beginning(helper):
    assert hand_in(helper).delete_on == NOON.date() + timedelta(days=180)


def test_every_read_is_on_record_before_the_first_byte(helper, organisation):
    document, staff = hand_in(helper), a_coordinator(organisation)
    _, parts = read_document(actor=staff, document_uuid=document.uuid, now=NOON)
    assert not connection.in_atomic_block
    assert [(one.reader, one.at) for one in DocumentRead.objects.all()] == [(staff, NOON)]
    next(parts)
    read(document, lead_of(helper))
    assert DocumentRead.objects.count() == 2


def test_the_same_content_again_is_the_same_document(helper):
    first, again = hand_in(helper, upload=a_jpeg()), hand_in(helper, upload=a_jpeg())
    assert first == again
    assert Document.objects.count() == 1


def test_after_it_was_deleted_it_may_be_handed_in_again(helper):
    first = hand_in(helper)
    delete_document(actor=lead_of(helper), document_uuid=first.uuid, now=NOON)
    assert hand_in(helper) != first


class TestWhoMay:
    def test_staff_hand_in_and_read_for_the_helpers_they_care_for(self, helper, organisation):
        staff = a_coordinator(organisation)
        document = hand_in(helper, staff)
        assert (document.person, document.uploaded_by) == (lead_of(helper), staff)
        assert read(document, staff) == a_pdf()

    def test_all_others_find_nothing(self, helper):
        document = hand_in(helper)
        others = [a_person(), a_coordinator(), lead_of(a_volunteer(helper.organisation))]
        for other in others:
            assert refusal(lambda other=other: read(document, other)) == "not_found"
            assert refusal(lambda other=other: hand_in(helper, other)) == "not_found"
            delete = {"actor": other, "document_uuid": document.uuid, "now": NOON}
            assert refusal(lambda delete=delete: delete_document(**delete)) == "not_found"
            assert refusal(lambda other=other: document_for_reading(other, document.uuid)) == "not_found"
        assert refusal(lambda: read_document(actor=others[0], document_uuid=uuid4(), now=NOON)) == "not_found"
        assert not DocumentRead.objects.exists()

    @pytest.mark.parametrize(
        ("role", "may"), [(Role.COORDINATOR, False), (Role.SAFEGUARDING, True), (Role.ADMINISTRATOR, True)]
    )
    def test_what_is_restricted_is_for_few(self, helper, organisation, role, may):
        an_asked_document(organisation, "criminal_record", is_restricted=True)
        document, staff = hand_in(helper, code="criminal_record"), a_coordinator(organisation, role=role)
        assert ([document] == documents_of(staff, helper)) == may
        assert ("criminal_record" in asked_codes(staff, helper)) == may
        if may:
            assert read(document, staff) == a_pdf()
        else:
            assert refusal(lambda: read(document, staff)) == "not_found"
            assert refusal(lambda: hand_in(helper, staff, code="criminal_record")) == "document_not_asked"

    def test_what_was_handed_in_as_restricted_stays_so(self, helper, organisation):
        asked = an_asked_document(organisation, "training", is_restricted=True)
        document = hand_in(helper, code="training")
        asked.superseded_at = NOON
        asked.save()
        assert refusal(lambda: read(document, a_coordinator(organisation))) == "not_found"

    def test_staff_of_another_organisation_with_such_a_role_do_not(self, helper, organisation):
        an_asked_document(organisation, "criminal_record", is_restricted=True)
        document, staff = hand_in(helper, code="criminal_record"), a_coordinator(organisation)
        an_organisation().memberships.create(person=staff, role=Role.ADMINISTRATOR)
        assert refusal(lambda: read(document, staff)) == "not_found"

    def test_nobody_reads_as_staff_what_is_of_their_own_group(self, organisation):
        an_asked_document(organisation, helper_kind=HelperKind.SPONSOR_GROUP)
        group = a_sponsor_group(organisation)
        first, second, *_ = [member.person for member in group.sponsor_group.members.order_by("pk")]
        organisation.memberships.create(person=second, role=Role.ADMINISTRATOR)
        theirs, own = hand_in(group, first), hand_in(group, second)
        assert refusal(lambda: read(theirs, second)) == "not_found"
        assert documents_of(second, group) == [own]

    def test_members_of_a_group_see_only_their_own(self, organisation):
        an_asked_document(organisation, helper_kind=HelperKind.SPONSOR_GROUP)
        group = a_sponsor_group(organisation)
        lead, member = lead_of(group), group.sponsor_group.members.order_by("pk")[1].person
        own = hand_in(group, member)
        assert refusal(lambda: read(own, lead)) == "not_found"
        assert refusal(lambda: hand_in(group, lead, person_uuid=member.uuid)) == "not_found"
        assert [one.documents for one in asked_of(member)] == [(own,)]
        assert [one.documents for one in asked_of(lead)] == [()]

    def test_staff_say_whose_it_is_in_a_group(self, organisation):
        an_asked_document(organisation, helper_kind=HelperKind.SPONSOR_GROUP)
        group, staff = a_sponsor_group(organisation), a_coordinator(organisation)
        assert refusal(lambda: hand_in(group, staff)) == "person_missing"
        assert refusal(lambda: hand_in(group, staff, person_uuid=a_person().uuid)) == "not_found"
        assert hand_in(group, staff, person_uuid=lead_of(group).uuid).person == lead_of(group)


class TestWhatIsRefused:
    def test_what_nobody_asked_for(self, helper, organisation):
        an_asked_document(organisation, "intake", evidence="note")
        an_asked_document(organisation, "training", superseded_at=NOON)
        an_asked_document(organisation, "references", helper_kind=HelperKind.SPONSOR_GROUP)
        for code in ("intake", "training", "references", "criminal_record"):
            assert refusal(lambda code=code: hand_in(helper, code=code)) == "document_not_asked"

    @pytest.mark.parametrize("state", ["left", "declined"])
    def test_of_a_helper_who_is_gone(self, organisation, state):
        assert refusal(lambda: hand_in(a_volunteer(organisation, state=state))) == "document_not_asked"

    def test_more_than_twenty(self, helper):
        for number in range(MOST_KEPT):
            a_document(helper, content=b"%%PDF %d" % number)
        assert refusal(lambda: hand_in(helper)) == "too_many_documents"
        delete_document(actor=lead_of(helper), document_uuid=Document.objects.earliest("pk").uuid, now=NOON)
        assert hand_in(helper).pk

    def test_more_than_twenty_at_one_time(self, helper):
        for number in range(MOST_KEPT - 1):
            a_document(helper, content=b"%%PDF %d" % number)

        def one_more(number):
            try:
                hand_in(helper, upload=a_pdf([*PLAIN_OBJECTS, b"%d" % number]))
            except Conflict:
                return 0
            finally:
                connection.close()
            return 1

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(one_more, range(4))) == 1
        assert Document.objects.count() == MOST_KEPT

    def test_more_than_some_an_hour(self):
        person = a_person()
        for _ in range(UPLOADS_AN_HOUR):
            count_upload(person, now=NOON)
        count_upload(a_person(), now=NOON)
        with pytest.raises(TooOften) as refused:
            count_upload(person, now=NOON + timedelta(minutes=59))
        assert refused.value.wait == 60
        count_upload(person, now=NOON + timedelta(minutes=60))


class TestNothingByHalf:
    def test_a_failure_between_two_parts_leaves_nothing(self, helper, monkeypatch):
        def breaks(document, data):
            write_parts(document, data)
            raise DatabaseError("the line was cut")

        monkeypatch.setattr("backend.people.services.documents.write_parts", breaks)
        with pytest.raises(DatabaseError):
            hand_in(helper)
        assert not Document.objects.exists()
        assert not DocumentPart.objects.exists()

    def test_what_is_deleted_while_it_is_read_breaks_off(self, helper):
        document = hand_in(helper, upload=a_pdf([*PLAIN_OBJECTS, b"(%s)" % (b"x" * 3 * PART)]))
        _, parts = read_document(actor=lead_of(helper), document_uuid=document.uuid, now=NOON)
        next(parts)
        delete_document(actor=lead_of(helper), document_uuid=document.uuid, now=NOON)
        with pytest.raises(ContentGone):
            next(parts)

    def test_what_is_deleted_is_gone_for_all_and_the_row_says_by_whom(self, helper, organisation):
        document, staff = hand_in(helper), a_coordinator(organisation)
        delete_document(actor=staff, document_uuid=document.uuid, now=NOON)
        document.refresh_from_db()
        assert (document.deleted_at, document.deleted_by) == (NOON, staff)
        assert not document.parts.exists()
        for actor in (staff, lead_of(helper)):
            assert refusal(lambda actor=actor: read(document, actor)) == "not_found"
            again = {"actor": actor, "document_uuid": document.uuid, "now": NOON}
            assert refusal(lambda again=again: delete_document(**again)) == "not_found"


class TestWhatItCosts:
    def test_reading_holds_one_part_at_a_time(self, helper):
        document = a_document(helper)
        DocumentPart.objects.all().delete()
        size = 32 * kept_parts.PART
        write_parts(document, bytes(size))
        Document.objects.update(size=size)
        _, parts = read_document(actor=lead_of(helper), document_uuid=document.uuid, now=NOON)
        next(parts)
        tracemalloc.start()
        assert sum(len(part) for part in parts) == size - PART
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 8 * PART

    def test_lists_take_the_same_queries_for_one_and_for_many(self, helper, organisation, django_assert_num_queries):
        staff = a_coordinator(organisation)
        for number in range(12):
            document = a_document(helper, content=b"%%PDF %d" % number)
            DocumentRead.objects.create(document=document, reader=staff, at=NOON)
        with django_assert_num_queries(2):
            names = [read.reader.name for found in documents_of(staff, helper) for read in found.reads.all()]
        assert names == [staff.name] * 12
        with django_assert_num_queries(3):
            [asked] = asked_of(lead_of(helper))
        assert (len(asked.documents), asked.codes) == (12, ("identity",))
