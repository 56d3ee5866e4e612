"""What is sent to offer a family, and to take one over. No rules of the domain, no saving."""

from django import forms


class HandOverForm(forms.Form):
    """To whom, where the family is going to live as people write it, and a word to the colleague there."""

    organisation = forms.UUIDField()
    municipality = forms.CharField(required=False, max_length=80)
    note = forms.CharField(required=False, max_length=500)


class AcceptanceForm(forms.Form):
    """Whether matches go on, and the case number; one is made if it is left empty."""

    matches = forms.ChoiceField(choices=[("go_on", ""), ("end", "")])
    reference = forms.CharField(required=False, max_length=40)
