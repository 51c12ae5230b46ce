"""Holds the document camera's focus and exposure while the page rests: the shell of `holding`.

A thread of its own: a control is a transfer over USB and may take tens of milliseconds.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final, Protocol

import structlog

from edge_client.devices.camera_controls import Controls
from edge_client.paper.holding import Holding
from signaling.protocol.desk import ViewState

log = structlog.get_logger(__name__)

LOOK_S: Final = 0.25
"""Between two looks at what the live view advises."""


class Shown(Protocol):
    """What is used of the live view."""

    @property
    def state(self) -> ViewState | None:
        """How the paper is shown, with its advice; None while nobody looks."""


class Holder:
    """`start` and `stop`; may be started again."""

    def __init__(
        self,
        paper: Shown,
        controls: Controls,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._paper = paper
        self._controls = controls
        self._clock = clock
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; one that works already goes on."""
        if self._thread is None:
            self._ended.clear()
            self._thread = threading.Thread(target=self._run, name="paper-holder", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End; the camera is as it was before. May be repeated."""
        thread, self._thread = self._thread, None
        self._ended.set()
        if thread is not None:
            thread.join(2.0)

    def _run(self) -> None:
        holding = Holding()
        while not self._ended.wait(LOOK_S):
            self.look(holding)
        if holding.held:
            self._controls.release()

    def look(self, holding: Holding) -> None:
        """One look, and what follows from it."""
        state = self._paper.state
        if not holding.see(None if state is None else state.advice, self._clock()):
            return
        try:
            if holding.held:
                log.debug("paper.held", any=self._controls.hold())
            else:
                self._controls.release()
        except Exception as error:  # a driver's own error must not end this
            log.warning("paper.not_held", error=type(error).__name__)
