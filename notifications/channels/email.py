"""E-mail, through the mail server or folder of the settings: plain text, to one address."""

import smtplib
from contextlib import closing
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from backend.people.models import Person
from notifications.channels.port import Letter, SendFailed

# 4xx asks to come again. A 5xx about our own sign-in is ours to mend, so the message must wait for that.
PERMANENT: Final = range(500, 600)


class EmailChannel:
    """Reaches those who gave an e-mail address."""

    is_silent = False

    def address_of(self, person: Person) -> str:
        """Return the address they sign in with; empty if there is none."""
        return person.email or ""

    def send(self, letter: Letter) -> None:
        """Hand `letter` to the mail server. Its Message-ID is made from the key of the letter. Raises SendFailed."""
        try:
            # Django leaves the connection open when the server refuses our sign-in.
            with closing(get_connection()) as connection:
                connection.send_messages([_mail(letter)])
        except smtplib.SMTPAuthenticationError as error:
            raise SendFailed("smtp_sign_in", permanent=False) from error
        except smtplib.SMTPRecipientsRefused as error:
            [(code, _)] = error.recipients.values()
            raise SendFailed(f"smtp_{code}", permanent=code in PERMANENT) from error
        except smtplib.SMTPResponseException as error:
            raise SendFailed(f"smtp_{error.smtp_code}", permanent=error.smtp_code in PERMANENT) from error
        except ValueError as error:  # Django refuses an address or a header that cannot be one
            raise SendFailed("bad_address", permanent=True) from error
        except (smtplib.SMTPException, OSError) as error:
            raise SendFailed("no_connection", permanent=False) from error


def _mail(letter: Letter) -> EmailMessage:
    return EmailMessage(
        subject=letter.text.title,
        body=letter.text.body,
        to=[letter.address],
        headers={
            "Message-ID": f"<{letter.key}@{urlsplit(settings.PUBLIC_URL).hostname}>",
            "Content-Language": letter.text.language,
            "Auto-Submitted": "auto-generated",
        },
    )
