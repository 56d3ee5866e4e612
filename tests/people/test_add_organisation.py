"""A new server begins with an organisation and somebody who can sign in."""

from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from backend.people.access import is_staff_somewhere
from backend.people.models import Membership, Organisation, Person, Requirement
from backend.people.models.organisation import Role
from tests.factories.people import a_person

pytestmark = pytest.mark.django_db


def add(*arguments):
    """Run the command and return what it says."""
    out = StringIO()
    call_command("add_organisation", *arguments, stdout=out)
    return out.getvalue()


def test_an_organisation_comes_with_an_administrator_and_what_it_asks_of_helpers():
    told = add(
        *("welkom", "Welkom vzw", "--kind", "ngo", "--administrator", "An@Example.org", "--language", "nl"),
        *("--requires", "volunteer:identity", "--requires", "volunteer:criminal_record:365"),
    )
    organisation = Organisation.objects.get(slug="welkom")
    person = Person.objects.get(email="an@example.org")
    assert Membership.objects.get(person=person).role == Role.ADMINISTRATOR
    assert is_staff_somewhere(person)
    assert EmailAddress.objects.get(user=person).primary
    assert set(Requirement.objects.filter(organisation=organisation).values_list("code", "valid_days")) == {
        ("identity", None),
        ("criminal_record", 365),
    }
    assert "import_volunteers FILE.csv --organisation welkom" in told


def test_how_places_are_shared_out_can_be_said_at_once():
    add("welkom", "Welkom", "--administrator", "an@example.org", "--matching-policy", "municipalities")
    add("usual", "Usual", "--administrator", "an@example.org")
    policies = dict(Organisation.objects.values_list("slug", "matching_policy"))
    assert policies == {"welkom": "municipalities", "usual": "classes"}


def test_somebody_who_is_known_is_taken_as_they_are():
    known = a_person(email="an@example.org", name="An Peeters", language="fr")
    add("welkom", "Welkom", "--administrator", "an@example.org")
    known.refresh_from_db()
    assert (known.name, known.language, known.memberships.count()) == ("An Peeters", "fr", 1)


def test_a_slug_is_taken_once():
    add("welkom", "Welkom", "--administrator", "an@example.org")
    with pytest.raises(CommandError, match="there is an organisation welkom already"):
        add("welkom", "Welkom", "--administrator", "an@example.org")


@pytest.mark.parametrize(
    "arguments",
    [
        ("welkom", "Welkom", "--administrator", "an"),
        ("w e l", "Welkom", "--administrator", "an@example.org"),
        ("welkom", "Welkom", "--administrator", "an@example.org", "--time-zone", "Mars/Base"),
        ("welkom", "Welkom", "--administrator", "an@example.org", "--requires", "volunteer:horse"),
    ],
)
def test_what_cannot_be_right_is_refused_and_nothing_is_made(arguments):
    with pytest.raises((CommandError, ValidationError)):
        add(*arguments)
    assert not Organisation.objects.exists()


def test_who_reads_concerns_is_named_at_once_and_has_no_other_part():
    both = ("--safeguarding", "els@example.org", "--safeguarding", "jo@example.org")
    add("welkom", "Welkom", "--administrator", "an@example.org", *both)
    roles = dict(Membership.objects.values_list("person__email", "role"))
    assert roles == {
        "an@example.org": Role.ADMINISTRATOR,
        "els@example.org": Role.SAFEGUARDING,
        "jo@example.org": Role.SAFEGUARDING,
    }
    with pytest.raises(CommandError, match="one person has one part"):
        add("other", "Other", "--administrator", "an@example.org", "--safeguarding", "AN@example.org")
    assert not Organisation.objects.filter(slug="other").exists()
