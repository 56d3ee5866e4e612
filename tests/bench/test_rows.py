"""The benchmark of rows runs from made-up rows to stored proposals. How fast, no test asks."""

import pytest

from matching.models import Proposal
from tests.bench import rows


@pytest.mark.django_db
def test_made_up_rows_become_proposals_phase_by_phase(capsys):
    measured = rows.measure(40, 80)
    assert list(measured.phases) == ["read", "plan", "prove", "write"]
    assert measured.proposed == Proposal.objects.count() > 10
    rows.show("40x80", measured)
    assert "rows to proposals" in capsys.readouterr().out
