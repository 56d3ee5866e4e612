"""The inbox: my messages, in my language, newest first."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from notifications.channels import INBOX
from notifications.models import DeliveryState
from tests.api.client import Api
from tests.factories.clock import NOON
from tests.factories.notifications import a_delivery, a_message
from tests.factories.people import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def a_message_in_the_inbox(person, **over):
    message = a_message(person, **over)
    a_delivery(message, channel=INBOX, state=DeliveryState.SENT, settled_at=NOON)
    return message


def test_i_read_what_i_was_told_newest_first():
    me = a_person()
    old = a_message_in_the_inbox(me, created_at=NOON - timedelta(days=1))
    new = a_message_in_the_inbox(me, template="step_due_family", parameters={"milestone": "id_card"})
    a_message_in_the_inbox(a_person())
    api = Api(me)
    rows = api.get("me/inbox").json()["results"]
    assert [row["id"] for row in rows] == [str(new.uuid), str(old.uuid)]
    assert rows[0]["title"] == {"text": "Next step: Your identity card", "lang": "en", "dir": "ltr"}
    assert rows[0]["about"] == new.subject
    assert api.queries == 1


def test_a_message_is_marked_as_read_and_stays_so():
    me = a_person()
    message = a_message_in_the_inbox(me)
    api = Api(me)
    etag = api.get("me/inbox").headers["ETag"]
    assert api.get("me/inbox", If_None_Match=etag).status_code == 304
    assert api.post(f"me/inbox/{message.uuid}/read").json()["read_at"] == "2026-03-02T12:00:00Z"
    assert api.queries <= 2
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        assert api.post(f"me/inbox/{message.uuid}/read").json()["read_at"] == "2026-03-02T12:00:00Z"
    assert api.get("me/inbox", If_None_Match=etag).status_code == 200


def test_a_message_of_somebody_else_is_not_there():
    message = a_message_in_the_inbox(a_person())
    api = Api(a_person())
    foreign, unknown = (api.post(f"me/inbox/{uuid}/read") for uuid in (message.uuid, uuid4()))
    assert foreign.status_code == 404
    assert foreign.content == unknown.content
    message.refresh_from_db()
    assert message.read_at is None
