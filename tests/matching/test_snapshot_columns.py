"""What comes by COPY is, to the bit, what reading row by row gives; and nothing that is not as wide as told passes."""

import random
from datetime import timedelta

import numpy as np
import pytest

from backend.people.models import Family, Helper, HelperLanguage
from backend.people.models.helper import HelperKind
from backend.people.vocabulary import (
    CERTIFICATES,
    DISCREET_NEEDS,
    HOUSEHOLD,
    INTERESTS,
    LANGUAGES,
    NEEDS,
    SLOTS,
    Gender,
    GenderWish,
    ProtectionClass,
    bits,
)
from matching import snapshot
from matching.models.match import EndReason
from matching.models.proposal import Answer, NoReason, Party
from matching.snapshot import spoken
from matching.snapshot.binary import copied
from tests.factories.clock import NOON
from tests.factories.matching import a_consent, a_match, a_proposal
from tests.factories.people import a_family, a_member, a_volunteer, an_organisation
from tests.matching import snapshot_by_rows

pytestmark = pytest.mark.django_db


def some(dice, codes):
    return dice.sample(list(codes), dice.randint(0, 3))


def levels(dice):
    return {code: dice.randint(1, 6) for code in [*some(dice, LANGUAGES), "xx"]}


def told_by_both(dice):
    return {
        "interests": some(dice, INTERESTS),
        "availability": dice.randrange(1 << len(SLOTS)),
        "wished_gender": dice.choice(GenderWish.values),
        "practises_local_language": dice.random() < 0.5,
    }


def a_rich_family(organisation, dice):
    family = a_family(
        organisation,
        languages=levels(dice),
        needs=some(dice, NEEDS),
        needed_certificates=some(dice, CERTIFICATES),
        nationality=dice.choice(["SY", "AF", "XX"]),
        protection_class=dice.choice(ProtectionClass.values),
        waiting_since=NOON - timedelta(days=dice.randint(-3, 4000), microseconds=dice.randint(0, 9)),
        wishes_same_origin=dice.random() < 0.5,
        **told_by_both(dice),
    )
    for _ in range(dice.randint(0, 4)):
        year, gender = dice.randint(1950, 2026), dice.choice(Gender.values)
        a_member(family, birth_year=year, gender=gender, languages=levels(dice))
    return family


def a_rich_volunteer(organisation, dice):
    return a_volunteer(
        organisation,
        languages=levels(dice),
        skills=some(dice, NEEDS),
        certificates=some(dice, CERTIFICATES),
        household=some(dice, HOUSEHOLD),
        origin=dice.choice(["SY", "", "B", "XX"]),
        gender=dice.choice(Gender.values),
        travel_km=dice.randint(0, 200),
        capacity=dice.randint(1, 3),
        **told_by_both(dice),
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_columns_are_those_that_reading_row_by_row_gives(seed):
    dice = random.Random(seed)
    organisation, partner = an_organisation(), an_organisation()
    organisation.works_with.add(partner)
    families = [a_rich_family(organisation, dice) for _ in range(9)]
    helpers = [a_rich_volunteer(dice.choice([organisation, partner]), dice) for _ in range(9)]
    a_proposal(families[0], helpers[0])
    a_consent(a_proposal(families[1], helpers[1]), Party.HELPER, answer=Answer.NO, reason=NoReason.TOO_FAR)
    a_match(families[2], helpers[2], state="ended", ended_at=NOON, end_reason=EndReason.SAFETY, is_not_again=True)
    scope = organisation, HelperKind.VOLUNTEER
    read = snapshot.read(*scope, now=NOON)
    pairs = [
        (read.families, snapshot_by_rows.read_families(*scope, now=NOON)),
        (read.helpers, snapshot_by_rows.read_helpers(*scope, on=NOON.date())),
        (read.rules, snapshot_by_rows.read_rules(*scope, now=NOON)),
    ]
    for ours, truth in pairs:
        for name, column in vars(truth).items():
            found = getattr(ours, name)
            np.testing.assert_array_equal(found, column, err_msg=name)
            if isinstance(column, np.ndarray):
                assert (found.dtype, found.shape) == (column.dtype, column.shape), name


@pytest.mark.parametrize(
    ("make", "codes", "mask", "vocabulary"),
    [
        (a_family, "needs", "needs_mask", NEEDS),
        (a_family, "interests", "interests_mask", INTERESTS),
        (a_family, "needed_certificates", "needed_certificates_mask", CERTIFICATES),
        (a_volunteer, "skills", "skills_mask", NEEDS),
        (a_volunteer, "interests", "interests_mask", INTERESTS),
        (a_volunteer, "household", "household_mask", HOUSEHOLD),
        (a_volunteer, "certificates", "certificates_mask", CERTIFICATES),
    ],
)
def test_a_stored_mask_agrees_with_the_vocabulary_and_tells_no_story(make, codes, mask, vocabulary):
    for code in vocabulary:
        row = make(**{codes: [code]})
        assert getattr(row, mask) == bits({code} - DISCREET_NEEDS, list(vocabulary)), code
    everything = make(**{codes: list(vocabulary)})
    assert getattr(everything, mask) == bits(set(vocabulary) - DISCREET_NEEDS, list(vocabulary))


def test_a_stored_mask_follows_its_codes():
    helper = a_volunteer(skills=["digital"])
    Helper.objects.filter(pk=helper.pk).update(skills=["childcare"])
    helper.refresh_from_db()
    assert helper.skills_mask == bits(["childcare"], list(NEEDS))


def test_a_stored_place_agrees_with_the_languages():
    helper = a_volunteer(languages=dict.fromkeys([*LANGUAGES, "xx"], 3))
    places = dict(HelperLanguage.objects.filter(helper=helper).values_list("language", "place"))
    assert places == {code: place for place, code in enumerate(LANGUAGES)} | {"xx": None}


def test_nobody_at_all_is_columns_of_no_rows():
    read = snapshot.read(an_organisation(), HelperKind.VOLUNTEER, now=NOON)
    assert read.families.level.shape == read.helpers.level.shape == (0, len(LANGUAGES))
    assert read.rules.pending.shape == read.rules.forbidden.shape == (0, 2)


def test_a_column_with_a_hole_is_refused():
    a_family(municipality=None)
    with pytest.raises(ValueError, match="bytes are not a binary COPY"):
        copied(Family.objects.all(), municipality=("municipality_id", np.int64))


def test_holes_that_add_up_to_a_whole_row_are_refused():
    for _ in range(7):
        a_family(municipality=None)
    # Each row lacks 8 bytes of 14: seven rows are as long as three whole ones.
    with pytest.raises(ValueError, match="in some row, not"):
        copied(Family.objects.all(), municipality=("municipality_id", np.int64))


def test_text_in_the_query_is_text_whatever_it_says():
    family = a_family(reference="100% 'sure' {0}")
    read = copied(Family.objects.filter(reference=family.reference), key=("pk", np.int64))
    assert read["key"].tolist() == [family.pk]


def test_instants_come_to_the_microsecond():
    since = NOON - timedelta(days=9000, microseconds=7)
    a_family(waiting_since=since)
    [read] = copied(Family.objects.all(), since=("waiting_since", np.datetime64))["since"]
    assert read == np.datetime64(since.replace(tzinfo=None), "us")


def test_all_languages_and_levels_fit_into_the_numbers_they_travel_in():
    assert spoken.IN_ONE * spoken.STEPS < 63
    assert len(LANGUAGES) <= spoken.PARTS * spoken.IN_ONE


def test_reading_takes_nine_queries_at_most(django_assert_max_num_queries):
    organisation = an_organisation()
    for _ in range(4):
        a_proposal(a_family(organisation), a_volunteer(organisation))
    with django_assert_max_num_queries(9):
        snapshot.read(organisation, HelperKind.VOLUNTEER, now=NOON)
