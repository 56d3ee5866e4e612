"""Everything that anybody else can ask is answered the same, byte by byte and query by query, with and without a concern."""

import re
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver

from backend.care.models import Concern
from backend.people.models import Helper, Person
from matching.models import Match
from tests.factories.clock import NOON
from tests.factories.concerns import a_concern, a_safeguarding_person, an_administrator
from tests.factories.people import an_organisation, lead_of
from tests.web.world import World, a_world, signed_in

Answer = tuple[int, dict[str, str], bytes, int]  # status, headers, body, queries

CONCERN = UUID("11111111-1111-4111-8111-111111111111")
NOBODY = UUID("22222222-2222-4222-8222-222222222222")
CHANGES_BY_ITSELF = ("me/disclosures", "home/", "me/contacts")  # every look at a contact detail goes on record
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value|csrfToken|hx-headers)[^>]*>')


@pytest.fixture
def world(db: None) -> World:
    world = a_world()
    a_safeguarding_person(world.organisation)
    return world


def addresses(world: World) -> list[str]:
    """Return every address of the API and of the pages, with ids of what is there."""
    known = {
        "family": world.matched_family.uuid,
        "helper": world.match.helper.uuid,
        "match": world.match.uuid,
        "proposal": world.proposal.uuid,
        "run": world.run.uuid,
        "step": world.matched_family.steps.earliest("pk").uuid,
        "concern": CONCERN,
    }
    routes = [
        f"{prefix}{route.pattern}"
        for prefix, patterns in (("/api/", _below("api/")), ("/", _below("")))
        for route in patterns
        if isinstance(route, URLPattern) and not str(route.pattern).startswith(("schema", "docs"))
    ]
    return sorted(
        {re.sub(r"<\w+:(\w+?)(_id|_uuid)?>", lambda m: str(known.get(m[1], NOBODY)), r) for r in routes if r != "/api/"}
    )


def _below(prefix: str) -> list[object]:
    found = [one for one in get_resolver().url_patterns if str(one.pattern) == prefix and hasattr(one, "url_patterns")]
    return [route for one in found for route in one.url_patterns]


def everything(client, paths: list[str]) -> dict[str, Answer]:
    """Return for each of `paths` what is answered: status, headers, body without tokens, and the number of queries."""
    seen = {}
    for path in paths:
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        headers = {
            name: value for name, value in answer.headers.items() if name not in ("Content-Length", "Set-Cookie")
        }
        seen[path] = (answer.status_code, headers, TOKEN.sub(b"", body), len(captured))
    return seen


def opened(client, paths: list[str]) -> list[str]:
    """Open each of `paths` once, so that what is written on first sight is there, and return those that are to be read."""
    return [path for path, (status, *_) in everything(client, paths).items() if status != 405]


def changed(before: dict[str, Answer], after: dict[str, Answer]) -> dict[str, list[object]]:
    """Return what differs, by address: the parts, of the bodies only the lines."""
    found: dict[str, list[object]] = {}
    for path, parts in before.items():
        for one, other in zip(parts, after[path], strict=True):
            if one != other:
                found.setdefault(path, []).append(_difference(one, other))
    return found


def _difference(one: object, other: object) -> object:
    if isinstance(one, bytes) and isinstance(other, bytes):
        return set(other.splitlines()) ^ set(one.splitlines())
    return one, other


def people(world: World) -> dict[str, Person]:
    partner = an_organisation()
    world.organisation.works_with.add(partner)
    return {
        "coordinator": world.coordinator,
        "administrator": an_administrator(world.organisation),
        "partner": a_safeguarding_person(partner),
        "helper": lead_of(world.match.helper),
        "family": world.matched_contact,
    }


@pytest.mark.parametrize("who", ["coordinator", "administrator", "helper", "family"])
def test_a_concern_changes_nothing_for_anybody_who_does_not_read_it(world: World, who: str) -> None:
    raised_by = world.family
    client = signed_in(people(world)[who])
    paths = [path for path in addresses(world) if not path.endswith(CHANGES_BY_ITSELF)]
    assert len(paths) > 100
    with time_machine.travel(NOON, tick=False):
        paths = opened(client, paths)
        before = everything(client, paths)
        a_concern(world.match, raised_by=raised_by, uuid=CONCERN)
        after = everything(client, paths)
    assert changed(before, after) == {}


@pytest.mark.parametrize("who", ["coordinator", "partner"])
def test_a_suspension_changes_nothing_for_staff_who_do_not_read_it(world: World, who: str) -> None:
    client = signed_in(people(world)[who])
    pair = f"/api/v1/families/{world.matched_family.uuid}/helpers/{world.match.helper.uuid}"
    paths = [path for path in addresses(world) if path != pair]  # there it is "not available now", as for other reasons
    with time_machine.travel(NOON, tick=False):
        paths = opened(client, paths)
        before = everything(client, paths)
        a_concern(world.match, uuid=CONCERN, severity="high", is_suspending=True)
        Match.objects.filter(pk=world.match.pk).update(is_suspended=True)
        Helper.objects.filter(pk=world.match.helper_id).update(is_suspended=True)
        after = everything(client, paths)
    assert changed(before, after) == {}
    assert Concern.objects.get().uuid == CONCERN != uuid4()
