"""Speaks pieces through the loudspeaker's mix, off the event loop, and stops at once.

The mix is what the echo canceller knows of the loudspeaker, so nobody at the other end hears it.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from typing import Final

import numpy as np
import structlog

from edge_client.devices.blocks import BLOCK, Block
from edge_client.devices.mixer import PlaybackSink
from edge_client.speech.queue import Piece, Utterances
from edge_client.speech.synthesiser import Synthesiser, SynthesisError

log = structlog.get_logger(__name__)

READY_BLOCKS: Final = 50
"""The next piece is made when so little of the one before is left: 1 s."""

BESIDE_DB: Final = -8.0
"""Beside people's voices: theirs are not turned down."""

FAILURES: Final = 3
"""In a row: the synthesiser does not work."""

_FADE_OUT: Final = np.linspace(1.0, 0.0, BLOCK, dtype=np.float32)


class Speaker:
    """One voice; what is said while it speaks waits, or takes its place."""

    def __init__(self, synthesiser: Synthesiser, sink: PlaybackSink) -> None:
        self.beside = False
        """Whether people are heard besides: then it speaks more quietly."""
        self._synthesiser = synthesiser
        self._sink = sink
        self._failures = 0
        self._news = threading.Condition()
        self._utterances = Utterances()
        self._blocks: deque[Block] = deque()
        self._gain = 1.0
        self._ends = False
        self._thread: threading.Thread | None = None
        sink.attach(self)

    @property
    def failed(self) -> bool:
        """Whether the synthesiser does not work."""
        return self._failures >= FAILURES

    @property
    def speaks(self) -> bool:
        """Whether anything is left to be heard."""
        with self._news:
            return bool(self._blocks or self._utterances)

    def say(self, pieces: Sequence[Piece], *, interrupts: bool) -> None:
        """Speak them, at once or after what is being spoken. Never waits."""
        with self._news:
            if self._ends:
                return
            if interrupts:
                self._interrupt()
            self._utterances.say(pieces)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="speech", daemon=True)
                self._thread.start()
            self._news.notify_all()

    def hush(self) -> None:
        """Nothing more is heard, but for one block in which it dies away. Never waits."""
        with self._news:
            self._interrupt()

    def close(self) -> None:
        """Say nothing more; waits for the thread."""
        with self._news:
            self._ends = True
            self._interrupt()
            self._news.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join()
        self._sink.remove(self)

    def pull(self) -> Block | None:
        """The next 20 ms, None for silence. Called by the loudspeaker: its pace is the clock."""
        with self._news:
            block = self._blocks.popleft() if self._blocks else None
            if len(self._blocks) == READY_BLOCKS - 1:
                self._news.notify_all()
        before, self._gain = self._gain, 10 ** (BESIDE_DB / 20) if self.beside else 1.0
        if block is None or before == self._gain == 1.0:
            return block
        return block * np.linspace(before, self._gain, BLOCK, dtype=np.float32)

    def _interrupt(self) -> None:
        self._utterances.interrupt()
        dying = [self._blocks[0] * _FADE_OUT] if self._blocks else []
        self._blocks = deque(dying)
        self._synthesiser.cancel()

    def _run(self) -> None:
        while (taken := self._next()) is not None:
            turn, piece = taken
            blocks = self._made(piece)
            with self._news:
                if self._utterances.turn == turn:
                    self._blocks.extend(blocks)

    def _next(self) -> tuple[int, Piece] | None:
        """The piece to be made now, and in which turn; None at the end."""
        with self._news:
            while not self._ends:
                if len(self._blocks) < READY_BLOCKS:
                    piece = self._utterances.next()
                    if piece is not None:
                        return self._utterances.turn, piece
                self._news.wait()
        return None

    def _made(self, piece: Piece) -> list[Block]:
        try:
            blocks = self._synthesiser.blocks(piece)
        except SynthesisError as error:
            # Never the text: it may hold a name or a number.
            log.warning("speech.failed", error=str(error))
            self._failures += 1
            return []
        self._failures = 0
        return blocks
