"""The form on which anybody says that something is wrong: whom they can name, how urgent it is, and their own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.care.concern_access import match_to_name, organisations_to_tell, own_matches, staff_to_name
from backend.care.models.concern import About, Severity
from backend.care.services.concerns import LONGEST_STORY, Told
from backend.people.access import own_family
from backend.people.models import Family, Person
from backend.web.dates import written_day
from backend.web.forms import choices_of
from matching.access import CLOSED_TO_CONTACT
from matching.lifecycle import RUNNING_MATCH
from matching.models import Match
from matching.presentation import portrait_of_family, portrait_of_helper
from matching.selectors import with_sides_of_match

URGENCIES: Final[dict[str, Promise]] = {
    Severity.HIGH: gettext_lazy("Somebody is in danger, or could be soon. We look within 24 hours."),
    Severity.MEDIUM: gettext_lazy("It must stop soon. We look within 3 days."),
    Severity.LOW: gettext_lazy("I want somebody to know. We look within a week."),
}


@dataclass(frozen=True)
class Subject:
    """Somebody whom the reader can name: what the form sends, how they are called, and what it means."""

    token: str
    label: str
    about: str
    match_uuid: UUID | None = None
    person_uuid: UUID | None = None


class HelpForm(forms.Form):
    """What somebody tells. What they wrote is never lost: the form comes back with it."""

    use_required_attribute = False
    who = forms.ChoiceField(error_messages={"required": gettext_lazy("Please choose.")})
    severity = forms.ChoiceField(
        choices=list(URGENCIES.items()), error_messages={"required": gettext_lazy("Please choose.")}
    )
    story = forms.CharField(
        max_length=LONGEST_STORY, error_messages={"required": gettext_lazy("Please write a few words.")}
    )
    organisation = forms.UUIDField(required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, subjects: list[Subject], actor: Person) -> None:
        super().__init__(data)
        self.subjects = {subject.token: subject for subject in subjects}
        self.organisations = choices_of(organisations_to_tell(actor))
        self.fields["who"].choices = [(s.token, s.label) for s in subjects]  # type: ignore[attr-defined]  # as in Filter

    def told(self) -> Told:
        """Return what was told; only of a form that is valid."""
        given = self.cleaned_data
        chosen = self.subjects[given["who"]]
        return Told(
            about=chosen.about,
            severity=given["severity"],
            story=given["story"],
            match_uuid=chosen.match_uuid,
            person_uuid=chosen.person_uuid,
            organisation_uuid=given["organisation"],
        )


def subjects_of(actor: Person, language: str, *, looked_after: UUID | None = None) -> list[Subject]:
    """Return whom `actor` can name, nearest first; `looked_after` is a match of theirs as staff.

    Who is in a match that goes on is named; of an ended match only its day is told, as everywhere. At most twelve
    queries. Raises NotFound for a `looked_after` that is not theirs.
    """
    mine = own_family(actor)
    matches = list(with_sides_of_match(own_matches(actor)).order_by("-started_at", "pk"))
    found = [_of_match(match, mine, language) for match in matches]
    if looked_after is not None:
        found = [*_of_staff(match_to_name(actor, looked_after)), *found]
    if mine is not None:
        found.append(Subject("family", _("Somebody in my own family"), About.FAMILY))
    for person in staff_to_name(actor):
        label = _("%(name)s, who works for the organisation") % {"name": person.name}
        found.append(Subject(f"person:{person.uuid}", label, About.COORDINATOR, person_uuid=person.uuid))
    found.append(Subject("coordinator", _("Somebody else who works for the organisation"), About.COORDINATOR))
    found.append(Subject("other", _("Somebody or something else"), About.OTHER))
    return found


def _of_match(match: Match, mine: Family | None, language: str) -> Subject:
    is_seen = match.state in RUNNING_MATCH and not (match.is_suspended or match.helper.is_suspended)
    names = {"day": written_day(match.started_at.date())}
    if mine is not None and match.family_id == mine.pk:
        label = _("A helper we got on %(day)s") % names
        if is_seen:
            label = _("%(name)s, who helps us") % {"name": portrait_of_helper(match.helper, language).name}
        return Subject(f"helper:{match.uuid}", label, About.HELPER, match.uuid)
    label = _("A family I began to help on %(day)s") % names
    if is_seen and match.helper.state not in CLOSED_TO_CONTACT:
        family = portrait_of_family(match.family, language, today=timezone.localdate())
        label = _("%(name)s or their family, whom I help") % {"name": family.name}
    return Subject(f"family:{match.uuid}", label, About.FAMILY, match.uuid)


def _of_staff(match: Match) -> list[Subject]:
    return [
        Subject(f"helper:{match.uuid}", _("The helper of this match"), About.HELPER, match.uuid),
        Subject(f"family:{match.uuid}", _("The family of this match"), About.FAMILY, match.uuid),
    ]
