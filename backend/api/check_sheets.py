"""What is asked of helpers and what is on record of it: for the helper themself, and for staff."""

from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.endpoint import PolledEndpoint
from backend.api.organisations import ORGANISATION_EXAMPLE, OrganisationNameOut, organisation_name
from backend.api.reader import Reader, reader_of
from backend.api.texts import HumanOut, human, said
from backend.people.access import works_in_trust_for
from backend.people.check_sheets import SheetLine, household_of, instruction_in, own_sheets, sheet_of
from backend.people.clearance import FOR_EVER, NEVER
from backend.people.models import Check, Helper
from backend.people.models.check import Evidence, Scope
from backend.people.time_zones import local_date
from backend.people.vocabulary import REQUIREMENTS

SUBJECTS: Final = ("person", "household_member", "group")


class SubjectOut(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=SUBJECTS, help_text="group: at least one of its members.")
    id = serializers.UUIDField(allow_null=True)
    name = serializers.CharField(allow_blank=True)


class AskedOut(serializers.Serializer[Any]):
    requirement = serializers.UUIDField()
    code = serializers.ChoiceField(choices=list(REQUIREMENTS))
    title = HumanOut()
    instructions = HumanOut(allow_null=True, help_text="How to meet it, in the organisation's own words.")
    scope = serializers.ChoiceField(choices=Scope.values)
    of = SubjectOut()
    times = serializers.IntegerField(help_text="How many valid checks it takes.")
    evidence = serializers.ChoiceField(choices=Evidence.values)
    is_met = serializers.BooleanField()
    covered_until = serializers.DateField(
        allow_null=True, help_text="First day on which it is not met, past or future; null: never met, or for ever."
    )


class CheckOut(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="uuid")
    met_on = serializers.DateField()
    expires_on = serializers.DateField(allow_null=True, help_text="First day it no longer counts; null: never.")
    note = serializers.CharField(allow_blank=True, help_text="Empty too where not every coordinator may read it.")
    recorded_by = serializers.CharField(allow_blank=True)
    recorded_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True, help_text="Recorded by mistake: counts nowhere.")


class ExemptionOut(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="uuid")
    reason = serializers.CharField()
    author = serializers.CharField(source="author.name")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(help_text="First day it no longer counts.")
    revoked_at = serializers.DateTimeField(allow_null=True)


class AskedOnRecordOut(AskedOut):
    is_joining = serializers.BooleanField(help_text="Of somebody who joins a group: it does not wait for this.")
    checks = CheckOut(many=True, help_text="Newest first.")
    exemptions = ExemptionOut(many=True)


class HouseholdMemberOut(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="uuid")
    given_name = serializers.CharField()
    birth_date = serializers.DateField()
    joined_on = serializers.DateField()


class HelperChecksOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    is_cleared = serializers.BooleanField(help_text="Meets today all that is asked.")
    cleared_until = serializers.DateField(allow_null=True, help_text="As covered_until, of all together.")
    items = AskedOnRecordOut(many=True)
    household = HouseholdMemberOut(many=True, help_text="Who lives with a helper who hosts.")


class OwnChecksOut(serializers.Serializer[Any]):
    helper = serializers.UUIDField()
    organisation = OrganisationNameOut()
    group = serializers.CharField(allow_blank=True, help_text="Name of the sponsor group; empty for a volunteer.")
    items = AskedOut(many=True)
    household = HouseholdMemberOut(many=True, help_text="For who answers for the helper.")


ASKED_EXAMPLE: Final[dict[str, Any]] = {
    "requirement": examples.OTHER,
    "code": "criminal_record",
    "title": examples.text("extract from the criminal record"),
    "instructions": examples.text("Ask for it at your town hall, model 596.2."),
    "scope": "everybody",
    "of": {"kind": "person", "id": examples.OTHER, "name": "Lieve Peeters"},
    "times": 1,
    "evidence": "document",
    "is_met": True,
    "covered_until": "2027-03-02",
}
_CHECK_EXAMPLE: Final = {
    "id": examples.OTHER,
    "met_on": "2026-03-02",
    "expires_on": "2027-03-02",
    "note": "",
    "recorded_by": "Charlotte Willems",
    "recorded_at": "2026-03-02T09:30:00Z",
    "withdrawn_at": None,
}
SHEET_EXAMPLE: Final[dict[str, Any]] = {
    "id": examples.HELPER,
    "is_cleared": True,
    "cleared_until": "2027-03-02",
    "items": [ASKED_EXAMPLE | {"is_joining": False, "checks": [_CHECK_EXAMPLE], "exemptions": []}],
    "household": [],
}
_OWN_EXAMPLE: Final = {
    "helper": examples.HELPER,
    "organisation": ORGANISATION_EXAMPLE,
    "group": "",
    "items": [ASKED_EXAMPLE],
    "household": [],
}


class MyChecks(PolledEndpoint):
    @extend_schema(
        operation_id="list_my_checks",
        summary="What is asked of you",
        tags=["me"],
        responses=inline_serializer("MyChecksOut", {"results": OwnChecksOut(many=True)}),
        examples=[examples.answer({"results": [_OWN_EXAMPLE]})],
    )
    def get(self, request: Request) -> Response:
        """In each part you have as a helper: what your organisation asks of you, how to meet it, until when you do.
        If you answer for the helper, also what is asked of the group together and of who lives with you."""
        reader, now = reader_of(request), timezone.now()
        shown = [
            {
                "helper": helper.uuid,
                "organisation": organisation_name(helper.organisation),
                "group": _group_name(helper),
                "items": [
                    asked_shown(line, reader.language, local_date(helper.organisation.time_zone, now)) for line in lines
                ],
                "household": household or [],
            }
            for helper, lines, household in own_sheets(acting(request))
        ]
        return Response({"results": OwnChecksOut(shown, many=True).data})


def sheet_shown(helper: Helper, reader: Reader, *, now: datetime) -> dict[str, Any]:
    """Return what is asked of a helper as staff sees it. Notes that not every coordinator may read are left out."""
    today = local_date(helper.organisation.time_zone, now)
    may_read_all = works_in_trust_for(reader.person, helper)
    return {
        "id": helper.uuid,
        "is_cleared": helper.cleared_until > today,
        "cleared_until": day_shown(helper.cleared_until),
        "items": [_on_record(line, reader.language, today, may_read_all) for line in sheet_of(helper)],
        "household": household_of(helper),
    }


def asked_shown(line: SheetLine, language: str, on: date) -> dict[str, Any]:
    """Return one line as answers show it. No query."""
    text, written_in = instruction_in(line.requirement, language)
    return {
        "requirement": line.requirement.uuid,
        "code": line.requirement.code,
        "title": said(lambda: REQUIREMENTS[line.requirement.code]),
        "instructions": human(text, written_in) if text else None,
        "scope": line.requirement.scope,
        "of": _subject(line),
        "times": line.requirement.times,
        "evidence": line.requirement.evidence,
        "is_met": line.is_met(on),
        "covered_until": line.covered_until,
    }


def day_shown(day: date) -> date | None:
    """Return the day; None for one that stands for never or for ever."""
    return None if day in (NEVER, FOR_EVER) else day


def _on_record(line: SheetLine, language: str, on: date, may_read_all: bool) -> dict[str, Any]:
    return {
        **asked_shown(line, language, on),
        "is_joining": line.item.is_joining,
        "checks": [_check(check, may_read_all or not line.is_restricted(check)) for check in line.checks],
        "exemptions": line.exemptions,
    }


def _check(check: Check, is_open: bool) -> dict[str, Any]:
    same = ("uuid", "met_on", "expires_on", "recorded_at", "withdrawn_at")
    return {
        **{field: getattr(check, field) for field in same},
        "note": check.note if is_open else "",
        "recorded_by": check.recorded_by.name if check.recorded_by else "",
    }


def _subject(line: SheetLine) -> dict[str, Any]:
    if line.person:
        return {"kind": "person", "id": line.person.uuid, "name": line.person.name}
    if line.household_member:
        member = line.household_member
        return {"kind": "household_member", "id": member.uuid, "name": member.given_name}
    return {"kind": "group", "id": None, "name": ""}


def _group_name(helper: Helper) -> str:
    return helper.sponsor_group.name if hasattr(helper, "sponsor_group") else ""
