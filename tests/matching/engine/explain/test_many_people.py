"""Of a plan whose pairs were searched, not listed, the same is told: its prices and queues are over all pairs."""

from matching.engine import plan
from matching.engine.explain import recruitment, second_choice, what_helps
from tests.matching.engine.instances import a_programme
from tests.matching.engine.test_wide import rules, searched

__all__ = ["searched"]  # the fixture


def test_the_same_is_told_of_many_people(searched):
    families, helpers = a_programme(60, 20, seed=3)
    asked = rules((families, helpers), 3)
    listed, made = plan(families, helpers, asked), searched(families, helpers, asked, few=2)
    assert recruitment(made, organisation=1, skills=12) == recruitment(listed, organisation=1, skills=12)
    for key in made.unserved.tolist()[:8]:
        assert what_helps(made, key) == what_helps(listed, key)
    pairs = list(zip(made.family_key.tolist(), made.helper_key.tolist(), strict=True))[:5]
    assert [second_choice(made, *pair) for pair in pairs] == [second_choice(listed, *pair) for pair in pairs]
