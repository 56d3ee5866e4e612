"""A worker of its own process that does a run's parts until a stage begins, says so, and then waits for its end.

python -m tests.matching.worker RUN STAGE, with the database of the test in DATABASE_URL.
"""

import sys

import django


def main(run_id, stage):
    django.setup()
    from matching.engine import territories
    from matching.services import pieces
    from tests.factories.clock import NOON

    vars(territories)["MOST_HELPERS"] = 3
    place = pieces if stage == "write_plan" else territories
    real = getattr(place, stage)

    def begun(*arguments, **named):
        real(*arguments, **named)  # all but the commit
        sys.stdout.write("begun\n")
        sys.stdout.flush()
        sys.stdin.read()

    setattr(place, stage, begun)
    pieces.work(int(run_id), clock=lambda: NOON)


if __name__ == "__main__":
    main(*sys.argv[1:])
