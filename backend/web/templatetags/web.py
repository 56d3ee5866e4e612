"""Small pieces that many pages show: icons, bars, the languages, and how htmx is set."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from django import template
from django.conf import settings
from django.forms import BoundField
from django.http import HttpRequest
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString

from backend.care.concern_access import reads_concerns
from backend.people.access import is_staff_somewhere
from backend.people.directions import direction_of
from backend.people.listed import listed
from backend.people.models import Person
from backend.web.dates import DAY_OF_THIS_YEAR, WEEKDAY, written_day, written_instant

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


@register.simple_tag(takes_context=True)
def is_read_by_staff(context: Context) -> bool:
    """Return whether the page is for somebody who works in the console."""
    reader = context["request"].user
    return isinstance(reader, Person) and is_staff_somewhere(reader)


@register.simple_tag(takes_context=True)
def is_shown_concerns(context: Context) -> bool:
    """Return whether the console has a list of concerns for its reader."""
    reader = context["request"].user
    return isinstance(reader, Person) and reads_concerns(reader, now=timezone.now())


@register.simple_tag(takes_context=True)
def way_back(context: Context) -> str:
    """Return the page of ours from which this request came; "" if it did not say."""
    request: HttpRequest = context["request"]
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return ""
    return came_from


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


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """Return the day in full: 8 December 2026."""
    return written_day(value)


@register.filter(expects_localtime=True)
def day_and_month(value: date | None) -> str:
    """Return the day without its year: 8 December."""
    return written_day(value, DAY_OF_THIS_YEAR)


@register.filter(expects_localtime=True)
def weekday_and_day(value: date | None) -> str:
    """Return the day with its name: Tuesday 8 December 2026."""
    return written_day(value, WEEKDAY)


@register.filter(expects_localtime=True)
def day_and_time(value: datetime | None) -> str:
    """Return the day, short, and the time: 8 Dec 2026, 14:05."""
    return written_instant(value)


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
