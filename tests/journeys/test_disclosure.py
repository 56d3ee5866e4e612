"""Every address of the API and of the pages shows exactly what the one table of disclosure says."""

import pytest

from matching.disclosure_table import SHOWN, Field, Reader, Side, Stage
from tests.journeys.disclosure import SIGNS, a_pair, reader_of, shown_to

pytestmark = pytest.mark.django_db

GROUPS = {Reader.GROUP_MEMBER}


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("reader", Reader)
def test_each_reader_is_shown_what_the_table_says_and_nothing_else(reader, stage):
    pair = a_pair(stage, is_group=reader in GROUPS)
    found = shown_to(reader_of(pair, reader), pair)
    for side in (side for side in Side if (reader, side) in SHOWN):
        told = {field for field in SHOWN[reader, side][stage] if (side, field) in SIGNS}
        seen = {field: at for (of, field), at in found.items() if of == side}
        unlike = {field: seen.get(field, "nowhere") for field in set(seen) ^ told}
        assert unlike == {}, (side, unlike)


def test_the_table_has_a_row_for_each_reader_and_stage_and_never_what_is_not_shared():
    assert {reader for reader, _ in SHOWN} == set(Reader)
    for stages in SHOWN.values():
        assert set(stages) == set(Stage)
        assert not any(Field.UNSHARED in fields for fields in stages.values())
