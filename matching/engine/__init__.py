"""The matching engine: arrays in, arrays out. No Django, no clock, no I/O, no randomness.

`assign` finds the best plan over given pairs, `assign_fairly` the best of those that are fair between municipalities;
`plan` goes from columns of people to the plan over all possible pairs, and says why; `explain_pair` looks at one pair.
`codes` lists every code they give.
"""

from typing import Final

from matching.engine.assign import assign
from matching.engine.assignment import Assignment
from matching.engine.blocking import Blocking
from matching.engine.certificate import CertificateError
from matching.engine.codes import Reason, Refusal, WhyUnserved
from matching.engine.columns import FamilyColumns, HelperColumns, Rules
from matching.engine.fairness.assignment import FairAssignment
from matching.engine.fairness.solve import assign_fairly
from matching.engine.kept import Kept
from matching.engine.plan import PairExplained, Plan, explain_pair, plan
from matching.engine.weights import DEFAULT_WEIGHTS

VERSION: Final = "0.1.0"  # stored with each run

__all__ = [
    "DEFAULT_WEIGHTS",
    "VERSION",
    "Assignment",
    "Blocking",
    "CertificateError",
    "FairAssignment",
    "FamilyColumns",
    "HelperColumns",
    "Kept",
    "PairExplained",
    "Plan",
    "Reason",
    "Refusal",
    "Rules",
    "WhyUnserved",
    "assign",
    "assign_fairly",
    "explain_pair",
    "plan",
]
