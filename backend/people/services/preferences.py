"""Preferences: what a person chooses for themselves."""

from django.conf import settings
from django.db import transaction

from backend.errors import Invalid
from backend.people.models import Person


@transaction.atomic(durable=True)
def choose_language(*, actor: Person, language: str) -> Person:
    """Let `actor` read everything in `language` from now on. Raises Invalid (language_unknown)."""
    if language not in dict(settings.LANGUAGES):
        raise Invalid("there is no such language", code="language_unknown", facts={"field": "language"})
    actor.language = language
    actor.save(update_fields=["language"])
    return actor
