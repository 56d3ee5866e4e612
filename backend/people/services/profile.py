"""What a person changes about themselves: language and time zone."""

from django.conf import settings
from django.db import transaction

from backend.errors import Invalid
from backend.people.models import Person


@transaction.atomic(durable=True)
def change_profile(*, actor: Person, language: str | None = None, time_zone: str | None = None) -> Person:
    """Let `actor` change what is given of their own language and time zone; None leaves it as it is.

    Not the name: it is what was checked, and the other side reads it before anybody has agreed.
    The caller has checked that the time zone is one there is. Raises Invalid (language_unknown).
    """
    if language is not None and language not in dict(settings.LANGUAGES):
        raise Invalid("there is no such language", code="language_unknown", facts={"field": "language"})
    given = {"language": language, "time_zone": time_zone}
    changed = {field: value for field, value in given.items() if value is not None}
    for field, value in changed.items():
        setattr(actor, field, value)
    actor.save(update_fields=list(changed))
    return actor
