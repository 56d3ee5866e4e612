"""Small pieces that many pages show: icons, bars, the languages, and how htmx is set."""

import json
from collections.abc import Iterable
from typing import Any, Final

from django import template
from django.conf import settings
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from backend.people.directions import direction_of
from backend.people.listed import listed

register = template.Library()

# No inline style, no eval, no script in what is swapped in, as our Content-Security-Policy wants; no page with
# personal data in the browser's storage; and a refusal is shown like any other page.
HTMX: Final[dict[str, Any]] = {
    "includeIndicatorStyles": False,
    "allowEval": False,
    "allowScriptTags": False,
    "selfRequestsOnly": True,
    "historyCacheSize": 0,
    "responseHandling": [{"code": "204", "swap": False}, {"code": ".*", "swap": True}],
}
DIRECTED: Final = {"arrow", "leave"}
LOW: Final = 50


@register.simple_tag
def htmx_settings() -> str:
    """Return htmx's configuration, for a meta element."""
    return json.dumps(HTMX)


@register.simple_tag
def languages() -> list[tuple[str, str, str]]:
    """Return the languages people read here: code, name in itself, direction."""
    return [(code, name, direction_of(code)) for code, name in settings.LANGUAGES]


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return a picture that says nothing by itself: a word must stand beside it."""
    kind = "icon icon-directed" if name in DIRECTED else "icon"
    sprite = static("web/icons.svg")
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', kind, sprite, name)


@register.simple_tag
def bar(percent: int) -> SafeString:
    """Return a bar filled to `percent`, 0 to 100; the number must stand beside it in words."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><rect class="track" width="100%" height="100%"/>'
        '<rect class="fill" width="{}%" height="100%"/></svg>',
        "bar low" if percent < LOW else "bar",
        percent,
    )


@register.filter
def in_a_row(words: Iterable[object]) -> str:
    """Return the words with the comma of the reader's language between them."""
    return listed(words)


@register.filter
def initial(name: str) -> str:
    """Return the first letter of a name, for the disc beside it."""
    return name.strip()[:1].upper()


@register.filter
def icon_of(contact_kind: str) -> str:
    """Return the icon for a contact detail of this kind."""
    return "mail" if contact_kind == "email" else contact_kind


@register.filter
def without_placeholder(field: BoundField) -> SafeString:
    """Return the field as HTML without a placeholder: its label stands above it and stays there."""
    field.field.widget.attrs.pop("placeholder", None)
    return field.as_widget()
