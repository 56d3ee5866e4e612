"""What the pages for staff have in common: who may open them, and how languages look there."""

from collections.abc import Iterable
from typing import Any, TypeVar

from rest_framework import serializers
from rest_framework.request import Request

from backend.api.authentication import acting
from backend.api.endpoint import Endpoint
from backend.errors import NotAllowed, NotFound
from backend.people.access import is_staff_somewhere, organisations_of_staff
from backend.people.models import Family, Helper, HelperLanguage, MemberLanguage, Person
from backend.people.vocabulary import CefrLevel

_Row = TypeVar("_Row", Family, Helper)


class LevelOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    level = serializers.ChoiceField(choices=CefrLevel.labels, help_text="CEFR.")


class StaffEndpoint(Endpoint):
    """An address for those who work for an organisation, whichever; what they see there, selectors decide."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse all others. One query."""
        super().initial(request, *args, **kwargs)
        if not is_staff_somewhere(acting(request)):
            raise NotAllowed("only staff of an organisation may do this", code="coordinator_only")


def in_care(actor: Person, row: _Row) -> _Row:
    """Return `row` if it is in the care of an organisation that `actor` works for, and not only their own. One query.

    Raises NotFound, which looks like that of a row that is not there.
    """
    if not organisations_of_staff(actor).filter(pk=row.organisation_id).exists():
        raise NotFound(f"no such {row._meta.model_name}")
    return row


def levels_shown(spoken: Iterable[MemberLanguage | HelperLanguage]) -> list[dict[str, str]]:
    """Return languages with their levels, best first."""
    best_first = sorted(spoken, key=lambda one: (-one.level, one.language))
    return [{"code": one.language, "level": str(CefrLevel(one.level).label)} for one in best_first]
