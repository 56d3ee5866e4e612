"""What a run says of itself: why families wait, and how good its plan is."""

import pytest
from django.utils import translation

from matching.engine.codes import ALL_TAKEN, GROUP_RULES, HARD_RULES
from matching.run_texts import is_checked, is_proven, proof_text, unserved_text

PROVEN = {"gap": 0.0, "proven": True, "stages": [{"proof": "prices"}, {"proof": "branch_and_bound"}]}


@pytest.mark.parametrize("code", [*(rule.unserved for rule in (*HARD_RULES, *GROUP_RULES)), ALL_TAKEN])
def test_every_cause_for_waiting_has_a_sentence(code):
    assert unserved_text(code) != code


def test_a_plan_of_volunteers_is_always_proven():
    certificate = {"primal": 7, "dual": 7}
    assert proof_text(certificate) == "Proven: no plan serves more families or fits better."
    assert is_proven(certificate)
    assert is_checked(certificate)


def test_a_plan_that_is_fair_to_municipalities_says_so():
    assert "fairer between municipalities" in proof_text({"policy": "municipalities", "violations": 0})


def test_a_plan_of_groups_is_proven_best_or_says_how_far_from_it():
    assert proof_text(PROVEN).startswith("Proven best")
    assert is_proven(PROVEN)
    far = PROVEN | {"gap": 0.02301, "proven": False}
    assert proof_text(far) == "At most 2.4 % from the best plan there can be."
    assert not is_proven(far)
    with translation.override("nl"):
        assert "2,4 %" in proof_text(far)


def test_only_what_prices_prove_is_checked_independently():
    assert not is_checked(PROVEN)
    assert is_checked(PROVEN | {"stages": [{"proof": "prices"}]})


def test_a_run_without_a_certificate_claims_nothing():
    assert proof_text({}) == ""
    assert not is_proven({})
    assert not is_checked({})
