"""Logs of the terminal: one line an event on standard error, without anything personal."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up_logs() -> None:
    """Plain lines. Libraries are held back: they would write addresses and SDP."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(name)s: %(message)s")
    for name in ("aiortc", "aioice", "aiohttp", "libav"):
        logging.getLogger(name).setLevel(logging.ERROR)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
