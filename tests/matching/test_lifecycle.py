"""The tables of states: everything that is not in them is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.lifecycle import IllegalMove
from matching.lifecycle import (
    MATCH_TABLE,
    PROPOSAL_TABLE,
    MatchMove,
    MatchState,
    ProposalMove,
    ProposalState,
    advance_match,
    advance_proposal,
)


@pytest.mark.parametrize("state", ProposalState)
@pytest.mark.parametrize("move", ProposalMove)
def test_a_proposal_moves_only_as_its_table_says(state, move):
    if (state, move) in PROPOSAL_TABLE:
        assert advance_proposal(state, move) is PROPOSAL_TABLE[state, move]
        return
    with pytest.raises(IllegalMove):
        advance_proposal(state, move)


@pytest.mark.parametrize("state", MatchState)
@pytest.mark.parametrize("move", MatchMove)
def test_a_match_moves_only_as_its_table_says(state, move):
    if (state, move) in MATCH_TABLE:
        assert advance_match(state, move) is MATCH_TABLE[state, move]
        return
    with pytest.raises(IllegalMove):
        advance_match(state, move)


@given(st.lists(st.sampled_from(ProposalMove)))
def test_a_closed_proposal_never_opens_again(moves):
    state, was_closed = ProposalState.OPEN, False
    for move in moves:
        try:
            state = advance_proposal(state, move)
        except IllegalMove:
            continue
        was_closed = True
    assert (state is not ProposalState.OPEN) == was_closed


@given(st.lists(st.sampled_from(MatchMove)))
def test_an_ended_match_stays_ended(moves):
    state, ended = MatchState.INTRODUCED, False
    for move in moves:
        try:
            state = advance_match(state, move)
        except IllegalMove:
            continue
        ended = ended or state is MatchState.ENDED
    assert (state is MatchState.ENDED) == ended
