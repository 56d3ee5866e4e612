"""python -m tests.bench.territories [FAMILIESxHELPERS] [--continent HELPERS]: in pieces, measured; a continent, estimated.

Measured: the same question in 1, 4 and 16 territories. Two processes take the parts of a stage side by side and read
and write files as workers read and write rows; memory is the most that a part adds to a process that has only loaded
the engine. Estimated: how a continent is cut, from its towns, and what that takes at the rates that were measured.
Run `python -m matching.engine prepare` first.
"""

import argparse
import sys
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple, TypeVar

from matching.engine import Rules
from matching.engine import territories as engine
from matching.engine.canonical import canonical, canonical_rules
from tests.bench.continent import Rates, estimate
from tests.bench.lands import land
from tests.bench.side_by_side import Stage, Workers

SIZE: Final = "30000x300000"
CUTS: Final = (1, 4, 16)
MB: Final = 1_000_000
RULES: Final = canonical_rules(Rules())
Record = TypeVar("Record", bound=tuple[Any, ...])


class Measured(NamedTuple):
    """One way to cut: pieces, the share of families that cross, stages in order, a hash of pairs and prices, rates."""

    pieces: int
    crossing: float
    stages: list[Stage]
    plan: str
    rates: Rates

    @property
    def rounds(self) -> int:
        """How often all territories were asked prices."""
        return sum(stage.name == "price" for stage in self.stages)


def main(arguments: list[str]) -> None:
    """Measure, estimate and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.territories")
    parser.add_argument("size", nargs="?", default=SIZE, metavar="FAMILIESxHELPERS")
    parser.add_argument("--cuts", type=int, nargs="+", default=CUTS, help="territories, about")
    parser.add_argument("--continent", type=int, default=100_000_000, metavar="HELPERS")
    given = parser.parse_args(arguments)
    families, helpers = map(int, given.size.split("x"))
    measured = []
    for cuts in given.cuts:
        measured.append(measure(families, helpers, cuts))
        sys.stdout.write(told(measured[-1]))
    if len({one.plan for one in measured}) > 1:
        sys.exit("the plans differ")
    sys.stdout.write("the same plan and prices, to the byte\n\n" + estimate(given.continent, measured[-1].rates))


def measure(families: int, helpers: int, cuts: int) -> Measured:
    """Return what the plan of one made-up land takes in about so many territories."""
    with TemporaryDirectory() as name, Workers(Path(name)) as workers:
        [(parts, crossing)] = workers.stage("split", write_pieces, [(families, helpers, cuts)], alone=True)
        found = workers.stage("search", search, parts)
        [bids] = workers.stage("join", join, [parts], alone=True)
        while bids:
            bids = sum(workers.stage("price", price, parts))
            if bids:
                workers.stage("add", add, [parts], alone=True)
        [plan] = workers.stage("prove", prove, [parts], alone=True)
        pairs = sum(found) / families
        return Measured(len(parts), crossing, workers.stages, plan, rates(workers.stages, families, helpers, pairs))


def write_pieces(folder: Path, size: tuple[int, int, int]) -> tuple[list[int], float]:
    """Cut the land, and leave each piece with what it is asked first; return their numbers and the share that cross."""
    families, helpers, cuts = size
    people = land(families, helpers)
    pieces = engine.cut(canonical(people[0]), canonical(people[1]), RULES, -(-helpers // cuts))
    known = engine.common([engine.seen(piece) for piece in pieces], RULES)
    write(folder / "common", known)
    for number, piece in enumerate(pieces):
        (folder / f"piece-{number}").write_bytes(piece.to_bytes())
        write(folder / f"asked-{number}", engine.nothing_asked(known))
    inner = sum(int(piece.inner.sum()) for piece in pieces)
    touching = families - pieces[-1].families.key.size
    return list(range(len(pieces))), 1 - inner / touching


def search(folder: Path, number: int) -> int:
    """Do a territory's own search; return how many pairs it keeps."""
    found = engine.search(*question(folder, number))
    write(folder / f"found-{number}", found)
    return found.at.size


def price(folder: Path, number: int) -> int:
    """Answer prices; return how many pairs bid more."""
    bids = engine.price(*question(folder, number))
    write(folder / f"bids-{number}", bids)
    return bids.at.size


def join(folder: Path, parts: list[int]) -> bool:
    """Join what the territories found, and leave the prices for each."""
    known = read(folder / "common", engine.Common)
    found = [read(folder / f"found-{number}", engine.Found) for number in parts]
    ask(folder, known, engine.join(known, found), parts)
    return True


def add(folder: Path, parts: list[int]) -> None:
    """Add what bid more than the prices, and leave the new ones."""
    known = read(folder / "common", engine.Common)
    bids = [read(folder / f"bids-{number}", engine.Bids) for number in parts]
    ask(folder, known, engine.add(known, read(folder / "joined", engine.Found), bids), parts)


def prove(folder: Path, parts: list[int]) -> str:
    """Check the plan, and return a hash of its pairs and prices."""
    known, joined = read(folder / "common", engine.Common), read(folder / "joined", engine.Found)
    engine.proof(known, joined)
    told = (joined.mate, joined.family_price, joined.family_tie, joined.helper_price, joined.helper_tie)
    return sha256(b"".join(array.tobytes() for array in told)).hexdigest()


def ask(folder: Path, known: engine.Common, joined: engine.Found, parts: list[int]) -> None:
    """Leave the whole, and for each territory the prices of its people."""
    write(folder / "joined", joined)
    for number in parts:
        keys = engine.keys_of((folder / f"found-{number}").read_bytes())
        write(folder / f"asked-{number}", engine.ask(known, joined, *keys))


def question(folder: Path, number: int) -> tuple[engine.Piece, engine.Asked]:
    """Return a piece and what it is asked."""
    piece = engine.Piece.from_bytes((folder / f"piece-{number}").read_bytes())
    return piece, read(folder / f"asked-{number}", engine.Asked)


def write(path: Path, record: Any) -> None:
    """Leave a record in a file."""
    path.write_bytes(engine.record_bytes(record))


def read(path: Path, kind: type[Record]) -> Record:
    """Return the record in a file."""
    return engine.record_of(kind, path.read_bytes())


def rates(stages: list[Stage], families: int, helpers: int, pairs: float) -> Rates:
    """Return what a family and a helper took, for the estimate."""
    work = {
        name: sum(stage.work for stage in stages if stage.name == name) for name in ("search", "price", "join", "add")
    }
    written = {stage.name: stage.written for stage in stages}
    return Rates(
        search=work["search"] / families,
        price=work["price"] / families / sum(stage.name == "price" for stage in stages),
        join=(work["join"] + work["add"]) / families,
        piece=written["split"] / (families + helpers),
        found=written["search"] / families,
        asked=written["join"] / (families + helpers),
        pairs=pairs,
        rounds=sum(stage.name == "price" for stage in stages),
    )


def told(one: Measured) -> str:
    """Return the measurement as lines of text."""
    lines = [f"{one.pieces} pieces, {one.crossing:.1%} of the families cross, {one.rounds} rounds of prices"]
    lines.append(f"  {'stage':<8}{'seconds':>9}{'of work':>9}{'peak MB':>9}{'MB left':>9}")
    lines += [
        f"  {name:<8}{seconds:>9.2f}{work:>9.2f}{memory / MB:>9.0f}{written / MB:>9.1f}"
        for name, seconds, work, memory, written in one.stages
    ]
    total = sum(stage.seconds for stage in one.stages)
    return "\n".join([*lines, f"  {'all':<8}{total:>9.2f}", ""])


if __name__ == "__main__":
    main(sys.argv[1:])
