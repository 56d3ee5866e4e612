"""What is done in each part of a large run: cut it, let every territory look for itself, join, ask prices, write.

Each task reads what lies in its rows, computes outside any transaction, and settles under its lease; see `parts`.
"""

import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from math import fsum
from typing import Any, Final, TypeVar

import numpy as np
from django.db import transaction

from backend.people.models.helper import HelperKind
from matching.engine import VERSION, Rules
from matching.engine import territories as engine
from matching.engine.canonical import canonical_rules
from matching.engine.columns import CLASSES
from matching.engine.telling import tell
from matching.engine.weights import POINTS
from matching.models import Run, RunPart
from matching.models.part import WHOLE, Task
from matching.models.run import RunState
from matching.reasons import stored_at_once
from matching.services import reports
from matching.services.parts import (
    Lease,
    LeaseLost,
    ask_territory,
    claim_part,
    doing,
    end_hopeless,
    found_in,
    held,
    leased,
    left_behind,
    put_by,
    settle_territory,
    tell_progress,
)
from matching.services.proposals import Pair, write_plan
from matching.services.shares import shares
from matching.snapshot.instant import at_one_instant
from matching.snapshot.pieces import people_in, read_in_pieces
from matching.snapshot.rules import read_rules

MOST_PEOPLE: Final = 2_000_000  # in a run of one piece: 1.1 million may take 4 GB
SHIFT: Final = timedelta(minutes=1)  # reminders wait in the same queue
MOST_AWAKE: Final = 16

Clock = Callable[[], datetime]
Wake = Callable[[int, int], None]  # a run, and how many workers more would find something to do there
Stored = TypeVar("Stored", engine.Found, engine.Bids)


def is_large(run: Run, *, now: datetime) -> bool:
    """Tell whether the run is to be cut; one that shares fairly between municipalities never is, nor one for sponsor
    groups, whose kinds of room do not add up piece by piece. At most six queries."""
    if run.helper_kind == HelperKind.SPONSOR_GROUP:
        return False
    if people_in(run.organisation, run.helper_kind, now=now) <= MOST_PEOPLE:
        return False
    return read_rules(run.organisation, run.helper_kind, now=now).policy == CLASSES


def begin(run: Run) -> None:
    """Make the first part of a large run: to cut it. Part of a use case."""
    RunPart.objects.create(organisation=run.organisation, run=run, number=WHOLE, task=Task.SPLIT, is_due=True)
    Run.objects.filter(pk=run.pk).update(phase="read")


def work(run_id: int, *, clock: Clock, wake: Wake | None = None) -> int:
    """Do the parts of a run that are due until none is. Returns how many. Any number of workers may do so at once.

    `wake` is told when there is work for more workers; and for this one again, after a minute: then others who wait
    for the worker have their turn.
    """
    begun, done = clock(), 0
    while lease := claim_part(run_id, now=clock()):
        more = do_part(lease, clock=clock)
        done += 1
        if wake and more > 1:
            wake(run_id, min(more - 1, MOST_AWAKE))
        if wake and clock() - begun >= SHIFT:
            wake(run_id, 1)
            break
    return done


def take_up(*, clock: Clock, wake: Wake | None = None) -> None:
    """Go on with the runs at which nobody is at work, and end those that take every worker along."""
    end_hopeless(now=clock())
    for run_id in left_behind(now=clock()):
        work(run_id, clock=clock, wake=wake)


def do_part(lease: Lease, *, clock: Clock) -> int:
    """Do what the lease is for. Returns how many parts became due by it; 0 if the lease was lost meanwhile."""
    try:
        with doing(lease, clock=clock):
            return DO[Task(lease.task)](lease, clock)
    except LeaseLost:
        return 0


def _split(lease: Lease, clock: Clock) -> int:
    """Read everybody as they are at one instant, and store a part for each territory."""
    with at_one_instant(writes=True):
        run, whole = held(lease)
        tell_progress(run, Task.SPLIT, 0, 0)
        rules, scope = _rules(run), (run.organisation, run.helper_kind)
        pieces = read_in_pieces(*scope, rules, most=engine.MOST_HELPERS, now=_read_at(run))
        everybody = [_stored(run, number, piece) for number, piece in enumerate(pieces, start=1)]
        known = engine.common(everybody, rules)
        asked = engine.record_bytes(engine.nothing_asked(known))
        RunPart.objects.filter(run=run, number__gt=WHOLE).update(asked=asked)
        put_by(whole, Task.JOIN, round=0, columns=engine.record_bytes(known))
        Run.objects.filter(pk=run.pk).update(
            parameters=reports.parameters(rules),
            input_fingerprint=engine.fingerprint_of(everybody),
            engine_version=VERSION,
            phase="plan",
        )
    return len(everybody)


def _search(lease: Lease, clock: Clock) -> int:
    part = leased(lease)
    found = engine.search(engine.Piece.from_bytes(part.columns), engine.record_of(engine.Asked, part.asked))
    return settle_territory(lease, engine.record_bytes(found))


def _price(lease: Lease, clock: Clock) -> int:
    part = leased(lease)
    bids = engine.price(engine.Piece.from_bytes(part.columns), engine.record_of(engine.Asked, part.asked))
    return settle_territory(lease, engine.record_bytes(bids))


def _join(lease: Lease, clock: Clock) -> int:
    """Join what the territories found and ask them for more; once nobody bids more, prove the plan and share it out."""
    whole = leased(lease)
    known = engine.record_of(engine.Common, whole.columns)
    if lease.round == 0:
        joined = engine.join(known, _found(lease, engine.Found))
        return _ask(lease, joined, known)
    bids = list(_found(lease, engine.Bids))
    joined = engine.record_of(engine.Found, whole.found)
    if any(one.at.size for one in bids):
        return _ask(lease, engine.add(known, joined, bids), known)
    return _share_out(lease, joined, known, engine.proof(known, joined))


def _ask(lease: Lease, joined: engine.Found, known: engine.Common) -> int:
    with transaction.atomic(durable=True):
        run, whole = held(lease)
        for number, found in enumerate(found_in(lease), start=1):
            asked = engine.record_bytes(engine.ask(known, joined, *engine.keys_of(found)))
            ask_territory(run, number, Task.PRICE, round=lease.round + 1, asked=asked)
        put_by(whole, Task.JOIN, round=lease.round + 1, found=engine.record_bytes(joined))
    return number


def _share_out(lease: Lease, joined: engine.Found, known: engine.Common, certificate: dict[str, Any]) -> int:
    with transaction.atomic(durable=True):
        run, whole = held(lease)
        for number, found in enumerate(found_in(lease), start=1):
            asked = engine.record_bytes(engine.share_of(known, joined, *engine.keys_of(found)))
            ask_territory(run, number, Task.EXPLAIN, round=lease.round + 1, asked=asked)
        put_by(whole, Task.WRITE, round=lease.round + 1, found=engine.record_bytes(joined))
        Run.objects.filter(pk=run.pk).update(certificate=certificate, phase="prove")
    return number


def _explain(lease: Lease, clock: Clock) -> int:
    """Say why each pair of a territory fits, as it will be shown."""
    part = leased(lease)
    piece, share = engine.Piece.from_bytes(part.columns), engine.record_of(engine.Share, part.asked)
    fit = engine.fitting(piece, share)
    why = stored_at_once(tell(piece.families, piece.helpers, share.at, share.to, piece.rules))
    keys = piece.families.key[share.at].tolist(), piece.helpers.key[share.to].tolist()
    pairs = list(zip(*keys, (fit.points / POINTS).tolist(), why, strict=True))
    return settle_territory(lease, zlib.compress(json.dumps({"pairs": pairs, "kept": fit.kept}).encode()))


def _write(lease: Lease, clock: Clock) -> int:
    """Write the plan as a run of one piece does, and forget the parts, in one transaction."""
    whole = leased(lease)
    known, joined = engine.record_of(engine.Common, whole.columns), engine.record_of(engine.Found, whole.found)
    explained = [json.loads(zlib.decompress(found)) for found in found_in(lease)]
    pairs = [Pair(*pair) for one in explained for pair in one["pairs"]]
    now = clock()
    with transaction.atomic(durable=True):
        run, whole = held(lease)
        certificate = run.certificate | {"total_fit": fsum(pair.fit for pair in pairs)}
        counts = engine.counts(known, joined) | {"kept": sum(one["kept"] for one in explained)}
        if not run.is_dry:
            counts |= asdict(write_plan(run, pairs, now=now))
        Run.objects.filter(pk=run.pk).update(
            certificate=certificate,
            counts=counts,
            municipalities=shares(known.municipality, joined.mate >= 0, np.zeros(known.family.size)),
            unserved=reports.unserved(engine.why_unserved(known, joined, reports.MOST_UNSERVED_KEPT)),
            state=RunState.DONE,
            progress=100,
            phase="",
            finished_at=now,
            seconds=round((now - _read_at(run)).total_seconds(), 3),
        )
        keys = np.array([[pair.family_id, pair.helper_id] for pair in pairs], dtype=np.int64).reshape(-1, 2)
        fit = np.array([pair.fit for pair in pairs], dtype=np.float64)
        reports.keep_plan(run, known.family, known.priority, keys[:, 0], keys[:, 1], fit)
        RunPart.objects.filter(run=run).delete()
    return 0


DO: Final[Mapping[Task, Callable[[Lease, Clock], int]]] = {
    Task.SPLIT: _split,
    Task.SEARCH: _search,
    Task.JOIN: _join,
    Task.PRICE: _price,
    Task.EXPLAIN: _explain,
    Task.WRITE: _write,
}


def _rules(run: Run) -> Rules:
    rules = read_rules(run.organisation, run.helper_kind, now=_read_at(run))
    return canonical_rules(replace(rules, weights=run.tried_weights) if run.tried_weights else rules)


def _read_at(run: Run) -> datetime:
    """The instant that everything of the run is read at: a worker that takes the part up again reads the same day."""
    assert run.started_at is not None
    return run.started_at


def _stored(run: Run, number: int, piece: engine.Piece) -> engine.Seen:
    asked = {"task": Task.SEARCH, "is_due": True, "columns": piece.to_bytes()}
    RunPart.objects.create(organisation=run.organisation, run=run, number=number, **asked)
    return engine.seen(piece)


def _found(lease: Lease, kind: type[Stored]) -> Iterator[Stored]:
    return (engine.record_of(kind, found) for found in found_in(lease))
