"""What the pages for staff have in common: who may open them, and how languages look there."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from backend.api.authentication import acting
from backend.api.endpoint import Endpoint
from backend.errors import NotAllowed
from backend.people.access import is_staff_somewhere
from backend.people.models import HelperLanguage, MemberLanguage
from backend.people.vocabulary import CefrLevel
from matching.while_you_wait import LOOK, YES, count_ask


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


class PlanningEndpoint(StaffEndpoint):
    """An address where each request has something planned: not too often."""

    counted = frozenset({"GET", "POST"})
    refuses_to_read = True

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse who has asked too often. A yes to what was planned is counted apart."""
        super().initial(request, *args, **kwargs)
        count_ask(acting(request), YES if request.method == "POST" else LOOK, now=timezone.now())


def levels_shown(spoken: Iterable[MemberLanguage | HelperLanguage]) -> list[dict[str, str]]:
    """Return languages with their levels, best first."""
    best_first = sorted(spoken, key=lambda one: (-one.level, one.language))
    return [{"code": one.language, "level": str(CefrLevel(one.level).label)} for one in best_first]
