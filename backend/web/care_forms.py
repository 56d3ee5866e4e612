"""What is sent to plan a meeting or to write down a contact. No rules of the domain, no saving."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest

from backend.care.models.contact_log import ContactMade
from backend.care.models.meeting import PlaceKind
from backend.care.services.contact_log import Contact
from backend.errors import Invalid
from backend.people.models import Person
from backend.people.time_zones import zone_named
from notifications.quiet_hours import at_local


class MeetingForm(forms.Form):
    """When, how long and where to meet; the hour is that of the clock on the wall of who plans it."""

    on = forms.DateField()
    at = forms.TimeField()
    minutes = forms.IntegerField(min_value=1, max_value=10_000)
    place_kind = forms.ChoiceField(choices=PlaceKind.choices)


class ContactForm(forms.Form):
    """On which day they were in touch, how, for how long, or that it did not come about."""

    on = forms.DateField()
    kind = forms.ChoiceField(choices=ContactMade.choices)
    minutes = forms.IntegerField(min_value=0, max_value=10_000, required=False)
    was_made = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda said: said == "yes")


def meeting_sent(request: HttpRequest, actor: Person) -> dict[str, Any]:
    """Return the meeting that was sent, as `plan_meeting` takes it. Raises Invalid (not_understood)."""
    sent = _understood(MeetingForm(request.POST))
    starts_at: datetime = at_local(sent["on"], sent["at"], zone_named(actor.time_zone))
    return {"starts_at": starts_at, "minutes": sent["minutes"], "place_kind": PlaceKind(sent["place_kind"])}


def contact_sent(request: HttpRequest) -> Contact:
    """Return the contact that was sent. Raises Invalid (not_understood)."""
    sent = _understood(ContactForm(request.POST))
    return Contact(sent["on"], sent["minutes"] or 0, ContactMade(sent["kind"]), sent["was_made"])


def _understood(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise Invalid("something is missing", code="not_understood", facts={"field": next(iter(form.errors))})
    return form.cleaned_data
