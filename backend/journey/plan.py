"""The first milestone plan: from the welcome at the airport to the first job, days relative to arrival.

Days are ours, for Belgium: what reception centres and municipalities told families to expect in the first
year (Fedasil's guidance for resettled people; Flemish integration track). An organisation's own plan comes later.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Milestone:
    """One thing on the way: when it is due, what it is, what to do, and the picture that stands for it."""

    code: str
    days_after_arrival: int
    title: Promise
    how_to: Promise
    icon: str

    def due_on(self, arrives_on: date) -> date:
        """Return the local day on which it is due for a family that arrives on `arrives_on`."""
        return arrives_on + timedelta(days=self.days_after_arrival)


_PLAN: Final = (
    Milestone(
        "arrival_welcome",
        0,
        _("Welcome"),
        _(
            "Somebody will meet you at the airport and take you to the place where you will live first. Keep your papers with you."
        ),
        "plane",
    ),
    Milestone(
        "first_words",
        7,
        _("Your first words"),
        _("Practise with your family friend: good morning, thank you, my name is. Ten minutes a day is enough."),
        "speech",
    ),
    Milestone(
        "id_card",
        14,
        _("Your identity card"),
        _("Go to the town hall with your papers and a photo. Your family friend can come with you."),
        "card",
    ),
    Milestone(
        "doctor",
        21,
        _("Your doctor"),
        _("Choose a doctor near your home and join a health insurance fund. Then care costs less."),
        "heart",
    ),
    Milestone(
        "bank_account",
        30,
        _("Your bank account"),
        _("Ask for a basic account at a bank. Bring your identity card. It costs little."),
        "bank",
    ),
    Milestone(
        "school",
        30,
        _("School"),
        _("Every child from 5 to 18 goes to school. Choose a school together and register your children."),
        "school",
    ),
    Milestone(
        "language_course",
        45,
        _("Your language course"),
        _("Ask the integration office for a language course near you. The first course is free."),
        "book",
    ),
    Milestone(
        "home",
        90,
        _("Your own home"),
        _("Look for a home with your helper. Never pay before you have seen it and signed the rental contract."),
        "home",
    ),
    Milestone(
        "job_search",
        180,
        _("Looking for work"),
        _("Write your CV and sign up at the employment office. Tell them what work you can do."),
        "work",
    ),
)

MILESTONES: Final[dict[str, Milestone]] = {milestone.code: milestone for milestone in _PLAN}
SCHOOL_YEARS: Final = range(2, 19)


def milestones_for(*, birth_years: list[int], arrives_on: date) -> list[Milestone]:
    """Return the milestones of a family whose members were born in `birth_years`, soonest first.

    School is only for families with somebody of 2 to 18 years in the year of arrival
    (Belgian nursery school begins at two and a half; school is a duty from 5 to 18).
    """
    has_pupil = any(arrives_on.year - year in SCHOOL_YEARS for year in birth_years)
    return [milestone for milestone in _PLAN if milestone.code != "school" or has_pupil]
