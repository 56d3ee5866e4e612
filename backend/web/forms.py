"""Forms: they parse what was sent and offer the choices. No rules of the domain, no saving."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backend.errors import Invalid
from backend.people.models import Organisation
from backend.people.models.helper import HelperKind
from backend.people.models.organisation import MatchingPolicy
from backend.places.models import Municipality
from backend.web.cards import JUDGED_NO
from backend.web.labels import (
    FAMILY_STATES,
    HELPER_KINDS,
    HELPER_STATES,
    ORDERS,
    PARTIES,
    PROPOSAL_STATES,
)
from matching.models.match import EndReason, PauseReason
from matching.models.proposal import Answer, NoReason
from matching.texts import CRITERIA, no_reason_text


class Filter(forms.Form):
    """A filter over a list: what is not understood is left out, never an error page."""

    use_required_attribute = False

    def wishes(self) -> dict[str, Any]:
        """Return what was chosen, by field, without what is empty or not understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def _offer(self, field: str, choices: Iterable[tuple[str, object]]) -> None:
        self.fields[field].choices = choices  # type: ignore[attr-defined]  # django-stubs: fields are plain Fields

    def _offer_municipalities(self, municipalities: Iterable[Municipality], language: str) -> None:
        named = sorted((place.name_in(language), str(place.uuid)) for place in municipalities)
        self._offer("municipality", [("", _("all")), *((uuid, name) for name, uuid in named)])


class ProposalFilter(Filter):
    """Which proposals, in which order."""

    state = forms.ChoiceField(label=_("State"), required=False)
    waiting_for = forms.ChoiceField(label=_("Waiting for"), required=False)
    municipality = forms.ChoiceField(label=_("Municipality"), required=False)
    helper_kind = forms.ChoiceField(label=_("Kind of helper"), required=False)
    order = forms.ChoiceField(label=_("Order"), required=False)

    def __init__(self, data: Mapping[str, Any], *, municipalities: Iterable[Municipality], language: str) -> None:
        super().__init__(data)
        self._offer("state", _with_all(PROPOSAL_STATES))
        self._offer("waiting_for", [("", _("anybody")), *PARTIES.items()])
        self._offer("helper_kind", _with_all(HELPER_KINDS))
        self._offer("order", ORDERS.items())
        self._offer_municipalities(municipalities, language)


class FamilyFilter(Filter):
    """Which families."""

    search = forms.CharField(label=_("Reference or first name"), required=False, max_length=80)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self._offer("state", _with_all(FAMILY_STATES))


class HelperFilter(Filter):
    """Which helpers."""

    search = forms.CharField(label=_("Reference or name"), required=False, max_length=80)
    kind = forms.ChoiceField(label=_("Kind of helper"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self._offer("kind", _with_all(HELPER_KINDS))
        self._offer("state", _with_all(HELPER_STATES))


class HelperQuestion(Filter):
    """Which volunteer is asked about: looked for by words, then chosen."""

    search = forms.CharField(label=_("Reference or name"), required=False, max_length=80)
    helper = forms.UUIDField(required=False, widget=forms.HiddenInput)


class HelperToPropose(HelperQuestion):
    """Which helper is proposed by hand, and for whom they would stand in."""

    stands_in_for = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def chosen(self) -> dict[str, Any]:
        """Return what was sent. Raises Invalid where no helper is."""
        wishes = self.wishes()
        if "helper" not in wishes:
            raise Invalid("choose a helper", code="invalid")
        return wishes


def end_asked(sent: Mapping[str, str]) -> tuple[EndReason, bool]:
    """Return why a match ends, and whether this pair should never be brought together again. Raises Invalid."""
    reason = sent.get("reason", "")
    if reason not in EndReason.values:
        raise Invalid("choose a reason", code="reason_missing")
    return EndReason(reason), bool(sent.get("is_not_again"))


def confirmation_asked(sent: Mapping[str, str]) -> Answer:
    """Return whether somebody goes on. Raises Invalid for a form that says neither yes nor no."""
    said = sent.get("answer", "")
    if said not in Answer.values:
        raise Invalid("neither yes nor no", code="answer_missing")
    return Answer(said)


def pause_asked(sent: Mapping[str, str]) -> PauseReason:
    """Return why a match rests. Raises Invalid."""
    reason = sent.get("reason", "")
    if reason not in PauseReason.values:
        raise Invalid("choose a reason", code="reason_missing")
    return PauseReason(reason)


class RunStart(forms.Form):
    """For whom to look for helpers, and whether only to try."""

    use_required_attribute = False
    organisation = forms.UUIDField(required=False)
    helper_kind = forms.ChoiceField(choices=HelperKind.choices)
    is_dry = forms.BooleanField(required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        for criterion in CRITERIA:
            self.fields[f"weight_{criterion}"] = forms.FloatField(required=False, min_value=0, max_value=100)

    def tried_weights(self, usual: Mapping[str, int]) -> dict[str, float]:
        """Return the weights to try, in percent: what was sent, else the `usual` points; none if only tried as it is."""
        sent = {criterion: self.cleaned_data[f"weight_{criterion}"] for criterion in CRITERIA}
        percent = {criterion: points / 100 for criterion, points in usual.items()}
        tried = {criterion: percent[criterion] if value is None else value for criterion, value in sent.items()}
        return tried if self.cleaned_data["is_dry"] and tried != percent else {}


class PolicyChoice(forms.Form):
    """How the runs of an organisation share places."""

    use_required_attribute = False
    organisation = forms.UUIDField()
    policy = forms.ChoiceField(choices=MatchingPolicy.choices)


class PledgesAsked(forms.Form):
    """What a sponsor group must have pledged for the families of an organisation."""

    use_required_attribute = False
    organisation = forms.UUIDField()
    base_euro = forms.IntegerField(min_value=0, max_value=1_000_000)
    person_euro = forms.IntegerField(min_value=0, max_value=1_000_000)


class GroupRules(forms.Form):
    """What an organisation asks of all its sponsor groups."""

    use_required_attribute = False
    organisation = forms.UUIDField()
    quorum = forms.IntegerField(min_value=2, max_value=50)
    quorum_days = forms.IntegerField(min_value=0, max_value=365)
    pledge_euro = forms.IntegerField(min_value=0, max_value=10_000_000)


class AgreementChoice(forms.Form):
    """Who may approve what was proposed by hand, and how long matches are tried out."""

    use_required_attribute = False
    organisation = forms.UUIDField()
    four_eyes = forms.BooleanField(required=False)
    trial_days = forms.IntegerField(min_value=0, max_value=365)


def no_reasons(*, is_staff: bool) -> list[tuple[str, str]]:
    """Return the reasons to say no that are offered, with their texts in the active language."""
    if is_staff:
        return [(code, str(text)) for code, text in JUDGED_NO.items()]
    return [(reason.value, no_reason_text(reason)) for reason in NoReason if reason != NoReason.OTHER_NEEDS]


def choices_of(organisations: Iterable[Organisation]) -> list[tuple[str, str]]:
    """Return the organisations to choose from."""
    return [(str(organisation.uuid), organisation.name) for organisation in organisations]


def _with_all(labels: Mapping[str, Promise]) -> list[tuple[str, object]]:
    return [("", _("all")), *labels.items()]
