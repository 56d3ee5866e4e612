"""Settings from the environment are typed, and what is wrong is said by name."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from backend.project import environment


def test_a_secret_may_come_from_a_file(monkeypatch, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("from a file\n")
    monkeypatch.setenv("A_SECRET_FILE", str(secret))
    assert environment.required("A_SECRET") == "from a file"


def test_what_is_missing_is_named():
    with pytest.raises(ImproperlyConfigured, match="NOT_THERE is not set"):
        environment.required("NOT_THERE")


@pytest.mark.parametrize(("value", "is_on"), [("1", True), ("true", True), ("0", False), ("", False), ("no", False)])
def test_flags(monkeypatch, value, is_on):
    monkeypatch.setenv("A_FLAG", value)
    assert environment.flag("A_FLAG") == is_on


def test_numbers(monkeypatch):
    monkeypatch.setenv("A_NUMBER", "three")
    with pytest.raises(ImproperlyConfigured, match="A_NUMBER must be a whole number"):
        environment.number("A_NUMBER", 1)
    monkeypatch.setenv("A_NUMBER", "3")
    assert environment.number("A_NUMBER", 1) == 3


def test_a_database_by_its_address():
    found = environment.database("postgresql://us%40er:pa%2Fss@db.example:6543/name")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "us@er",
        "pa/ss",
        "db.example",
        6543,
        "name",
    )


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://host", "db"])
def test_another_database_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        environment.database(url)


def test_mail_goes_to_a_folder_or_a_server():
    assert environment.mail("folder:///var/mail")["EMAIL_FILE_PATH"] == "/var/mail"
    server = environment.mail("smtp://user:word@mail.example")
    assert (server["EMAIL_HOST"], server["EMAIL_PORT"], server["EMAIL_USE_TLS"]) == ("mail.example", 587, True)
    with pytest.raises(ImproperlyConfigured, match="MAIL_URL"):
        environment.mail("pigeon://loft")
