"""Explanations of a plan: second choices, why not, what would help a family, whom to recruit. For staff only.

They speak of other people's fit and needs: nothing here may be shown to a helper or a family. Each claim about
what a change would bring is exact: tests make the change and plan again.
"""

from matching.engine.explain.changes import Change, what_helps
from matching.engine.explain.choices import Loss, Moved, WhyNot, second_choice, why_not
from matching.engine.explain.newcomer import gain_of, newcomer
from matching.engine.explain.recruiting import Recruit, recruitment
from matching.engine.explain.worth import Gain

__all__ = [
    "Change",
    "Gain",
    "Loss",
    "Moved",
    "Recruit",
    "WhyNot",
    "gain_of",
    "newcomer",
    "recruitment",
    "second_choice",
    "what_helps",
    "why_not",
]
