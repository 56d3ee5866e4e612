"""The commands of the system: the same in `make demo`, in docker-compose.yml and on a server."""

from typing import Final

WORKER: Final = ("celery", "-A", "backend.project", "worker", "--loglevel", "INFO", "--concurrency", "2")
ENGINE: Final = ("python", "-m", "matching.engine", "prepare")

# Django's commands, in the order in which they must run. An image has its texts from when it was built.
MIGRATE: Final = ("migrate", "--no-input")
TEXTS: Final = ("compile_texts",)
PLACES: Final = ("load_municipalities",)
PROGRAMME: Final = (("load_demo", "--seed", "2026"), ("run_matching", "--all", "--if-never"))
PAGE: Final = ("show_demo_page",)


def web(host: str, port: int) -> tuple[str, ...]:
    """Return the command of the web server. It takes no path and no script name from a header, whoever sends it."""
    size = ("--workers", "2", "--threads", "4", "--worker-class", "gthread", "--no-control-socket")
    return (
        "gunicorn",
        "backend.project.wsgi:application",
        "--bind",
        f"{host}:{port}",
        *size,
        "--forwarder-headers",
        "",
    )


def beat(schedule: str) -> tuple[str, ...]:
    """Return the command of the clock, which keeps what it last sent in the file `schedule`."""
    return ("celery", "-A", "backend.project", "beat", "--loglevel", "INFO", "--schedule", schedule)


def django(*commands: tuple[str, ...]) -> tuple[str, ...]:
    """Return one command that runs several of Django's, one after the other, in one process (1 s saved for each)."""
    words: list[str] = []
    for command in commands:
        words += [*command, ","]
    return ("python", "-m", "backend.devstack.several", *words[:-1])
