"""The page for newcomers, and reading sign-in codes from the mail folder."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend
from django.core.management import CommandError, call_command

from backend.demo.named import COORDINATOR, FAMILY, VOLUNTEER, demo_password


def mail(folder: Path, to: str, *codes: str) -> None:
    """Put messages with these codes into one file, as a process that sends several does."""
    body = "Hallo, ici Zoë – ሰላም!\n\nYour code is listed below.\n\n{code}\n\nThank you for USING12 it."
    messages = [EmailMessage("Code", body.format(code=code), "no-reply@example.org", [to]) for code in codes]
    EmailBackend(file_path=str(folder)).send_messages(messages)


def test_the_page_fits_on_a_screen_and_names_what_is_needed(settings):
    settings.PUBLIC_URL = "http://127.0.0.1:8123"
    settings.EMAIL_FILE_PATH = "mail"
    out = StringIO()
    call_command("show_demo_page", stdout=out)
    page = out.getvalue()
    assert len(page.splitlines()) <= 25
    assert max(len(line) for line in page.splitlines() if "/mail" not in line) <= 110
    for word in ("http://127.0.0.1:8123/api/docs/", COORDINATOR, VOLUNTEER, FAMILY, demo_password()):
        assert word in page
    assert f"Mail lands in {Path('mail').absolute()}\n" in page
    assert f'make manage ARGS="last_code {FAMILY}"' in page
    assert "wait for the morning" in page


def test_the_page_promises_no_folder_where_mail_is_really_sent(settings):
    del settings.EMAIL_FILE_PATH
    out = StringIO()
    call_command("show_demo_page", stdout=out)
    assert "last_code" not in out.getvalue()
    with pytest.raises(CommandError, match="not written to a folder"):
        call_command("last_code", FAMILY)


def test_the_newest_code_of_the_address_is_found(settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path)
    for to, codes in ((FAMILY, ["ZZZZ-9999"]), (FAMILY, ["AAAA-1111", "BBBB-2222"]), (VOLUNTEER, ["CCCC-3333"])):
        mail(tmp_path, to, *codes)
    out = StringIO()
    call_command("last_code", FAMILY, stdout=out)
    assert out.getvalue() == "BBBB-2222\n"


def test_without_a_code_it_says_what_to_do(settings, tmp_path, capsys):
    settings.EMAIL_FILE_PATH = str(tmp_path)
    mail(tmp_path, VOLUNTEER, "CCCC-3333")
    with pytest.raises(CommandError, match="Ask for one"):
        call_command("last_code", FAMILY)
    call_command("last_code", VOLUNTEER)
    assert "CCCC-3333" in capsys.readouterr().out
