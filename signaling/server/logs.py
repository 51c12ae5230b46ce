"""Structured logs, one JSON object a line, that cannot hold personal data by accident.

Only the fields of `FIELDS` are written, only short values of harmless shape are, and an
exception leaves its class and the places in the code, never its text: exception texts quote
what they failed on. What is held back is named, so that a missing field is no riddle.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, TextIO

import structlog

FIELDS = frozenset(
    {
        "event", "level", "timestamp", "node", "tenant", "version",
        "role", "participant", "epoch", "workspace",
        "terminal", "service", "request", "reservation", "room", "callback",
        "type", "code", "close_code", "messages", "strikes",
        "route", "method", "status", "duration_ms",
        "kid", "count", "file", "line", "problem", "port", "host", "demo",
        "error", "frames", "logger", "withheld", "attempt", "seconds",
        "place", "language", "outcome", "waited_s", "handled_s", "rating",
    }
)  # fmt: skip
"""Every field that a log line may have. A person's id or name is none of them."""

_SHORT = re.compile(r"[A-Za-z0-9_.:/|\[\]{}<>-]{0,120}")
_FREE_TEXT = frozenset({"event", "problem", "file"})
"""Texts of our own making: constants, and what is wrong with which line of which file."""

Event = MutableMapping[str, Any]


def only_allowed(_: Any, __: str, event: Event) -> Event:
    """A structlog processor: keep the allowed fields, and name those that were not."""
    withheld = sorted(key for key in event if key not in FIELDS)
    kept = {key: _harmless(key, value) for key, value in event.items() if key in FIELDS}
    if withheld:
        kept["withheld"] = ",".join(name for name in withheld if _SHORT.fullmatch(name))
    return kept


def _harmless(key: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    if key in _FREE_TEXT:
        return text[:500]
    if key == "frames":
        return text[:2000]
    return text if _SHORT.fullmatch(text) else "(withheld)"


def only_places(_: Any, __: str, event: Event) -> Event:
    """A structlog processor: an exception becomes its class and where it was raised."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["frames"] = " < ".join(
            f"{Path(f.filename).name}:{f.lineno}:{f.name}"
            for f in reversed(traceback.extract_tb(error.__traceback__)[-12:])
        )
    return event


class _Library(logging.Handler):
    """Libraries' log lines: which one spoke and how loudly; its text may quote anything."""

    def emit(self, record: logging.LogRecord) -> None:
        """Pass the record on without its text."""
        log = structlog.get_logger()
        write = getattr(log, record.levelname.lower(), log.error)
        write("a library reports", logger=record.name, exc_info=record.exc_info)


def set_up_logs(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send every log line of this process through the rules above, to standard output."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_places,
            only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream or sys.stdout),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_Library()], level=logging.WARNING, force=True)


log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
"""The one logger: ``log.info("what happened", field=value)``."""
