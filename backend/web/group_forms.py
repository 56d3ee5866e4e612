"""Forms about sponsor groups: they parse what was sent. No rules of the domain, no saving."""

from typing import Any, Final

from django import forms
from django.conf import settings
from django.http import HttpRequest

from backend.errors import Invalid
from backend.people.models.sponsor_group import GroupRole
from backend.people.vocabulary import LANGUAGES, CefrLevel, Gender

MOST_EURO: Final = 10_000_000


class MemberForm(forms.Form):
    """Somebody who is added to a group."""

    email = forms.EmailField(max_length=240)
    name = forms.CharField(max_length=120)
    language = forms.ChoiceField(choices=settings.LANGUAGES)
    role = forms.ChoiceField(choices=GroupRole.choices)


class MemberMoved(forms.Form):
    """Which member, and what becomes of them: admit, role or remove."""

    member = forms.UUIDField()
    act = forms.CharField(max_length=16)


class RoleForm(forms.Form):
    """Another role; a new lead with what families may wish for."""

    role = forms.ChoiceField(choices=GroupRole.choices)
    gender = forms.ChoiceField(choices=[("", ""), *Gender.choices], required=False)


class GroupForm(forms.Form):
    """What a group is called and has, as far as it is sent."""

    name = forms.CharField(max_length=120, required=False)
    persons_housed = forms.IntegerField(min_value=0, max_value=1000, required=False)
    lead_organisation = forms.CharField(max_length=120, required=False)

    def changes(self) -> dict[str, Any]:
        """Return what was sent: an empty name or number is none, an empty lead organisation takes it away."""
        sent = {field: value for field, value in self.cleaned_data.items() if field in self.data}
        return {
            field: value for field, value in sent.items() if field == "lead_organisation" or value not in ("", None)
        }


class PledgeForm(forms.Form):
    """What a group has pledged."""

    euro = forms.IntegerField(min_value=0, max_value=MOST_EURO)


class ConsentForm(forms.Form):
    """Until when the municipality agrees; empty = it does not."""

    until = forms.DateField(required=False)


class NewGroupForm(forms.Form):
    """A group that is founded."""

    organisation = forms.UUIDField(required=False)
    reference = forms.CharField(max_length=40)
    name = forms.CharField(max_length=120)
    municipality = forms.UUIDField()
    travel_km = forms.IntegerField(min_value=0, max_value=500)
    gender = forms.ChoiceField(choices=Gender.choices)
    language = forms.ChoiceField(choices=[(code, code) for code in LANGUAGES])
    level = forms.TypedChoiceField(choices=CefrLevel.choices, coerce=int)
    capacity = forms.IntegerField(min_value=1, max_value=3)
    persons_housed = forms.IntegerField(min_value=0, max_value=1000)


def sent(form: type[forms.Form], request: HttpRequest) -> dict[str, Any]:
    """Return what `form` reads in a POST. Raises Invalid."""
    filled = form(request.POST)
    if not filled.is_valid():
        raise Invalid("not what the form asks", facts={"fields": list(filled.errors)})
    return filled.changes() if isinstance(filled, GroupForm) else filled.cleaned_data
