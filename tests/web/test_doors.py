"""Who may open which page, and what everybody else is told."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories.people import a_coordinator, a_volunteer
from tests.web.test_pages import console_pages
from tests.web.world import World, asked_pair, signed_in


def test_a_guest_is_sent_to_sign_in_and_back(world: World) -> None:
    for path in [*console_pages(world)[:14], reverse("web:home")]:
        answer = Client().get(path)
        assert answer.status_code == 302, path
        assert answer.headers["Location"].startswith(reverse(settings.LOGIN_URL) + "?next="), path


@pytest.mark.parametrize("who", ["family", "volunteer", "matched_contact"])
def test_for_families_and_helpers_there_is_no_console(world: World, who: str) -> None:
    client = signed_in(getattr(world, who))
    for path in console_pages(world)[:14]:
        assert client.get(path).status_code == 404, path
    for path in (reverse("web:start_run"), reverse("web:judge", args=[world.proposal.uuid])):
        assert client.post(path).status_code == 404, path


def test_what_belongs_to_another_organisation_looks_like_what_is_not_there(world: World) -> None:
    client = signed_in(a_coordinator())
    nobody = "00000000-0000-4000-8000-000000000000"
    named = {
        world.proposal.uuid: ("proposal", "second_choice"),
        world.matched_family.uuid: ("family", "family_help", "suggestion", "by_hand"),
        world.match.uuid: ("match",),
        world.run.uuid: ("run", "run_progress", "run_comparison"),
    }
    for name, uuid in ((name, uuid) for uuid, names in named.items() for name in names):
        theirs = client.get(reverse(f"web:{name}", args=[uuid]))
        missing = client.get(reverse(f"web:{name}", args=[nobody]))
        assert (theirs.status_code, missing.status_code) == (404, 404)
        assert _without_what_changes(theirs.content, str(uuid)) == _without_what_changes(missing.content, nobody)


def test_a_list_shows_only_the_own_organisation(world: World) -> None:
    client = signed_in(a_coordinator())
    for name in ("proposals", "families", "helpers"):
        page = client.get(reverse(f"web:{name}")).content.decode()
        assert world.proposal.family.reference not in page
        assert world.proposal.helper.reference not in page


def test_a_coordinator_sees_what_they_help_with_elsewhere_at_home_and_not_in_the_console(world: World) -> None:
    elsewhere = a_coordinator()
    helper = a_volunteer(world.organisation, person=elsewhere)
    theirs = asked_pair(world.organisation, helper=helper)
    client = signed_in(elsewhere)
    assert client.get(reverse("web:proposal", args=[theirs.uuid])).status_code == 404
    for name in ("today", "proposals", "helpers"):
        page = client.get(reverse(f"web:{name}")).content.decode()
        assert theirs.family.reference not in page
        assert helper.reference not in page


def test_nothing_is_changed_by_following_a_link(world: World) -> None:
    client = signed_in(world.coordinator)
    for name in ("judge", "withdraw", "answer"):
        assert client.get(reverse(f"web:{name}", args=[world.proposal.uuid])).status_code == 405
    assert client.get(reverse("web:start_run")).status_code == 405
    assert client.get(reverse("web:language")).status_code == 405


def test_a_form_without_our_token_changes_nothing(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.coordinator)
    answer = client.post(reverse("web:judge", args=[world.proposal.uuid]), {"answer": "yes"})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Please try again" in page
    assert "Back to the page" not in page
    assert world.proposal.consents.count() == 0


@pytest.mark.parametrize(("host", "is_ours"), [("testserver", True), ("elsewhere.example", False)])
def test_a_page_that_was_open_too_long_leads_back_to_where_one_was(world: World, host: str, is_ours: bool) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.coordinator)
    came_from = f"http://{host}{reverse('web:proposal', args=[world.proposal.uuid])}"
    answer = client.post(
        reverse("web:judge", args=[world.proposal.uuid]), {"answer": "yes"}, headers={"referer": came_from}
    )
    assert answer.status_code == 403
    assert (f'href="{came_from}"' in answer.content.decode()) is is_ours


def _without_what_changes(page: bytes, uuid: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.decode()).replace(uuid, "")
