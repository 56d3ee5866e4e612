"""Today, runs, families and helpers in the console."""

from datetime import timedelta

from django.urls import reverse

from backend.people.models import Family, Person
from matching.models import Run
from matching.models.proposal import Party
from matching.models.run import RunState, RunTrigger
from matching.services.runs import execute_run
from tests.factories.clock import NOON
from tests.factories.matching import a_consent, a_match
from tests.factories.people import a_coordinator, a_member, a_sponsor_group, a_volunteer
from tests.web.world import World, a_run, asked_pair, signed_in


def test_today_shows_what_waits_for_whom(world: World) -> None:
    judged = asked_pair(world.organisation)
    a_consent(judged, Party.COORDINATOR)
    page = signed_in(world.coordinator).get(reverse("web:today"))
    assert [card.uuid for card in page.context["to_judge"]] == [world.proposal.uuid]
    assert [card.uuid for card in page.context["for_others"]] == [judged.uuid]
    assert "2 of 3 families have a helper in the plan" in page.content.decode()
    assert "Proven: no plan serves more families or fits better." in page.content.decode()


def test_an_empty_today_says_so_kindly(db: None) -> None:
    page = signed_in(a_coordinator()).get(reverse("web:today")).content.decode()
    assert "Nothing is waiting for you." in page
    assert "No matching has been done yet." in page


def test_a_coordinator_starts_a_run_and_follows_it(world: World) -> None:
    client = signed_in(world.coordinator)
    started = client.post(reverse("web:start_run"), {"helper_kind": "volunteer"})
    run = Run.objects.get(state=RunState.QUEUED)
    assert started.headers["Location"] == reverse("web:run", args=[run.uuid])
    assert (run.started_by, run.trigger) == (world.coordinator, RunTrigger.CONSOLE)
    assert 'hx-trigger="every 2s"' in client.get(started.headers["Location"]).content.decode()
    progress = client.get(reverse("web:run_progress", args=[run.uuid]))
    assert "HX-Refresh" not in progress.headers
    Run.objects.filter(pk=run.pk).update(state=RunState.DONE)
    assert client.get(reverse("web:run_progress", args=[run.uuid])).headers["HX-Refresh"] == "true"


def test_the_page_of_matching_starts_one_too_unless_one_goes_on(world: World) -> None:
    client, start = signed_in(world.coordinator), reverse("web:start_run")
    assert start in client.get(reverse("web:runs")).content.decode()
    a_run(world.organisation, state=RunState.QUEUED, certificate={})
    page = client.get(reverse("web:runs")).content.decode()
    assert start not in page
    assert page.lower().count("waiting for its turn") == 1


def test_the_newest_matching_stands_first_on_every_page(world: World) -> None:
    groups = a_run(world.organisation, helper_kind="sponsor_group", created_at=NOON + timedelta(hours=1), is_dry=True)
    client = signed_in(world.coordinator)
    today, runs = client.get(reverse("web:today")), client.get(reverse("web:runs"))
    shown = [card.run.uuid for card in today.context["runs"]]
    assert shown == [card.run.uuid for card in runs.context["cards"]] == [groups.uuid, world.run.uuid]
    for page in (today, runs):
        assert page.content.decode().count(">only tried<") == 1


def test_large_numbers_are_written_with_the_readers_separator(world: World) -> None:
    large = a_run(world.organisation, counts={"families": 1, "helpers": 4, "pairs": 12_345, "served": 1})
    for language, written in (("en", "12,345"), ("nl", "12.345")):
        Person.objects.filter(pk=world.coordinator.pk).update(language=language)
        assert written in signed_in(world.coordinator).get(reverse("web:run", args=[large.uuid])).content.decode()


def test_a_search_by_given_name_shows_which_member_it_found(world: World) -> None:
    a_member(world.matched_family, given_name="Zoë")
    client = signed_in(world.coordinator)
    assert "with Zoë" in client.get(reverse("web:families"), {"search": "zo"}).content.decode()
    assert "with Zoë" not in client.get(reverse("web:families")).content.decode()


def test_a_second_run_at_the_same_time_is_refused_kindly(world: World) -> None:
    a_run(world.organisation, state=RunState.RUNNING, certificate={})
    answer = signed_in(world.coordinator).post(reverse("web:start_run"), {"helper_kind": "volunteer"}, follow=True)
    assert "Matching is already going on." in answer.content.decode()


def test_a_run_of_no_known_kind_is_refused_kindly(world: World) -> None:
    answer = signed_in(world.coordinator).post(reverse("web:start_run"), {"helper_kind": "robot"}, follow=True)
    assert "Something in what you sent is not right." in answer.content.decode()
    assert Run.objects.count() == 1


def test_a_run_tells_who_was_not_served_and_why(world: World) -> None:
    page = signed_in(world.coordinator).get(reverse("web:run", args=[world.run.uuid]))
    [row] = page.context["unserved"]
    assert row.card.reference in page.content.decode()
    assert row.reason != "no_helper_in_reach"
    assert row.reason in page.content.decode()


def test_families_are_found_by_reference_and_state(world: World) -> None:
    client = signed_in(world.coordinator)
    found = client.get(reverse("web:families"), {"search": world.matched_family.reference}).context["cards"]
    assert [card.uuid for card in found] == [world.matched_family.uuid]
    assert client.get(reverse("web:families"), {"state": "independent"}).context["cards"] == []
    assert "No families found." in client.get(reverse("web:families"), {"search": "zzz"}).content.decode()


def test_a_family_is_shown_with_its_steps_and_matches(world: World) -> None:
    page = signed_in(world.coordinator).get(reverse("web:family", args=[world.matched_family.uuid]))
    assert len(page.context["steps"]) == 4
    assert "Your first words" in page.content.decode()
    assert "introduced" in page.content.decode()


def test_a_match_that_has_ended_says_why(world: World) -> None:
    helper = a_volunteer(world.organisation)
    a_match(world.matched_family, helper, state="ended", end_reason="moved", ended_at=NOON)
    page = signed_in(world.coordinator).get(reverse("web:family", args=[world.matched_family.uuid]))
    assert page.content.decode().count("Somebody moved") == 1


def test_helpers_are_found_by_kind_and_name(world: World) -> None:
    group = a_sponsor_group(world.organisation)
    client = signed_in(world.coordinator)
    found = client.get(reverse("web:helpers"), {"kind": "sponsor_group"}).context["cards"]
    assert [card.uuid for card in found] == [group.uuid]
    assert len(client.get(reverse("web:helpers"), {"search": group.reference}).context["cards"]) == 1


def test_what_a_tried_run_would_change_is_shown_beside_the_last_one(world: World) -> None:
    client, family = signed_in(world.coordinator), world.proposal.family
    page = client.get(reverse("web:runs")).context
    percent = {f"weight_{code}": value for code, _, value in page["weights"]}
    assert sum(float(value) for value in percent.values()) == 100
    client.post(reverse("web:start_run"), {"helper_kind": "volunteer"})
    before = execute_run(Run.objects.get(state=RunState.QUEUED).pk, clock=lambda: NOON)
    other = percent | {"weight_distance": "80", "is_dry": "on", "helper_kind": "volunteer"}
    client.post(reverse("web:start_run"), other)
    tried = Run.objects.get(state=RunState.QUEUED)
    assert tried.tried_weights["distance"] == 80
    Family.objects.filter(pk=family.pk).update(is_on_hold=True)
    execute_run(tried.pk, clock=lambda: NOON)
    address = reverse("web:run_comparison", args=[tried.uuid])
    assert before
    assert address in client.get(reverse("web:run", args=[tried.uuid])).content.decode()
    found = client.get(address).context["found"]
    assert (found.before.run, found.gone) == (before, found.before.families - found.after.families)
    assert signed_in(a_coordinator()).get(address).status_code == 404


def test_a_run_that_is_only_tried_as_it_is_tries_no_weights(world: World) -> None:
    client = signed_in(world.coordinator)
    client.post(reverse("web:start_run"), {"helper_kind": "volunteer", "is_dry": "on"})
    assert Run.objects.get(state=RunState.QUEUED).tried_weights == {}
