"""Persons: making the account that somebody will sign in with."""

from backend.people.models import ContactDetail, Person
from backend.people.models.contact import ContactKind


def person_for(
    *, email: str | None, name: str, language: str, time_zone: str, phone: str = "", is_shared: bool = False
) -> Person:
    """Return the person with this e-mail address, made if there is none yet; existing ones are left as they are.

    `is_shared` says whether the people they will be matched with may see the address and the phone number.
    Without an address a new person is made, who cannot sign in until a coordinator invites them.
    Part of a use case: call it inside its transaction.
    """
    address = email.strip().lower() if email else None
    if address and (known := Person.objects.filter(email=address).first()):
        return known
    person = Person.objects.create_user(address, name=name, language=language, time_zone=time_zone)
    details = [(ContactKind.EMAIL, address), (ContactKind.PHONE, phone)]
    ContactDetail.objects.bulk_create(
        ContactDetail(person=person, kind=kind, value=value, is_shared=is_shared) for kind, value in details if value
    )
    return person
