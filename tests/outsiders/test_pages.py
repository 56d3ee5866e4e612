"""No page tells somebody from elsewhere that a row is there: each answers as if there were none, and nothing changes."""

import re
from itertools import product
from uuid import uuid4

import pytest
import time_machine
from django.urls import URLPattern, URLResolver, get_resolver

from tests.factories.clock import NOON
from tests.outsiders.rows import EACH, OUTSIDERS, PART, filled, rows
from tests.web.world import signed_in

pytestmark = pytest.mark.django_db
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"')
# What the forms of all pages ask for, so that a page looks for its row: what is not understood is said before that.
FORM = {
    "answer": "no",
    "reason": "other",
    "on": "2026-03-09",
    "at": "14:00",
    "minutes": "60",
    "place_kind": "library",
    "kind": "phone",
    "value": "+32 460 00 00 00",
    "was_made": "yes",
    "organisation": str(uuid4()),
    "helper": str(uuid4()),
    "municipality": "",
    "note": "",
    "matches": "go_on",
    "reference": "",
    "token": "x",
    "capacity": "2",
    "away_from": "2026-03-09",
    "away_until": "2026-03-19",
}


def routes():
    """Return the route of every page whose address names a row."""
    found = []
    for resolver in get_resolver().url_patterns:
        if isinstance(resolver, URLResolver) and resolver.app_name == "web":
            found += [str(one.pattern) for one in resolver.url_patterns if isinstance(one, URLPattern)]
    return [route for route in found if PART.search(route)]


def seen(answer):
    """Return what an outsider sees of an answer, whatever uuid they asked for."""
    content = TOKEN.sub("", UUID.sub("", answer.content.decode()))
    return answer.status_code, UUID.sub("", answer.headers.get("Location", "")), content


def first_difference(there, not_there):
    """Return both states, and both texts from where they differ."""
    at = next((n for n, (one, other) in enumerate(zip(there[2], not_there[2], strict=False)) if one != other), 0)
    return [(code, to, content[max(0, at - 40) : at + 80]) for code, to, content in (there, not_there)]


@pytest.mark.parametrize("who", EACH)
def test_for_an_outsider_no_page_has_a_row(who):
    there, person = rows(), OUTSIDERS[who]()

    def asked(method, route, named):
        path = f"/{filled(route, named)}"
        # Signed in anew: a browser keeps the sentence of one refusal for the next page.
        return seen(getattr(signed_in(person), method)(path, FORM if method == "post" else None))

    wrong, looked = {}, 0
    with time_machine.travel(NOON, tick=False):
        for route, method in product(routes(), ("get", "post")):
            answers = [asked(method, route, named) for named in (there.__getitem__, lambda part: uuid4())]
            looked += answers[0][0] == 404
            # 405: not a way to ask this page. 302: the form was not understood, which is said before any look.
            if answers[0] != answers[1] or answers[0][0] not in (404, 405, 302):
                wrong[method, route] = first_difference(*answers)
    assert wrong == {}
    assert looked >= len(routes()) * 0.6  # the others want more than FORM has
