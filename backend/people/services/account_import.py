"""The accounts that imported people sign in with. Part of an import: call it inside its transaction.

An import makes accounts and gives an address to one that has none. It changes nothing else about an
account that exists: what somebody reads, shares or signs in with is theirs.

An address that somebody uses in another organisation looks exactly like one that nobody uses: the new person is
made without it, and must be invited. Else an import would tell who is in the system, and what they are called.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet

from backend.people.imports.report import Problem
from backend.people.models import ContactDetail, Organisation, Person
from backend.people.models.contact import ContactKind
from backend.people.selectors import Known

BATCH: Final = 1000


@dataclass
class Account:
    """What a line says about the account of one person, and the person it turns out to be."""

    line: int
    name: str
    values: Mapping[str, Any]
    person: Person | None
    owner: int | None = None  # id of the row that the person is to stand in; None while it is not saved
    is_new: bool = False
    gets_address: bool = False
    is_used_elsewhere: bool = False  # the address belongs to somebody whom this organisation does not know

    @property
    def email(self) -> str | None:
        """Return the address in the line, if any."""
        return self.values.get("email")


def resolve_accounts(
    accounts: Sequence[Account],
    *,
    organisation: Organisation,
    parts: Sequence[QuerySet[Any]],
    problems: list[Problem],
) -> None:
    """Give each account its person: linked already, known here by the address, or new and not yet saved.

    `parts` are the rows of the organisation whose persons an address may mean.
    """
    lines: dict[str, int] = {}
    addresses = [account.email for account in accounts if account.email]
    known = Known(parts, addresses)
    used = set(Person.objects.filter(email__in=addresses).values_list("email", flat=True))
    for account in accounts:
        account.is_used_elsewhere = account.email in used and account.email not in known.by_address
        if account.email in lines:
            problems.append(Problem(account.line, "email", "email_twice", {"line": lines[account.email]}))
            continue
        if account.email:
            lines[account.email] = account.line
        if account.person:
            _meet(account, known, problems)
        elif account.email in known.by_address:
            account.person = known.by_address[account.email]
        else:
            account.person, account.is_new = _new_person(account, organisation.time_zone), True


def refuse_taken(accounts: Sequence[Account], owners: Mapping[int, int], problems: list[Problem]) -> None:
    """Add a problem for each account whose person stands in another row; `owners` tells the row by person."""
    problems.extend(
        Problem(account.line, "email", "email_taken")
        for account in accounts
        if account.person and owners.get(account.person.pk, account.owner) != account.owner
    )


def person_ids(accounts: Sequence[Account]) -> list[int]:
    """Return the ids of the persons who existed before this import."""
    return [account.person.pk for account in accounts if account.person and not account.is_new]


def save_accounts(accounts: Sequence[Account]) -> None:
    """Write the new persons and addresses, with how to reach them. Five statements for each thousand."""
    new = [account for account in accounts if account.is_new]
    Person.objects.bulk_create((account.person for account in new if account.person), batch_size=BATCH)
    given = [account for account in accounts if account.gets_address and account.person]
    Person.objects.bulk_update([account.person for account in given if account.person], ["email"], batch_size=BATCH)
    EmailAddress.objects.bulk_create(
        [
            EmailAddress(user=account.person, email=account.email, primary=True, verified=False)
            for account in (*new, *given)
            if account.email and not account.is_used_elsewhere
        ],
        batch_size=BATCH,
    )
    ContactDetail.objects.bulk_create(
        [
            ContactDetail(
                person=account.person, kind=kind, value=value, is_shared=account.values.get("share_contact", False)
            )
            for account in (*new, *given)
            for kind, value in _details(account)
        ],
        batch_size=BATCH,
    )


def _meet(account: Account, known: Known, problems: list[Problem]) -> None:
    person = account.person
    assert person is not None
    theirs = known.address_of(person)
    if not account.email or account.email == theirs:
        return
    if theirs:
        problems.append(Problem(account.line, "email", "email_differs"))
    elif account.email in known.by_address:
        problems.append(Problem(account.line, "email", "email_taken"))
    else:
        account.gets_address = True
        person.email = None if account.is_used_elsewhere else account.email


def _new_person(account: Account, time_zone: str) -> Person:
    return Person(
        email=None if account.is_used_elsewhere else account.email,
        name=account.name[:120],
        language=account.values.get("reads", "en"),
        time_zone=time_zone,
        password=make_password(None),
    )


def _details(account: Account) -> list[tuple[ContactKind, str]]:
    kinds = [(ContactKind.EMAIL, account.email)]
    if account.is_new:
        kinds.append((ContactKind.PHONE, account.values.get("phone", "")))
    return [(kind, value) for kind, value in kinds if value]
