"""Structured logs: one JSON object a line, ids and codes only, never what people are called or wrote.

The text of an exception may quote a row ("Key (email)=(…) already exists"), so of an exception we write its type,
the places it passed, and for the database its code and constraint; never its message.
"""

import traceback
from types import TracebackType
from typing import Any, Final

import structlog
from structlog.typing import EventDict, WrappedLogger

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def exception_without_values(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Put what may be told of an exception in the place of `exc_info`."""
    info = event.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["exception"] = [_told(link) for link in _chain(error)]
    return event


def route_without_path(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Django's own lines about requests carry the path, which may hold ids: say the route instead."""
    record = event.get("_record")
    request = getattr(record, "request", None)
    if record is not None and record.name.startswith("django.") and request is not None:
        match = getattr(request, "resolver_match", None)
        event["event"] = "not answered well"
        event["route"] = match.route if match else "unknown"
        event["status"] = getattr(record, "status_code", None)
    return event


def task_without_values(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Celery writes the exception of a task into its line: say which task, and how it went."""
    record = event.get("_record")
    context = getattr(record, "data", None)
    if record is not None and record.name == "celery.app.trace" and isinstance(context, dict):
        event["event"] = str(context.get("description", "done"))
        event["task"], event["id"] = context.get("name"), context.get("id")
    return event


def _chain(error: BaseException) -> list[BaseException]:
    links: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in links:
        links.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return links


def _told(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)
    told: dict[str, Any] = {
        "type": f"{type(error).__module__}.{type(error).__qualname__}",
        "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
    if sqlstate := getattr(error, "sqlstate", None):
        told |= {"sqlstate": sqlstate, "constraint": getattr(getattr(error, "diag", None), "constraint_name", None)}
    return told


SHARED: Final[list[Any]] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    route_without_path,
    task_without_values,
]


def configuration(*, level: str, as_json: bool) -> dict[str, Any]:
    """Return Django's LOGGING: everything through structlog to standard output."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    exception_without_values,
                    renderer,
                ],
            }
        },
        "handlers": {"output": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["output"], "level": level},
        "loggers": {
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "WARNING"},
            "pypdf": {"level": "CRITICAL"},  # its warnings quote the files that people hand in
        },
    }
