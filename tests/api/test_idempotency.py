"""The same POST under the same key has its effect once and the first answer ever after."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import connection

from backend.api.models import KEPT_FOR, LOST_AFTER, IdempotentRequest
from matching.models import Consent, Run
from tests.api.client import Api
from tests.factories.clock import NOON
from tests.factories.journey import a_step
from tests.factories.matching import a_proposal
from tests.factories.people import a_coordinator, a_family, contact_of

KEY = {"Idempotency_Key": "2f9e2c1a"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def a_step_and_its_family():
    step = a_step(milestone="id_card")
    return step, Api(contact_of(step.family))


def test_a_repeated_request_gets_the_first_answer_byte_for_byte():
    step, api = a_step_and_its_family()
    first = api.post(f"steps/{step.uuid}/done", **KEY)
    again = api.post(f"steps/{step.uuid}/done", **KEY)
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert first.headers["Content-Type"] == again.headers["Content-Type"]
    assert (first.headers.get("Idempotent-Replayed"), again.headers["Idempotent-Replayed"]) == (None, "true")


def test_without_a_key_a_request_is_a_new_one():
    step, api = a_step_and_its_family()
    assert api.post(f"steps/{step.uuid}/done").status_code == 200
    assert api.post(f"steps/{step.uuid}/done").json()["code"] == "already_done"


def test_the_answer_stays_in_the_language_in_which_it_was_given():
    step, api = a_step_and_its_family()
    first = api.post(f"steps/{step.uuid}/done", Accept_Language="nl", **KEY)
    again = api.post(f"steps/{step.uuid}/done", Accept_Language="ar", **KEY)
    assert first.content == again.content
    assert again.headers["Content-Language"] == "nl"


def test_where_to_look_next_is_said_again_too():
    api = Api(a_coordinator())
    first, again = api.post("runs", {}, **KEY), api.post("runs", {}, **KEY)
    assert first.status_code == again.status_code == 202
    assert first.headers["Location"] == again.headers["Location"]
    assert Run.objects.count() == 1


def test_the_same_key_for_something_else_is_refused():
    proposal = a_proposal()
    api = Api(a_coordinator(proposal.organisation))
    assert api.post(f"proposals/{proposal.uuid}/answer", {"answer": "yes"}, **KEY).status_code == 200
    other_body = api.post(f"proposals/{proposal.uuid}/answer", {"answer": "no", "reason": "too_far"}, **KEY)
    other_path = api.post(f"proposals/{proposal.uuid}/withdraw", **KEY)
    for refused in (other_body, other_path):
        assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")
    assert Consent.objects.get().answer == "yes"


def test_the_order_of_the_fields_does_not_make_another_body():
    proposal = a_proposal()
    api = Api(a_coordinator(proposal.organisation))
    first = api.post(f"proposals/{proposal.uuid}/answer", {"answer": "no", "reason": "too_far"}, **KEY)
    again = api.post(f"proposals/{proposal.uuid}/answer", {"reason": "too_far", "answer": "no"}, **KEY)
    assert first.content == again.content


def test_keys_of_different_people_have_nothing_to_do_with_each_other():
    for _ in range(2):
        step, api = a_step_and_its_family()
        assert api.post(f"steps/{step.uuid}/done", **KEY).json()["id"] == str(step.uuid)


def test_a_refusal_of_the_use_case_is_said_again():
    step, api = a_step_and_its_family()
    first = api.post(f"steps/{step.uuid}/reopen", **KEY)
    api.post(f"steps/{step.uuid}/done")
    again = api.post(f"steps/{step.uuid}/reopen", **KEY)
    assert (first.status_code, first.json()["code"]) == (409, "not_done")
    assert first.content == again.content
    assert again.headers["Content-Type"] == "application/problem+json"


def test_what_was_invalid_is_not_kept_so_it_may_be_put_right():
    proposal = a_proposal()
    api = Api(a_coordinator(proposal.organisation))
    assert api.post(f"proposals/{proposal.uuid}/answer", {"answer": "perhaps"}, **KEY).status_code == 422
    assert api.post(f"proposals/{proposal.uuid}/answer", {"answer": "yes"}, **KEY).status_code == 200


@pytest.mark.parametrize("key", ["with space", "é", "a" * 256])
def test_a_key_has_1_to_255_visible_letters(key):
    step, api = a_step_and_its_family()
    assert api.post(f"steps/{step.uuid}/done", Idempotency_Key=key).json()["code"] == "bad_idempotency_key"


def test_while_the_first_is_going_on_the_second_is_told_so(monkeypatch):
    step, api = a_step_and_its_family()
    seen = []

    def meanwhile(**_):
        seen.append(api.post(f"steps/{step.uuid}/done", **KEY))
        raise RuntimeError("the first breaks")

    with monkeypatch.context() as patched:
        patched.setattr("backend.api.steps.mark_done", meanwhile)
        with pytest.raises(RuntimeError, match="the first breaks"):
            api.post(f"steps/{step.uuid}/done", **KEY)
    assert (seen[0].status_code, seen[0].json()["code"]) == (409, "in_progress")
    assert api.post(f"steps/{step.uuid}/done", **KEY).status_code == 200  # what broke is not kept


def test_a_claim_whose_process_died_can_be_taken_over_after_a_while_and_has_no_second_effect():
    step, api = a_step_and_its_family()
    api.post(f"steps/{step.uuid}/done", **KEY)
    # As if the process had died after the use case and before the answer was kept.
    IdempotentRequest.requests.update(status=None, answer=b"")
    assert api.post(f"steps/{step.uuid}/done", **KEY).json()["code"] == "in_progress"
    with time_machine.travel(NOON + LOST_AFTER, tick=False):
        later = api.post(f"steps/{step.uuid}/done", **KEY)
        assert (later.status_code, later.json()["code"]) == (409, "already_done")
        assert api.post(f"steps/{step.uuid}/done", **KEY).content == later.content
    step.refresh_from_db()
    assert step.done_at == NOON


def test_whoever_comes_back_after_a_take_over_cannot_settle_any_more():
    person = contact_of(a_family())
    claims = IdempotentRequest.requests
    asked = {"operation": "POST /x", "digest": "d"}
    lost, _ = claims.claim(person, "k", **asked, now=NOON)
    fresh, is_ours = claims.claim(person, "k", **asked, now=NOON + LOST_AFTER)
    assert is_ours
    claims.settle(lost, 200, {}, b"late")
    claims.release(lost)
    claims.settle(fresh, 200, {}, b"right")
    assert bytes(claims.get().answer) == b"right"


def test_answers_are_forgotten_after_two_days():
    step, api = a_step_and_its_family()
    api.post(f"steps/{step.uuid}/done", **KEY)
    assert IdempotentRequest.requests.forget(now=NOON + KEPT_FOR - timedelta(seconds=1)) == 0
    assert IdempotentRequest.requests.forget(now=NOON + KEPT_FOR) == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_has_the_effect_and_nobody_hears_anything_else():
    person = a_coordinator()
    together = Barrier(8)

    def ask(_):
        try:
            together.wait()
            return Api(person).post("runs", {}, **KEY)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))
    assert Run.objects.count() == 1
    fresh = [a for a in answers if a.status_code == 202 and "Idempotent-Replayed" not in a.headers]
    assert len(fresh) == 1
    others = {a.json().get("code", "") if a.status_code == 409 else a.content for a in answers}
    assert others <= {"in_progress", fresh[0].content}
