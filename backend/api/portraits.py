"""How one side of a proposal or match looks to the other: never more than a first name, languages, household."""

from collections.abc import Callable
from typing import Any, Final

from rest_framework import serializers

from backend.api import examples
from backend.api.reader import Reader
from backend.api.texts import HumanOut, human_pair, told_and_source
from backend.people.language_names import language_name
from backend.people.models import Family, Helper
from matching.presentation import Portrait, Spoken, portrait_of_family, portrait_of_helper


class SpokenOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = HumanOut()
    level = serializers.CharField(help_text="CEFR, A1 to C2.")


class PortraitOut(serializers.Serializer[Any]):
    """What one side may know of the other before all have agreed."""

    kind = serializers.ChoiceField(choices=["family", "volunteer", "sponsor_group"])
    name = serializers.CharField(help_text="First name, or the name of the group.")
    municipality = serializers.CharField(allow_blank=True, help_text="Empty while it is not known.")
    household = HumanOut(allow_null=True, help_text="Who the family is, by age; null for a helper.")
    languages = SpokenOut(many=True, help_text="Best first.")
    topics = HumanOut(many=True, help_text="What a family needs, what a helper offers.")
    interests = HumanOut(many=True)


FAMILY_EXAMPLE: Final = {
    "kind": "family",
    "name": "Amina",
    "municipality": "Gent",
    "household": examples.text("2 adults, 1 child (7 years)"),
    "languages": [{"code": "ar", "name": examples.text("Arabic"), "level": "C2"}],
    "topics": [examples.text("finding a home")],
    "interests": [examples.text("cooking")],
}
HELPER_EXAMPLE: Final = {
    "kind": "volunteer",
    "name": "Lieve",
    "municipality": "Gent",
    "household": None,
    "languages": [{"code": "ar", "name": examples.text("Arabic"), "level": "B2"}],
    "topics": [examples.text("finding a home")],
    "interests": [examples.text("cooking")],
}


def family_portrait(family: Family, reader: Reader) -> dict[str, Any]:
    """Return the family as an answer shows it. No query: see `portrait_of_family`."""
    return _shown(lambda: portrait_of_family(family, reader.language, today=reader.today), reader)


def helper_portrait(helper: Helper, reader: Reader) -> dict[str, Any]:
    """Return the helper as an answer shows it. No query: see `portrait_of_helper`."""
    return _shown(lambda: portrait_of_helper(helper, reader.language), reader)


def language_shown(code: str, reader: Reader) -> dict[str, str]:
    """Return what a spoken language is called."""
    return human_pair(language_name(code, reader.language), language_name(code, "en"))


def _shown(make: Callable[[], Portrait], reader: Reader) -> dict[str, Any]:
    told, source = told_and_source(make)
    return {
        "kind": told.kind,
        "name": told.name,
        "municipality": told.municipality,
        "household": human_pair(told.household, source.household) if told.household else None,
        "languages": [_spoken(spoken, reader) for spoken in told.languages],
        "topics": [human_pair(*pair) for pair in zip(told.topics, source.topics, strict=True)],
        "interests": [human_pair(*pair) for pair in zip(told.interests, source.interests, strict=True)],
    }


def _spoken(spoken: Spoken, reader: Reader) -> dict[str, Any]:
    return {"code": spoken.language, "name": language_shown(spoken.language, reader), "level": spoken.level}
