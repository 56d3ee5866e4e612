"""The form for a new contact detail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.errors import Invalid
from backend.people.models.contact import ContactKind
from backend.web.labels import DETAIL_KINDS


class NewDetail(forms.Form):
    """A way to reach me."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=_("Kind"), choices=list(DETAIL_KINDS.items()))
    value = forms.CharField(label=_("Number or address"), max_length=240)
    is_shared = forms.BooleanField(label=_("Share it with the people I am matched with"), required=False)

    def asked(self) -> dict[str, Any]:
        """Return what is to be added. Raises Invalid."""
        if not self.is_valid():
            raise Invalid("there is nothing in it", code="empty")
        return self.cleaned_data | {"kind": ContactKind(self.cleaned_data["kind"])}
