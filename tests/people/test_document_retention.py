"""No document stays for ever: its content goes some days after it was judged, and after half a year in any case."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from backend.flows.tasks import delete_documents
from backend.people.documents.retention import delete_due, judged, last_day_unjudged
from backend.people.models import DocumentPart, DocumentRead
from backend.people.models.helper import HelperKind
from backend.people.services.checks import Whom, record_check
from tests.factories.clock import NOON
from tests.factories.documents import a_document, an_asked_document
from tests.factories.people import a_coordinator, a_person, a_sponsor_group, a_volunteer, an_organisation, lead_of

pytestmark = pytest.mark.django_db

TODAY = NOON.date()


def recorded(document, now=NOON):
    judged(organisation=document.organisation, person_id=document.person_id, code=document.code, now=now)
    document.refresh_from_db()
    return document


def test_what_nobody_looks_at_goes_after_half_a_year():
    document = a_document(delete_on=last_day_unjudged(an_organisation(), NOON))
    assert delete_due(now=NOON + timedelta(days=179)) == 0
    assert delete_due(now=NOON + timedelta(days=180)) == 1
    document.refresh_from_db()
    assert document.deleted_at == NOON + timedelta(days=180)
    assert not DocumentPart.objects.exists()


def test_what_was_judged_goes_when_the_organisation_says():
    document = recorded(a_document(a_volunteer(an_organisation(keep_documents_days=7))))
    assert (document.judged_at, document.delete_on) == (NOON, TODAY + timedelta(days=7))


def test_recording_what_it_proves_judges_it():
    organisation = an_organisation(keep_documents_days=7)
    an_asked_document(organisation)
    document, other = a_document(a_volunteer(organisation)), a_document(a_volunteer(organisation))
    record_check(
        actor=a_coordinator(organisation), whom=Whom(document.helper.uuid), code="identity", met_on=TODAY, now=NOON
    )
    for one in (document, other):
        one.refresh_from_db()
    assert (document.judged_at, document.delete_on) == (NOON, TODAY + timedelta(days=7))
    assert other.judged_at is None


def test_what_was_handed_in_for_one_part_proves_it_for_the_other():
    organisation, person = an_organisation(), a_person()
    for kind in HelperKind.values:
        an_asked_document(organisation, helper_kind=kind)
    volunteer, group = a_volunteer(organisation, person=person), a_sponsor_group(organisation)
    group.sponsor_group.members.create(organisation=organisation, person=person)
    document, whom = a_document(volunteer), Whom(group.uuid, person_uuid=person.uuid)
    record_check(actor=a_coordinator(organisation), whom=whom, code="identity", met_on=TODAY, now=NOON)
    document.refresh_from_db()
    assert document.judged_at == NOON


def test_judging_again_keeps_nothing_longer():
    document = recorded(a_document())
    again = recorded(document, NOON + timedelta(days=20))
    assert (again.judged_at, again.delete_on) == (NOON, TODAY + timedelta(days=30))


def test_judging_never_makes_it_stay_longer_than_unjudged():
    assert recorded(a_document(delete_on=TODAY + timedelta(days=2))).delete_on == TODAY + timedelta(days=2)


@pytest.mark.parametrize("other", [{"code": "training"}, {"person": "other"}])
def test_judging_touches_no_other_document(other):
    helper = a_volunteer()
    given: Any = {name: a_person() if value == "other" else value for name, value in other.items()}
    kept = a_document(helper, **given)
    recorded(a_document(helper, content=b"%PDF another"))
    kept.refresh_from_db()
    assert kept.judged_at is None


def test_judging_touches_no_other_organisation():
    person = a_person()
    kept = a_document(a_volunteer(person=person))
    recorded(a_document(a_volunteer(person=person)))
    kept.refresh_from_db()
    assert kept.judged_at is None


@pytest.mark.parametrize("state", ["left", "declined"])
def test_of_a_helper_who_is_gone_it_goes_as_if_judged(state):
    document = a_document(a_volunteer(state=state))
    assert delete_due(now=NOON) == 0
    document.refresh_from_db()
    assert document.delete_on == TODAY + timedelta(days=30)
    assert delete_due(now=NOON + timedelta(days=29)) == 0
    assert delete_due(now=NOON + timedelta(days=30)) == 1


def test_the_day_is_that_of_the_organisation():
    evening = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    in_brussels = a_document(a_volunteer(an_organisation()), delete_on=date(2026, 3, 3))
    a_document(a_volunteer(an_organisation(time_zone="America/Toronto")), delete_on=date(2026, 3, 3))
    assert delete_due(now=evening) == 1
    in_brussels.refresh_from_db()
    assert in_brussels.deleted_at == evening


def test_beat_deletes_what_is_due():
    document = a_document(delete_on=TODAY)
    delete_documents()
    document.refresh_from_db()
    assert document.deleted_at


def test_the_row_stays_with_who_read_it():
    document = a_document(delete_on=TODAY)
    read = DocumentRead.objects.create(document=document, reader=lead_of(document.helper), at=NOON)
    delete_due(now=NOON)
    read.refresh_from_db()
    assert read.document == document


def test_what_is_deleted_is_deleted_once():
    document = a_document(delete_on=TODAY)
    assert delete_due(now=NOON) == 1
    assert delete_due(now=NOON + timedelta(days=1)) == 0
    document.refresh_from_db()
    assert document.deleted_at == NOON


def test_many_take_few_queries(django_assert_max_num_queries):
    helper = a_volunteer()
    for number in range(60):
        a_document(helper, delete_on=TODAY, content=b"%%PDF %d" % number)
    with django_assert_max_num_queries(20):
        assert delete_due(now=NOON) == 60
