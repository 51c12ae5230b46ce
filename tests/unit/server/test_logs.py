"""The log's rules, each on its own."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from signaling.server.logs import FIELDS, log, only_allowed, set_up_logs


@pytest.fixture
def lines() -> Iterator[Any]:
    """Reads what has been logged."""
    stream, handlers = io.StringIO(), logging.root.handlers[:]
    set_up_logs(stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers


def test_unknown_fields_are_named_but_not_written() -> None:
    event = only_allowed(None, "", {"event": "x", "sdp": "v=0", "name": "Aino", "room": "r_1"})
    assert event == {"event": "x", "room": "r_1", "withheld": "name,sdp"}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("r_12-3", "r_12-3"),
        (7, 7),
        (True, True),
        (None, None),
        ("Aino Äyräs", "(withheld)"),
        ("v=0\r\no=-", "(withheld)"),
        ("a" * 200, "(withheld)"),
        (["x"], "(withheld)"),
    ],
)
def test_known_fields_carry_harmless_values_only(value: Any, written: Any) -> None:
    assert only_allowed(None, "", {"event": "x", "room": value})["room"] == written


def test_no_field_is_for_persons() -> None:
    assert FIELDS.isdisjoint(
        {"person", "name", "subject", "sdp", "candidate", "ip", "token", "url"}
    )


def test_exceptions_leave_class_and_place_without_text(lines: Any) -> None:
    try:
        raise ValueError("Aino Äyräs")
    except ValueError:
        log.exception("it failed", room="r_1")
    (line,) = lines()
    assert (line["error"], line["level"], line["room"]) == ("ValueError", "error", "r_1")
    assert line["frames"].startswith("test_logs.py:")
    assert "Aino" not in json.dumps(line)


def test_libraries_log_without_their_text(lines: Any) -> None:
    logging.getLogger("aiohttp.server").error("Error handling request from %s", "192.0.2.1")
    logging.getLogger("quiet").info("not even this")
    (line,) = lines()
    assert (line["event"], line["logger"], line["level"]) == (
        "a library reports",
        "aiohttp.server",
        "error",
    )
    assert "192.0.2.1" not in json.dumps(line)
