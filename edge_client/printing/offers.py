"""Papers that are offered to the resident to print: who offered, what the resident said, how it went.

PROTOCOL.md, section 8.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Final, Protocol

from edge_client.booth.print_messages import BoothPrint, BoothPrintSaid, PrintShown
from edge_client.printing.job import Event, Job
from edge_client.printing.printer import IppPrinter, Printer
from signaling.protocol.printing import (
    PrinterProblem,
    PrinterState,
    PrintFailure,
    PrintOffer,
    PrintStage,
    PrintState,
    PrintWithdraw,
)

WATCH_S: Final = 5.0
"""How often the printer is asked how it is, while somebody may offer."""

SHOWN: Final = frozenset(
    {PrintStage.OFFERED, PrintStage.PRINTING, PrintStage.PRINTED, PrintStage.FAILED}
)
"""What the resident sees of it."""


class Line(Protocol):
    """What is used of a `DeskLine`."""

    counterpart: str

    def tell(self, message: PrinterState | PrintState) -> None:
        """Tell its person."""

    def on_closed(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Be told whenever the line has closed; gives how to forget it."""


@dataclass(eq=False)
class _Offered:
    job: Job
    line: Line
    forget: Callable[[], None] = lambda: None
    asked: bool = False
    """Whether the resident was asked: what fails before concerns only who offered."""


class Printing:
    """What is printed at one terminal, one paper at a time. To be used in one event loop."""

    def __init__(self, printer: Printer, booth: Callable[[BoothPrint], None]) -> None:
        """`booth` is told what its screen is to show."""
        self._printer = printer
        self._booth = booth
        self._lines: dict[str, Line] = {}
        self._under: _Offered | None = None
        self._problem: PrinterProblem | None = None
        self._known = False
        self._wake = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def known(self) -> bool:
        """Whether the printer has been asked how it is: only while somebody may offer."""
        return self._known

    @property
    def problem(self) -> PrinterProblem | None:
        """What was wrong with the printer when it was asked last."""
        return self._problem

    async def watch(self) -> None:
        """Know how the printer is while somebody may offer, until cancelled."""
        while True:
            self._wake.clear()
            if not self._lines:
                await self._wake.wait()
            problem = await self._printer.problem()
            if not self._known or problem is not self._problem:
                self._known, self._problem = True, problem
                for line in self._lines.values():
                    line.tell(PrinterState(problem=problem))
            await asyncio.sleep(WATCH_S)

    def attend(self, line: Line) -> None:
        """Somebody has come who may offer."""
        self._lines[line.counterpart] = line
        self._wake.set()
        if self._known:
            line.tell(PrinterState(problem=self._problem))

    def left(self, person: str) -> None:
        """Somebody has left, or may offer no more."""
        self._lines.pop(person, None)
        if self._under is not None and self._under.job.person == person:
            self._happen(self._under, Event.WITHDRAWN)

    def room_over(self) -> None:
        """Nothing of it may remain; what prints comes out, for the paper is the resident's."""
        if self._under is not None:
            self._happen(self._under, Event.WITHDRAWN)
            self._under = None
        self._lines.clear()
        self._booth(BoothPrint(shown=None))

    async def close(self) -> None:
        """End everything."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def asked(self, ask: PrintOffer | PrintWithdraw, line: Line) -> None:
        """Somebody who may offer has offered, or takes it back."""
        under = self._under
        if isinstance(ask, PrintWithdraw):
            if under is not None and (under.job.offer.job, under.line) == (ask.job, line):
                self._happen(under, Event.WITHDRAWN)
        elif under is not None and not under.job.over:
            self._refuse(ask, line, PrintFailure.BUSY)
        elif self._problem is not None or not self._known:
            self._refuse(ask, line, PrintFailure.NO_PRINTER)
        else:
            under = self._under = _Offered(Job(ask, line.counterpart), line)
            under.forget = line.on_closed(lambda: self._closed(under))
            self._tell(under)
            self._spawn(self._is_it_printed(under))

    def came(self, data: bytes, line: Line) -> bool:
        """Bytes of what somebody offered; False when none are due from them."""
        under = self._under
        if under is None or under.line is not line or under.job.stage is not PrintStage.RECEIVING:
            return False
        if under.job.take(data):
            self._tell(under)
        return True

    def said(self, said: BoothPrintSaid) -> None:
        """The resident has touched what the screen asks, or put away how it went."""
        under = self._under
        if under is None or under.job.offer.job != said.job:
            return
        if under.job.over:
            self._under = None
            self._booth(BoothPrint(shown=None))
        elif not said.yes:
            self._happen(under, Event.DECLINED)
        elif under.job.stage is PrintStage.OFFERED:
            data = under.job.hand_over()
            self._happen(under, Event.ACCEPTED)
            self._spawn(self._print(under, data))

    async def _print(self, under: _Offered, data: bytes) -> None:
        printed = await self._printer.print(data, under.job.offer.mime)
        if printed:
            self._happen(under, Event.DONE)
        else:
            self._happen(under, Event.BROKEN, PrintFailure.PRINTER)

    async def _is_it_printed(self, under: _Offered) -> None:
        """Say at once that the printer does not take this kind."""
        if not await self._printer.prints(under.job.offer.mime):
            self._happen(under, Event.BROKEN, PrintFailure.NOT_PRINTABLE)

    def _closed(self, under: _Offered) -> None:
        if under.job.stage is PrintStage.RECEIVING:
            self._happen(under, Event.BROKEN, PrintFailure.LOST)

    def _refuse(self, offer: PrintOffer, line: Line, reason: PrintFailure) -> None:
        line.tell(PrintState(job=offer.job, stage=PrintStage.FAILED, reason=reason))

    def _happen(self, under: _Offered, event: Event, reason: PrintFailure | None = None) -> None:
        if under.job.happen(event, reason):
            self._tell(under)

    def _tell(self, under: _Offered) -> None:
        job = under.job
        under.line.tell(PrintState(job=job.offer.job, stage=job.stage, reason=job.reason))
        under.asked = under.asked or job.stage is PrintStage.OFFERED
        if job.over:
            under.forget()
        if under is not self._under:
            return
        shown = None
        if under.asked and job.stage in SHOWN:
            shown = PrintShown(job=job.offer.job, participant=job.person, stage=job.stage)
        self._booth(BoothPrint(shown=shown))

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def printing_at(uri: str, booth: Callable[[BoothPrint], None]) -> Printing | None:
    """What prints at this address; None without one."""
    return Printing(IppPrinter(uri), booth) if uri else None
