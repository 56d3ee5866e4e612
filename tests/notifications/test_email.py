"""E-mail through a server that really speaks SMTP."""

from uuid import uuid4

import pytest

from notifications.channels import EMAIL, Letter, SendFailed
from notifications.channels.email import EmailChannel
from notifications.delivery import claim_due, deliver_all
from notifications.models import DeliveryState
from notifications.texts import letter_text
from tests.factories.clock import NOON
from tests.factories.notifications import a_delivery, a_mail_server, a_message, always_due
from tests.factories.people import a_person


def a_letter(address="somebody@example.org"):
    return Letter(address=address, text=letter_text("match_made_family", "ar"), key=uuid4())


@pytest.mark.django_db
def test_one_mail_arrives_with_the_delivery_as_its_id(settings):
    delivery = a_delivery(a_message(a_person(language="nl")))
    with a_mail_server(settings) as server:
        for _ in range(2):
            deliver_all(claim_due(now=NOON), clock=lambda: NOON, channels={EMAIL: EmailChannel()}, still_due=always_due)

    [mail] = server.mails
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT
    assert mail["To"] == delivery.message.recipient.email
    assert mail["Message-ID"].startswith(f"<{delivery.uuid}@")
    assert (mail["Content-Language"], mail["Auto-Submitted"]) == ("nl", "auto-generated")
    assert mail.get_content_type() == "text/plain"
    assert settings.PUBLIC_URL in mail.get_content()


def test_the_same_letter_has_the_same_id_when_it_is_sent_again(settings):
    letter = a_letter()
    with a_mail_server(settings) as server:
        EmailChannel().send(letter)
        EmailChannel().send(letter)
    assert len({mail["Message-ID"] for mail in server.mails}) == 1


@pytest.mark.parametrize(
    ("answers", "code", "is_permanent"),
    [
        ({"RCPT": "550 no such user somebody@example.org"}, "smtp_550", True),
        ({"RCPT": "451 come again"}, "smtp_451", False),
        ({"DATA": "554 refused"}, "smtp_554", True),
        ({"DATA": "452 full"}, "smtp_452", False),
        ({"MAIL": "421 closing"}, "smtp_421", False),
    ],
)
def test_the_servers_no_is_for_now_or_for_ever_and_its_words_are_not_kept(settings, answers, code, is_permanent):
    with a_mail_server(settings, **answers) as server, pytest.raises(SendFailed) as failed:
        EmailChannel().send(a_letter())
    assert (failed.value.code, failed.value.permanent) == (code, is_permanent)
    assert server.mails == []


def test_a_server_that_is_not_there_is_tried_again(settings):
    with a_mail_server(settings):
        pass
    with pytest.raises(SendFailed) as failed:
        EmailChannel().send(a_letter())
    assert (failed.value.code, failed.value.permanent) == ("no_connection", False)


def test_our_own_wrong_password_is_not_the_readers_fault(settings):
    with a_mail_server(settings, EHLO="250-here\r\n250 AUTH PLAIN", AUTH="535 wrong"):
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "us", "wrong"
        with pytest.raises(SendFailed) as failed:
            EmailChannel().send(a_letter())
    assert (failed.value.code, failed.value.permanent) == ("smtp_sign_in", False)


def test_an_address_that_smuggles_in_others_is_never_tried_again(settings):
    with a_mail_server(settings) as server, pytest.raises(SendFailed) as failed:
        EmailChannel().send(a_letter(address="a@example.org\nBcc: all@example.org"))
    assert (failed.value.code, failed.value.permanent) == ("bad_address", True)
    assert server.mails == []
