"""States of helpers, sponsor groups and hand-overs and the moves between them: one table each, pure."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class HelperState(StrEnum):
    """From the first sign-up to the last goodbye."""

    APPLIED = "applied"
    CHECKING = "checking"
    APPROVED = "approved"
    AWAY = "away"
    LAPSED = "lapsed"
    DECLINED = "declined"
    LEFT = "left"


class HelperMove(StrEnum):
    """APPLY makes it. LAPSE is made by the calendar, all others by people."""

    APPLY = "apply"
    START_CHECKS = "start_checks"
    APPROVE = "approve"
    GO_AWAY = "go_away"
    COME_BACK = "come_back"
    LAPSE = "lapse"
    DECLINE = "decline"
    LEAVE = "leave"
    REAPPLY = "reapply"


HELPER_TABLE: Final[Mapping[tuple[HelperState, HelperMove], HelperState]] = MappingProxyType(
    {
        (HelperState.APPLIED, HelperMove.START_CHECKS): HelperState.CHECKING,
        (HelperState.APPLIED, HelperMove.DECLINE): HelperState.DECLINED,
        (HelperState.APPLIED, HelperMove.LEAVE): HelperState.LEFT,
        (HelperState.CHECKING, HelperMove.APPROVE): HelperState.APPROVED,
        (HelperState.CHECKING, HelperMove.DECLINE): HelperState.DECLINED,
        (HelperState.CHECKING, HelperMove.LEAVE): HelperState.LEFT,
        (HelperState.APPROVED, HelperMove.GO_AWAY): HelperState.AWAY,
        (HelperState.APPROVED, HelperMove.LAPSE): HelperState.LAPSED,
        (HelperState.APPROVED, HelperMove.LEAVE): HelperState.LEFT,
        (HelperState.AWAY, HelperMove.COME_BACK): HelperState.APPROVED,
        (HelperState.AWAY, HelperMove.LAPSE): HelperState.LAPSED,
        (HelperState.AWAY, HelperMove.LEAVE): HelperState.LEFT,
        (HelperState.LAPSED, HelperMove.APPROVE): HelperState.APPROVED,
        (HelperState.LAPSED, HelperMove.DECLINE): HelperState.DECLINED,
        (HelperState.LAPSED, HelperMove.LEAVE): HelperState.LEFT,
        (HelperState.DECLINED, HelperMove.REAPPLY): HelperState.APPLIED,
        (HelperState.LEFT, HelperMove.REAPPLY): HelperState.APPLIED,
    }
)


class GroupState(StrEnum):
    """How far a sponsor group has come; what its helper may be meanwhile stands in `HELPER_STATES_OF_GROUP`."""

    FORMING = "forming"
    IN_PRINCIPLE = "in_principle"
    APPROVED = "approved"
    MATCHED = "matched"
    ENDED = "ended"


class GroupMove(StrEnum):
    """FORM makes it. MATCH and UNMATCH go with its first and its last running match."""

    FORM = "form"
    ACCEPT_IN_PRINCIPLE = "accept_in_principle"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    MATCH = "match"
    UNMATCH = "unmatch"
    END = "end"
    FORM_AGAIN = "form_again"


GROUP_TABLE: Final[Mapping[tuple[GroupState, GroupMove], GroupState]] = MappingProxyType(
    {
        (GroupState.FORMING, GroupMove.ACCEPT_IN_PRINCIPLE): GroupState.IN_PRINCIPLE,
        (GroupState.FORMING, GroupMove.END): GroupState.ENDED,
        (GroupState.IN_PRINCIPLE, GroupMove.APPROVE): GroupState.APPROVED,
        (GroupState.IN_PRINCIPLE, GroupMove.SEND_BACK): GroupState.FORMING,
        (GroupState.IN_PRINCIPLE, GroupMove.END): GroupState.ENDED,
        (GroupState.APPROVED, GroupMove.MATCH): GroupState.MATCHED,
        (GroupState.APPROVED, GroupMove.END): GroupState.ENDED,
        (GroupState.MATCHED, GroupMove.UNMATCH): GroupState.APPROVED,
        (GroupState.ENDED, GroupMove.FORM_AGAIN): GroupState.FORMING,
    }
)

# What the group's helper may be meanwhile: a group that is approved may be away, or have a check that lapsed.
HELPER_STATES_OF_GROUP: Final[Mapping[GroupState, frozenset[HelperState]]] = MappingProxyType(
    {
        GroupState.FORMING: frozenset({HelperState.APPLIED, HelperState.CHECKING}),
        GroupState.IN_PRINCIPLE: frozenset({HelperState.CHECKING}),
        GroupState.APPROVED: frozenset({HelperState.APPROVED, HelperState.AWAY, HelperState.LAPSED}),
        GroupState.MATCHED: frozenset({HelperState.APPROVED, HelperState.AWAY, HelperState.LAPSED}),
        GroupState.ENDED: frozenset({HelperState.LEFT, HelperState.DECLINED}),
    }
)


class HandOverState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class HandOverMove(StrEnum):
    """OFFER makes it."""

    OFFER = "offer"
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


HAND_OVER_TABLE: Final[Mapping[tuple[HandOverState, HandOverMove], HandOverState]] = MappingProxyType(
    {
        (HandOverState.OFFERED, HandOverMove.ACCEPT): HandOverState.ACCEPTED,
        (HandOverState.OFFERED, HandOverMove.DECLINE): HandOverState.DECLINED,
        (HandOverState.OFFERED, HandOverMove.WITHDRAW): HandOverState.WITHDRAWN,
    }
)
