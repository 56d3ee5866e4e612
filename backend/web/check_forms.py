"""What is sent about checks, exemptions, homes and requirements. No rules of the domain, no saving."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backend.errors import Invalid
from backend.people.models.check import Evidence, Scope
from backend.people.models.helper import HelperKind
from backend.people.services.checks import Whom
from backend.people.services.requirements import LONGEST_INSTRUCTION, MOST_DAYS, MOST_TIMES, Asked
from backend.people.vocabulary import REQUIREMENTS

SCOPES: Final[dict[str, Promise]] = {
    Scope.EVERYBODY: _("everybody: the volunteer, or each member of a group"),
    Scope.ONE_MEMBER: _("at least one member of a group"),
    Scope.HOUSEHOLD_ADULT: _("each adult who lives with a helper"),
}
EVIDENCE: Final[dict[str, Promise]] = {
    Evidence.NOTHING: _("nothing is kept"),
    Evidence.NOTE: _("a note of what was seen"),
    Evidence.DOCUMENT: _("a document is handed in"),
}


class OfWhom(forms.Form):
    """Of whom something is recorded, and what."""

    code = forms.ChoiceField(choices=[(code, code) for code in REQUIREMENTS])
    person = forms.UUIDField(required=False)
    household_member = forms.UUIDField(required=False)

    def whom(self, helper_uuid: UUID) -> Whom:
        """Return of whom it is."""
        return Whom(helper_uuid, self.cleaned_data["person"], self.cleaned_data["household_member"])


class CheckRecord(OfWhom):
    """That something was met."""

    met_on = forms.DateField()
    note = forms.CharField(required=False, max_length=500)


class ExemptionGrant(OfWhom):
    """That somebody may do without."""

    reason = forms.CharField(required=False, max_length=500)
    ends_on = forms.DateField()


class Recorded(forms.Form):
    """Which check or exemption is meant."""

    recorded = forms.UUIDField()


class HomeMemberForm(forms.Form):
    """Who lives with a helper."""

    given_name = forms.CharField(required=False, max_length=80)
    birth_date = forms.DateField()


class RequirementForm(forms.Form):
    """What an organisation asks; the texts of how to meet it are fields instruction_LANGUAGE."""

    organisation = forms.UUIDField()
    helper_kind = forms.ChoiceField(choices=HelperKind.choices)
    code = forms.ChoiceField(choices=[(code, code) for code in REQUIREMENTS])
    scope = forms.ChoiceField(choices=Scope.choices)
    valid_days = forms.IntegerField(required=False, min_value=1, max_value=MOST_DAYS)
    times = forms.IntegerField(min_value=1, max_value=MOST_TIMES)
    evidence = forms.ChoiceField(choices=Evidence.choices)
    is_restricted = forms.BooleanField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for language, _name in settings.LANGUAGES:
            self.fields[f"instruction_{language}"] = forms.CharField(required=False, max_length=LONGEST_INSTRUCTION)

    def asked(self) -> Asked:
        """Return what was sent, as `set_requirement` takes it."""
        sent = dict(self.cleaned_data)
        texts = {language: sent.pop(f"instruction_{language}") for language, _name in settings.LANGUAGES}
        del sent["organisation"]
        return Asked(**sent, instructions={language: text for language, text in texts.items() if text})


def understood(form: forms.Form) -> dict[str, Any]:
    """Return what was sent. Raises Invalid (not_understood)."""
    if not form.is_valid():
        raise Invalid("something is missing", code="not_understood", facts={"fields": list(form.errors)})
    return dict(form.cleaned_data)


def home_member_sent(request: HttpRequest) -> tuple[str, date]:
    """Return first name and birthday that were sent. Raises Invalid (not_understood)."""
    sent = understood(HomeMemberForm(request.POST))
    return sent["given_name"], sent["birth_date"]
