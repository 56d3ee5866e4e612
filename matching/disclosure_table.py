"""Who is shown what of whom, and when: the whole of it as one table. A test walks every address and compares.

A reader who has several parts sees what each of them gives. What a person knows of themselves is not in here.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Reader(StrEnum):
    """HELPER answers for it: the volunteer, or a group's lead. Staff of two organisations that work together."""

    FAMILY = "family"
    HELPER = "helper"
    GROUP_MEMBER = "group_member"
    FAMILY_STAFF = "family_staff"
    HELPER_STAFF = "helper_staff"
    OUTSIDER = "outsider"


class Stage(StrEnum):
    """PROPOSED: no coordinator has said yes. SUSPENDED: by a concern, which staff sees no sign of."""

    PROPOSED = "proposed"
    JUDGED = "judged"
    RUNNING = "running"
    SUSPENDED = "suspended"
    ENDED = "ended"


class Side(StrEnum):
    """Of whom something is shown."""

    FAMILY = "family"
    HELPER = "helper"


class Field(StrEnum):
    """What there is to show. FIRST_NAME: of a group its name. UNSHARED: contact details that their owner keeps."""

    FIRST_NAME = "first_name"
    FAMILY_NAME = "family_name"
    LANGUAGES = "languages"
    HOUSEHOLD = "household"
    MUNICIPALITY = "municipality"
    NEEDS = "needs"
    REFERENCE = "reference"
    STORY = "story"
    CONTACT = "contact"
    ADDRESS = "address"
    UNSHARED = "unshared"


PORTRAIT: Final = frozenset({Field.FIRST_NAME, Field.LANGUAGES, Field.HOUSEHOLD, Field.MUNICIPALITY, Field.NEEDS})
REACHED: Final = PORTRAIT | {Field.FAMILY_NAME, Field.CONTACT, Field.ADDRESS}
FILE: Final = PORTRAIT | {Field.FAMILY_NAME, Field.REFERENCE, Field.STORY}
NOTHING: Final[frozenset[Field]] = frozenset()


def _stages(
    proposed: frozenset[Field], judged: frozenset[Field], running: frozenset[Field], suspended: frozenset[Field]
) -> dict[Stage, frozenset[Field]]:
    """Ended is as before anything was proposed: nobody can follow where the other lives."""
    order = (proposed, judged, running, suspended, proposed)
    return dict(zip(Stage, order, strict=True))


_TABLE: Final = {
    (Reader.FAMILY, Side.HELPER): _stages(NOTHING, PORTRAIT, REACHED, NOTHING),
    (Reader.HELPER, Side.FAMILY): _stages(NOTHING, PORTRAIT, REACHED, NOTHING),
    (Reader.GROUP_MEMBER, Side.FAMILY): _stages(NOTHING, PORTRAIT, REACHED, NOTHING),
    (Reader.FAMILY_STAFF, Side.FAMILY): _stages(FILE, FILE, FILE, FILE),
    (Reader.FAMILY_STAFF, Side.HELPER): _stages(PORTRAIT, PORTRAIT, PORTRAIT, PORTRAIT),
    (Reader.HELPER_STAFF, Side.FAMILY): _stages(NOTHING, PORTRAIT, PORTRAIT, PORTRAIT),
    (Reader.HELPER_STAFF, Side.HELPER): _stages(FILE, FILE, FILE, FILE),
    (Reader.OUTSIDER, Side.FAMILY): _stages(NOTHING, NOTHING, NOTHING, NOTHING),
    (Reader.OUTSIDER, Side.HELPER): _stages(NOTHING, NOTHING, NOTHING, NOTHING),
}
SHOWN: Final[Mapping[tuple[Reader, Side], Mapping[Stage, frozenset[Field]]]] = MappingProxyType(_TABLE)
