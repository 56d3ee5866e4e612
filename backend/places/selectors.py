"""Reads of places."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Func, Q, QuerySet, TextField
from django.db.models.functions import Cast

from backend.errors import Invalid
from backend.places.gazetteer import Gazetteer
from backend.places.models import Municipality


def municipalities(country: str | None = None, search: str = "") -> QuerySet[Municipality]:
    """Return municipalities, by country and code.

    `search` keeps those with a name in any language that contains it, whatever the case, or with exactly
    this code, or with a postal code that begins with it.
    """
    found = Municipality.objects.order_by("country", "code")
    if country:
        found = found.filter(country=country.upper())
    if words := search.strip():
        found = found.alias(all_names=_NAMES, all_postal_codes=_POSTAL_CODES).filter(
            Q(all_names__icontains=words) | Q(code__iexact=words) | Q(all_postal_codes__icontains=f" {words}")
        )
    return found


def municipality_of(uuid: UUID) -> Municipality | None:
    """Return the municipality with this uuid, if there is one."""
    return Municipality.objects.filter(uuid=uuid).first()


def municipality_names(uuids: Iterable[str], language: str) -> dict[str, str]:
    """Return the names in `language` of those municipalities that there are, by uuid. One query."""
    found = Municipality.objects.filter(uuid__in=list(uuids))
    return {str(place.uuid): place.name_in(language) for place in found}


def municipality_written(words: str) -> Municipality:
    """Return the one municipality with this name, in any language and case, or this code. Two queries.

    Raises Invalid (municipality_unknown, or municipality_unclear if there are several).
    """
    found = Gazetteer().find(words)
    if len(found) != 1:
        code = "municipality_unclear" if found else "municipality_unknown"
        raise Invalid("no municipality is called exactly this", code=code, facts={"field": "municipality"})
    return Municipality.objects.get(pk=found.pop())


# The values of the object without its keys: a search for "nl" must not find every language code. An array,
# as text, is escaped for JSON: letters stay as they are, and no name holds a quote or a backslash.
_NAMES = Cast(
    Func("names", template="jsonb_path_query_array(%(expressions)s, '$.*')"),
    TextField(),
)
_POSTAL_CODES = Func("postal_codes", template="' ' || array_to_string(%(expressions)s, ' ')", output_field=TextField())
