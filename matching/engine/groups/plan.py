"""From columns of people to the plan that gives families sponsor groups, with its reasons, its bound and its proof."""

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from matching.engine.arrays import Bools, Floats, Ints, frozen
from matching.engine.canonical import canonical, canonical_rules, fingerprint
from matching.engine.certificate import require_same
from matching.engine.codes import ALL_TAKEN, GROUP_RULES, HARD_RULES, Reason, WhyUnserved
from matching.engine.columns import Rules
from matching.engine.fit import points, reasons
from matching.engine.groups.certificate import verify
from matching.engine.groups.columns import GroupColumns, SponsoredFamilies
from matching.engine.groups.question import Question
from matching.engine.groups.solve import MOST_PAIRS, Solved, solve
from matching.engine.objective import ranks, tie_break, worth
from matching.engine.possible import Possible, possible, rows_of_keys
from matching.engine.telling import Told, tell
from matching.engine.weights import POINTS

TIE_BITS: Final = 12


@dataclass(frozen=True, eq=False)
class GroupPlan:
    """The plan over all possible pairs, by ascending family key; names as in `plan.Plan`.

    family_key, helper_key  int64[n], the chosen pairs
    fit                     float64[n] in [0, 1], a multiple of 1/10,000
    unserved                int64[], keys of the families without a group, ascending
    counts                  families, helpers, places, pairs (possible ones), served, unserved, pending, kept
    fingerprint             SHA-256 of the question, whatever its order of rows
    """

    family_key: Ints
    helper_key: Ints
    fit: Floats
    unserved: Ints
    counts: dict[str, int]
    fingerprint: str
    families: SponsoredFamilies = field(repr=False)
    helpers: GroupColumns = field(repr=False)
    rules: Rules = field(repr=False)
    stopped: Ints = field(repr=False)
    question: Question = field(repr=False)
    solved: Solved = field(repr=False)

    def explain(self, i: int) -> tuple[Reason, ...]:
        """Return why the i-th chosen pair fits, one Reason per criterion; their points add up to its fit."""
        families, groups = self._rows()
        return reasons(self.families, self.helpers, int(families[i]), int(groups[i]), self.rules)

    def tell(self) -> list[Told]:
        """Return why each chosen pair fits, as `explain` does, all at once: per criterion the different reasons."""
        return tell(self.families, self.helpers, *self._rows(), self.rules)

    def why_unserved(self, key: int) -> WhyUnserved:
        """Return the first rule that leaves the family no group; or `all_taken`, with the groups that could help and
        the families of its class or an earlier one who leave no room there.

        Raises ValueError if the family is served or there is no such family.
        """
        if not np.isin(key, self.unserved):
            raise ValueError(f"family {key} is not unserved")
        asked, row = self.question, int(np.searchsorted(self.families.key, key))
        if self.stopped[row] >= 0:
            return WhyUnserved((*HARD_RULES, *GROUP_RULES)[int(self.stopped[row])].unserved, (), ())
        groups = asked.group[asked.family == row]
        taken = self.solved.chosen[self.solved.chosen >= 0]
        first = asked.rank[asked.family[taken]] >= asked.rank[row]
        there = asked.family[taken[first & np.isin(asked.group[taken], groups)]]
        return WhyUnserved(
            ALL_TAKEN, tuple(self.families.key[there].tolist()), tuple(self.helpers.key[groups].tolist())
        )

    def certificate(self) -> dict[str, Any]:
        """Return the proof, ready for JSON, after checking it and what is told by key. Raises CertificateError: then
        propose nothing.

        `stages` says for each class, and last for fit in 1/10,000, what the plan reaches, what no plan exceeds by the
        prices that the checker went through, and whether that, or branch and bound (HiGHS), proves it the best.
        `objective`, `bound` and `gap`, a share, are those of the first stage that is not proven, or of fit.
        """
        verify(self.question, self.solved)
        self._require_told()
        stages = self.solved.stages
        told = [
            {"value": one.value, "bound": one.bound, "proof": _proof(one.bound == one.value, one.is_best)}
            for one in stages
        ]
        first = next((stage for stage in stages if not stage.is_closed), None)
        objective = first or stages[-1]
        bound = first.bound if first else objective.value
        return {
            "objective": objective.value,
            "bound": bound,
            "gap": (bound - objective.value) / bound if bound else 0.0,
            "proven": first is None,
            "stages": told,
            "violations": 0,
            "pairs_priced": self.question.family.size,
            "served": self.family_key.size,
            "unserved": self.unserved.size,
            "total_fit": round(float(self.fit.sum()), 4),
        }

    def _require_told(self) -> None:
        families, groups = self._rows()
        waits = np.flatnonzero(self.solved.chosen < 0)
        fit = points(self.families, self.helpers, families, groups, self.rules) / POINTS
        require_same(self.family_key, self.families.key[families], "family_key is not the families of the pairs")
        require_same(self.helper_key, self.helpers.key[groups], "helper_key is not the groups of the pairs")
        require_same(self.fit, fit, "fit is not that of the pairs")
        require_same(self.unserved, self.families.key[waits], "unserved are not those who are left")

    def _rows(self) -> tuple[Ints, Ints]:
        taken = self.solved.chosen[self.solved.chosen >= 0]
        return self.question.family[taken], self.question.group[taken]


def plan_groups(
    families: SponsoredFamilies, groups: GroupColumns, rules: Rules, most_pairs: int = MOST_PAIRS
) -> GroupPlan:
    """Return the best plan found for these people over all pairs that the hard rules, persons and money allow.

    As many families of the first class as can be, then of the second, and so on; then the best fit, pending pairs with
    their bonus. Up to `most_pairs` possible pairs that is proven, unless branch and bound meets its limit of nodes;
    beyond, the certificate says how far from the best the plan is at most. Several kinds of room are no matroid: here,
    serving an earlier class can cost families in all. Same question, same plan, whatever the order of rows.

    Raises ValueError for bad columns or rules.
    """
    families, groups, rules = canonical(families), canonical(groups), canonical_rules(rules)
    if families.level.shape[1] != groups.level.shape[1]:
        told, theirs = families.level.shape[1], groups.level.shape[1]
        raise ValueError(f"helpers.level: {theirs} languages, families.level has {told}")
    pairs = _with_room(families, groups, possible(families, groups, rules))
    asked, keep, fit = _question(families, groups, rules, pairs)
    solved = solve(asked, most_pairs)
    rows = solved.chosen[solved.chosen >= 0]
    unserved = np.flatnonzero(solved.chosen < 0)
    return GroupPlan(
        family_key=frozen(families.key[pairs.family[rows]]),
        helper_key=frozen(groups.key[pairs.helper[rows]]),
        fit=frozen(fit[rows] / POINTS),
        unserved=frozen(families.key[unserved]),
        counts={
            "families": families.key.size,
            "helpers": groups.key.size,
            "places": int(groups.capacity.sum()),
            "pairs": pairs.family.size,
            "served": rows.size,
            "unserved": unserved.size,
            "pending": int(keep.sum()),
            "kept": int(keep[rows].sum()),
        },
        fingerprint=fingerprint(families, groups, rules),
        families=families,
        helpers=groups,
        rules=rules,
        stopped=pairs.stopped,
        question=asked,
        solved=solved,
    )


def _proof(by_prices: bool, by_branching: bool) -> str:
    return "prices" if by_prices else "branch_and_bound" if by_branching else ""


def _with_room(families: SponsoredFamilies, groups: GroupColumns, pairs: Possible) -> Possible:
    """Keep the pairs where the group alone could carry the family; a place is asked last, as others may hold it."""
    stopped, kept = pairs.stopped.copy(), np.ones(pairs.family.size, dtype=np.bool_)
    rules = ((families.persons, groups.persons), (families.euro, groups.euro))
    for place, (need, room) in enumerate(rules, start=len(HARD_RULES)):
        kept &= need[pairs.family] <= room[pairs.helper]
        left = np.bincount(pairs.family[kept], minlength=families.key.size)
        stopped[(stopped < 0) & (left == 0)] = place
    return Possible(pairs.family[kept], pairs.helper[kept], stopped)


def _question(
    families: SponsoredFamilies, groups: GroupColumns, rules: Rules, pairs: Possible
) -> tuple[Question, Bools, Ints]:
    fit = points(families, groups, pairs.family, pairs.helper, rules)
    family, helper = rows_of_keys(families.key, groups.key, rules.pending)
    width = groups.key.size
    keep = np.isin(pairs.family * width + pairs.helper, family * width + helper)
    need = np.stack([np.ones_like(families.persons), families.persons, families.euro], axis=1)
    room = np.stack([groups.capacity, groups.persons, groups.euro], axis=1)
    unit = np.maximum(1, np.gcd.reduce(need, axis=0, initial=0))
    asked = Question(
        family=pairs.family,
        group=pairs.helper,
        value=worth(fit / POINTS, keep, rules.keep_bonus),
        tie=tie_break(families.key[pairs.family], groups.key[pairs.helper], TIE_BITS),
        rank=ranks(families.priority),
        need=need // unit,
        room=np.minimum(room // unit, (need // unit).sum(axis=0)),
    )
    return asked, keep, fit
