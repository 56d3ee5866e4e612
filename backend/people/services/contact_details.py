"""How a person can be reached: they add, change, share, stop sharing and remove it themselves, detail by detail."""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from django.db import transaction

from backend.errors import Conflict, Invalid, NotFound
from backend.people.imports.cells import Unreadable, email, phone, text
from backend.people.models import ContactDetail, Person
from backend.people.models.contact import ContactKind

MOST_DETAILS: Final = 8
_READERS: Final[Mapping[ContactKind, Callable[[str], str]]] = {
    ContactKind.PHONE: phone,
    ContactKind.WHATSAPP: phone,
    ContactKind.EMAIL: email,
    ContactKind.ADDRESS: text(240),
}


@transaction.atomic(durable=True)
def add_contact_detail(*, actor: Person, kind: ContactKind, value: str, is_shared: bool) -> ContactDetail:
    """Add a way to reach `actor`; numbers in international form. The people they are matched with see it if shared.

    Raises Invalid (empty, not_a_phone, not_an_email, control_character, too_long) or
    Conflict (detail_there_already, too_many_details).
    """
    Person.objects.select_for_update(no_key=True).get(pk=actor.pk)
    read = _read(kind, value)
    if actor.contact_details.count() >= MOST_DETAILS:
        raise Conflict("there are enough contact details", code="too_many_details", facts={"most": MOST_DETAILS})
    _require_new(actor, kind, read)
    return ContactDetail.objects.create(person=actor, kind=kind, value=read, is_shared=is_shared)


@transaction.atomic(durable=True)
def change_contact_detail(
    *, actor: Person, detail_uuid: UUID, value: str | None = None, is_shared: bool | None = None
) -> ContactDetail:
    """Change what is given of one of `actor`'s own contact details; None leaves it as it is.

    It counts from the next read on. Raises NotFound for a detail that is not theirs, and as `add_contact_detail` does.
    """
    detail = _own(actor, detail_uuid)
    if value is not None:
        read = _read(ContactKind(detail.kind), value)
        if read != detail.value:
            _require_new(actor, detail.kind, read)
        detail.value = read
    if is_shared is not None:
        detail.is_shared = is_shared
    detail.save(update_fields=["value", "is_shared"])
    return detail


@transaction.atomic(durable=True)
def remove_contact_detail(*, actor: Person, detail_uuid: UUID) -> None:
    """Remove one of `actor`'s own contact details; who has read it before stays on record, without the detail.

    The address they sign in with stays what it is. Raises NotFound for a detail that is not theirs.
    """
    _own(actor, detail_uuid).delete()


def _own(actor: Person, detail_uuid: UUID) -> ContactDetail:
    own = ContactDetail.objects.select_for_update(no_key=True).filter(person=actor)
    detail = own.filter(uuid=detail_uuid).first()
    if detail is None:
        raise NotFound("no such contact detail")
    return detail


def _require_new(actor: Person, kind: str, value: str) -> None:
    if actor.contact_details.filter(kind=kind, value=value).exists():
        raise Conflict("this detail is there already", code="detail_there_already")


def _read(kind: ContactKind, value: str) -> str:
    given = value.strip()
    if not given:
        raise Invalid("there is nothing in it", code="empty", facts={"field": "value"})
    try:
        return _READERS[kind](given)
    except Unreadable as error:
        raise Invalid("this cannot be read", code=error.code, facts={"field": "value"}) from None
