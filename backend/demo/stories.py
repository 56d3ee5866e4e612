"""How the running matches of the demo go: one story for each way a match can do, and some that go well."""

from dataclasses import dataclass
from typing import Final

from backend.care.models.check_in import CheckInValue
from matching.lifecycle import MatchState
from matching.models.match import ReviewReason
from matching.models.proposal import Party

BOTH: Final = (Party.FAMILY, Party.HELPER)


@dataclass(frozen=True)
class Story:
    """A match that began `days` ago. `told_by` write down a contact each week until `contact_ago` days ago (None: there
    was none), and answer what they are asked until then: that it goes well, but for the `last` answer of `last_by`.

    `trial_left`: days until the trial is over; below 0 = it was over so long ago.
    """

    days: int
    state: MatchState
    contact_ago: int | None = None
    told_by: tuple[Party, ...] = BOTH
    last: CheckInValue | None = None
    last_by: Party = Party.FAMILY
    trial_left: int | None = None
    review: ReviewReason | None = None
    meets: bool = False


STORIES: Final = (
    Story(5, MatchState.INTRODUCED, meets=True),
    Story(12, MatchState.INTRODUCED, last=CheckInValue.NOT_MET, last_by=Party.HELPER),
    Story(33, MatchState.INTRODUCED, told_by=()),
    Story(20, MatchState.TRIAL, contact_ago=2, trial_left=12, meets=True),
    Story(52, MatchState.TRIAL, contact_ago=4, trial_left=-6),
    Story(60, MatchState.ACTIVE, contact_ago=3, told_by=(Party.HELPER,)),
    Story(130, MatchState.ACTIVE, contact_ago=45),
    Story(100, MatchState.PAUSED, contact_ago=20),
    Story(36, MatchState.ACTIVE, contact_ago=5, last=CheckInValue.WANT_TO_TALK),
    Story(90, MatchState.ACTIVE, contact_ago=6, review=ReviewReason.CHECK_LAPSED),
    Story(45, MatchState.ACTIVE, contact_ago=1, meets=True),
    Story(70, MatchState.ACTIVE, contact_ago=4, last=CheckInValue.SO_SO),
    Story(110, MatchState.ACTIVE, contact_ago=2, meets=True),
    Story(150, MatchState.ACTIVE, contact_ago=6),
    Story(180, MatchState.ACTIVE, contact_ago=3, meets=True),
)
