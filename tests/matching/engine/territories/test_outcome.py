"""A plan in pieces is proven by plain sums, and refused when it does not hold what it says."""

import numpy as np
import pytest

from matching.engine import CertificateError, Rules
from matching.engine import territories as engine
from matching.engine.canonical import canonical, canonical_rules
from tests.matching.engine.instances import a_programme

RULES = canonical_rules(Rules(works_together=frozenset({(0, 1), (1, 2), (2, 0)})))


@pytest.fixture(scope="module")
def whole():
    """What is common, a joined plan, and the pieces."""
    families, helpers = a_programme(60, 40, 3)
    pieces = engine.cut(canonical(families), canonical(helpers), RULES, 12)
    known = engine.common([engine.seen(piece) for piece in pieces], RULES)
    asked = engine.nothing_asked(known)
    return known, engine.join(known, [engine.search(piece, asked) for piece in pieces]), pieces


def dearer(joined):
    return joined._replace(helper_price=joined.helper_price + 1)


def without_prices(joined):
    return joined._replace(family_price=joined.family_price * 0, helper_price=joined.helper_price * 0)


def below_nothing(joined):
    return joined._replace(family_price=joined.family_price - joined.family_price.max() - 1)


def crowded(joined):
    return joined._replace(capacity=np.zeros_like(joined.capacity))


def strangers(joined):
    mate = joined.mate.copy()
    mate[mate >= 0] = np.roll(mate[mate >= 0], 1)
    return joined._replace(mate=mate)


@pytest.mark.parametrize(
    ("bend", "message"),
    [
        (dearer, "its prices"),
        (without_prices, "would improve"),
        (below_nothing, "below 0"),
        (crowded, "beyond its capacity"),
        (strangers, "not possible"),
    ],
)
def test_a_bent_plan_is_refused(whole, bend, message):
    known, joined, _ = whole
    assert engine.proof(known, joined)["violations"] == 0
    with pytest.raises(CertificateError, match=message):
        engine.proof(known, bend(joined))


def test_a_territory_that_stored_another_plan_is_not_resumed(whole):
    known, _, pieces = whole
    found = [engine.search(piece, engine.nothing_asked(known)) for piece in pieces]
    wrong = [one._replace(helper_price=one.helper_price + 1) for one in found]
    with pytest.raises(ValueError, match="a free place has one"):
        engine.join(known, wrong)


def test_a_territory_says_so_when_a_pair_is_not_worth_what_the_plan_says(whole):
    known, joined, pieces = whole
    shares = [engine.share_of(known, joined, one.families.key, one.helpers.key) for one in pieces]
    [piece, share] = next((one, share) for one, share in zip(pieces, shares, strict=True) if share.at.size)
    assert engine.fitting(piece, share).points.size == share.at.size
    with pytest.raises(CertificateError, match="not worth"):
        engine.fitting(piece, share._replace(weight=share.weight + 1))


def test_whose_record_it_is_can_be_read_alone(whole):
    known, joined, pieces = whole
    for one in pieces:
        found = engine.search(one, engine.nothing_asked(known))
        family, helper = engine.keys_of(engine.record_bytes(found))
        assert (family.tolist(), helper.tolist()) == (one.families.key.tolist(), one.helpers.key.tolist())
    family, helper = engine.keys_of(engine.record_bytes(joined))
    assert (family.tolist(), helper.tolist()) == (known.family.tolist(), joined.helper.tolist())


def test_the_fingerprint_is_that_of_all_pieces_together(whole):
    _, _, pieces = whole
    everybody = [engine.seen(one) for one in pieces]
    assert engine.fingerprint_of(everybody) == engine.fingerprint_of([engine.seen(one) for one in pieces])
    for place, one in enumerate(everybody):
        other = one._replace(fingerprint=one.fingerprint[::-1])
        assert engine.fingerprint_of([*everybody[:place], other, *everybody[place + 1 :]]) != engine.fingerprint_of(
            everybody
        )
