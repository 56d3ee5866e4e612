"""Makers of messages and deliveries, a channel that keeps what it is given, and a small mail server."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from threading import Thread
from typing import Any
from uuid import uuid4

from backend.people.models import Person
from notifications.channels import EMAIL, Letter, SendFailed
from notifications.models import Delivery, Message
from tests.factories.clock import NOON
from tests.factories.people import a_person

_numbers = count(1)


def a_message(recipient: Person | None = None, **over: Any) -> Message:
    """Return a new message that fell due at NOON and is worth telling for two days."""
    given = {
        "key": f"match_made:match:{next(_numbers)}",
        "rule": "match_made",
        "template": "match_made_family",
        "subject": f"match:{uuid4()}",
        "due_at": NOON,
        "expires_at": NOON + timedelta(days=2),
        "created_at": NOON,
    }
    return Message.objects.create(recipient=recipient or a_person(), **given | over)


def a_delivery(message: Message | None = None, **over: Any) -> Delivery:
    """Return a new delivery by e-mail, due at NOON."""
    given = {"channel": EMAIL, "due_at": NOON}
    return Delivery.objects.create(message=message or a_message(), **given | over)


def always_due(message: Message, now: datetime) -> bool:
    """Say yes, like a rule whose state has not moved."""
    return True


class Outbox:
    """A channel that keeps what it is given. Fails on demand, like a provider."""

    is_silent = False

    def __init__(self, *failures: SendFailed) -> None:
        self.sent: list[Letter] = []
        self._failures = list(failures)

    def address_of(self, person: Person) -> str:
        return person.email or ""

    def send(self, letter: Letter) -> None:
        if self._failures:
            raise self._failures.pop(0)
        self.sent.append(letter)


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as a client needs to bring one mail (RFC 5321); answers each command as told."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, **answers: str) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.answers = answers
        self.mails: list[EmailMessage] = []


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 here")
        for line in self.rfile:
            verb = line.split()[0].decode().upper()
            answer = self.server.answers.get(verb, "354 go on" if verb == "DATA" else "250 fine")
            self._say(answer)
            if answer.startswith("354"):
                self._take_mail()
            if verb == "QUIT" or answer.startswith("421"):
                return

    def _take_mail(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self._say("250 taken")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def a_mail_server(settings: Any, **answers: str) -> Iterator[MailServer]:
    """Run a mail server that Django's settings point to. `answers` are full reply lines by verb: RCPT="550 no"."""
    with MailServer(**answers) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.server_address[1]
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 5
        yield server
        server.shutdown()
