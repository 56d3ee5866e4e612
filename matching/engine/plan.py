"""From columns of people to the plan over all possible pairs, with why each pair fits and why others wait."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Final

import numpy as np

from matching.engine.arrays import Bools, Floats, Ints, frozen
from matching.engine.assign import solve, tie_bits
from matching.engine.assignment import Assignment
from matching.engine.canonical import canonical, canonical_rules, fingerprint
from matching.engine.certificate import require_same
from matching.engine.codes import ALL_TAKEN, HARD_RULES, Reason, Refusal, WhyUnserved
from matching.engine.columns import MUNICIPALITIES, FamilyColumns, HelperColumns, Rules, take
from matching.engine.fairness.solve import solve_fairly
from matching.engine.fit import points, reasons
from matching.engine.inputs import Problem
from matching.engine.kept import Kept, kept_of
from matching.engine.possible import Possible, possible, refusal, refusals, rows_of_keys
from matching.engine.search import Search, looking
from matching.engine.telling import Told, tell
from matching.engine.weights import POINTS
from matching.engine.wide import Progress, solve_widely

# Families × helpers up to which all pairs are listed, which takes no time that anybody feels.
FEW_CELLS: Final = 1_000_000


@dataclass(frozen=True, eq=False)
class Plan:
    """The best plan over all possible pairs, by ascending family key.

    family_key, helper_key  int64[n], the chosen pairs
    fit                     float64[n] in [0, 1], a multiple of 1/10,000: the sum of the points of its reasons
    unserved                int64[], keys of the families without a helper, ascending
    counts                  families, helpers, places, pairs, served, unserved, pending, kept. pairs: the possible
                            ones, or of many people those that were needed to prove the plan best over all possible
    fingerprint             SHA-256 of the question, whatever its order of rows
    assignment              the plan by row, rows by ascending key, with prices and proof
    """

    family_key: Ints
    helper_key: Ints
    fit: Floats
    unserved: Ints
    counts: dict[str, int]
    fingerprint: str
    assignment: Assignment = field(repr=False)
    families: FamilyColumns = field(repr=False)
    helpers: HelperColumns = field(repr=False)
    rules: Rules = field(repr=False)
    stopped: Ints = field(repr=False)

    def explain(self, i: int) -> tuple[Reason, ...]:
        """Return why the i-th chosen pair fits, one Reason per criterion; their points add up to its fit."""
        pair = self.assignment.pairs[i]
        asked = self.assignment.problem
        return reasons(self.families, self.helpers, int(asked.family[pair]), int(asked.helper[pair]), self.rules)

    def tell(self) -> list[Told]:
        """Return why each chosen pair fits, as `explain` does, all at once: per criterion the different reasons."""
        rows = np.searchsorted(self.families.key, self.family_key), np.searchsorted(self.helpers.key, self.helper_key)
        return tell(self.families, self.helpers, *rows, self.rules)

    def why_unserved(self, key: int) -> WhyUnserved:
        """Return the first hard rule that leaves the family no helper, or `all_taken` and who blocks it.

        Raises ValueError if the family is served or there is no such family.
        """
        if not np.isin(key, self.unserved):
            raise ValueError(f"family {key} is not unserved")
        row = int(np.searchsorted(self.families.key, key))
        if self.stopped[row] >= 0:
            return WhyUnserved(HARD_RULES[int(self.stopped[row])].unserved, (), ())
        families, helpers = self.assignment.why_unserved(row)
        held, by = self.families.key[families], self.helpers.key[helpers]
        return WhyUnserved(ALL_TAKEN, tuple(held.tolist()), tuple(by.tolist()))

    @property
    def begun_with(self) -> int:
        """How many pairs of the plan that was it could begin with."""
        return self.assignment.begun_with

    def kept(self) -> Kept | None:
        """Return what the next plan may begin with; None where the solver gives no prices down to the tie."""
        return kept_of(self.assignment, self.families.key, self.helpers.key)

    def certificate(self) -> dict[str, Any]:
        """Return the proof, ready for JSON, after checking it. Raises CertificateError: then propose nothing.

        Checked is also what is told by key: who is with whom, who waits, and each fit, computed anew from the columns.
        """
        best, asked = self.assignment, self.assignment.problem
        proof = best.proof()
        rows = asked.family[best.pairs], asked.helper[best.pairs]
        require_same(self.family_key, self.families.key[rows[0]], "family_key is not the families of the pairs")
        require_same(self.helper_key, self.helpers.key[rows[1]], "helper_key is not the helpers of the pairs")
        fit = points(self.families, self.helpers, *rows, self.rules) / POINTS
        require_same(self.fit, fit, "fit is not that of the pairs")
        require_same(asked.fit[best.pairs], fit, "the plan was made with another fit")
        require_same(self.unserved, self.families.key[best.unserved], "unserved are not those who are left")
        return proof


@dataclass(frozen=True)
class PairExplained:
    """Either the fit and reasons of a possible pair, or the first hard rule that it breaks."""

    fit: float | None
    reasons: tuple[Reason, ...]
    refusal: Refusal | None


def plan(
    families: FamilyColumns,
    helpers: HelperColumns,
    rules: Rules,
    on_progress: Progress | None = None,
    kept: Kept | None = None,
) -> Plan:
    """Return the best plan for these people over all pairs that the hard rules allow.

    on_progress  is told a phase ("shortlist", "price", "mend", "prove") and the part of it that is done, in [0, 1],
                 where there are many people
    kept         of an earlier plan, to begin with: the nearer it is to this one, the sooner this is found, and it is
                 the same whatever `kept` says (of many people, proven with other pairs). Not used under the policy of
                 municipalities, nor, where nothing is compiled, for more than some thousand pairs.

    Same question, same plan: the order of rows does not matter, ties are broken by keys. Whom the rules
    leave out before any pair is looked at (not approved, away, no check, on hold) must not be in the columns.
    Of many people the pairs are searched, not listed, where the search has been compiled: time about
    O(families × helpers in reach who could be worth enough). Else O(families × helpers) in blocks, then the flow.
    Raises ValueError for bad columns or rules.
    """
    families, helpers, rules = canonical(families), canonical(helpers), canonical_rules(rules)
    _require_same_languages(families, helpers)
    by = looking() if _is_wide(families, helpers, rules) else None
    if by:
        best, stopped = _searched(families, helpers, rules, by, on_progress, kept)
    else:
        best, stopped = _listed(families, helpers, rules, kept)
    asked = best.problem
    return Plan(
        family_key=frozen(families.key[asked.family[best.pairs]]),
        helper_key=frozen(helpers.key[asked.helper[best.pairs]]),
        fit=frozen(asked.fit[best.pairs]),
        unserved=frozen(families.key[best.unserved]),
        counts=_counts(asked, best),
        fingerprint=fingerprint(families, helpers, rules),
        assignment=best,
        families=families,
        helpers=helpers,
        rules=rules,
        stopped=stopped,
    )


def explain_pair(
    families: FamilyColumns, helpers: HelperColumns, rules: Rules, family_key: int, helper_key: int
) -> PairExplained:
    """Return why these two fit, or the first hard rule that forbids it; free places are not looked at.

    Raises ValueError for an unknown key, and as `plan` does.
    """
    family = canonical(take(families, _row("family", families.key, family_key)))
    helper = canonical(take(helpers, _row("helper", helpers.key, helper_key)))
    rules = canonical_rules(rules)
    _require_same_languages(family, helper)
    refused = refusal(family, helper, rules)
    if refused is not None:
        return PairExplained(None, (), refused)
    told = reasons(family, helper, 0, 0, rules)
    return PairExplained(sum(reason.points for reason in told) / POINTS, told, None)


def refuse_pair(
    families: FamilyColumns, helpers: HelperColumns, rules: Rules, family_key: int, helper_key: int
) -> tuple[Refusal, ...]:
    """Return every hard rule that forbids these two, in the order they are asked; free places are not looked at.

    Raises ValueError for an unknown key, and as `plan` does.
    """
    family = canonical(take(families, _row("family", families.key, family_key)))
    helper = canonical(take(helpers, _row("helper", helpers.key, helper_key)))
    _require_same_languages(family, helper)
    return refusals(family, helper, canonical_rules(rules))


def _is_wide(families: FamilyColumns, helpers: HelperColumns, rules: Rules) -> bool:
    return families.key.size * helpers.key.size > FEW_CELLS and rules.policy != MUNICIPALITIES


def _searched(
    families: FamilyColumns,
    helpers: HelperColumns,
    rules: Rules,
    by: SimpleNamespace,
    on_progress: Progress | None,
    kept: Kept | None,
) -> tuple[Assignment, Ints]:
    search = Search(families, helpers, rules, tie_bits(families.key.size, helpers.key.size), by)
    best = solve_widely(families, helpers, rules, search=search, on_progress=on_progress, kept=kept)
    stopped = np.full(families.key.size, -1, dtype=np.int64)
    alone = np.setdiff1d(best.unserved, best.problem.family)
    stopped[alone] = search.stopped(alone)
    return best, stopped


def _listed(
    families: FamilyColumns, helpers: HelperColumns, rules: Rules, kept: Kept | None
) -> tuple[Assignment, Ints]:
    pairs = possible(families, helpers, rules)
    fit = points(families, helpers, pairs.family, pairs.helper, rules) / POINTS
    keep = _pending(pairs, families, helpers, rules)
    asked = Problem(pairs.family, pairs.helper, fit, helpers.capacity, families.priority, keep, rules.keep_bonus)
    if rules.policy == MUNICIPALITIES:
        return solve_fairly(asked, families.key, helpers.key, families.municipality), pairs.stopped
    return solve(asked, families.key, helpers.key, kept), pairs.stopped


def _row(side: str, keys: Ints, key: int) -> Ints:
    rows = np.flatnonzero(np.asarray(keys) == key)
    if not rows.size:
        raise ValueError(f"no {side} has the key {key}")
    return rows


def _require_same_languages(families: FamilyColumns, helpers: HelperColumns) -> None:
    if families.level.shape[1] != helpers.level.shape[1]:
        told, theirs = families.level.shape[1], helpers.level.shape[1]
        raise ValueError(f"helpers.level: {theirs} languages, families.level has {told}")


def _pending(pairs: Possible, families: FamilyColumns, helpers: HelperColumns, rules: Rules) -> Bools:
    family, helper = rows_of_keys(families.key, helpers.key, rules.pending)
    width = helpers.key.size
    return np.isin(pairs.family * width + pairs.helper, family * width + helper)


def _counts(asked: Problem, best: Assignment) -> dict[str, int]:
    return {
        "families": asked.priority.size,
        "helpers": asked.capacity.size,
        "places": int(asked.capacity.sum()),
        "pairs": asked.family.size,
        "served": best.pairs.size,
        "unserved": best.unserved.size,
        "pending": int(asked.keep.sum()),
        "kept": int(asked.keep[best.pairs].sum()),
    }
