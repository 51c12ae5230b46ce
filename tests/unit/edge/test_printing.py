"""Papers offered to print: who is told what, and what the resident is asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

from edge_client.booth.print_messages import BoothPrint, BoothPrintSaid, PrintShown
from edge_client.printing.job import OVER, STAGES, Event, Job
from edge_client.printing.offers import Printing
from signaling.protocol.printing import (
    Printable,
    PrinterProblem,
    PrinterState,
    PrintFailure,
    PrintOffer,
    PrintStage,
    PrintState,
    PrintWithdraw,
)
from tests.support.waiting import eventually

PDF = b"%PDF-1.7\n" + b"x" * 91
S, F = PrintStage, PrintFailure


def offer(job: str = "p_1234", mime: Printable = Printable.PDF, size: int = len(PDF)) -> PrintOffer:
    return PrintOffer(job=job, mime=mime, size=size)


class TestJob:
    def test_every_stage_has_a_row_and_the_last_ones_stay(self) -> None:
        assert set(STAGES) == set(PrintStage)
        assert {S.PRINTED, S.DECLINED, S.WITHDRAWN, S.FAILED} == OVER

    def test_comes_in_pieces(self) -> None:
        job = Job(offer(), "p_aino")
        assert not job.take(PDF[:50])
        assert job.take(PDF[50:]) and job.stage is S.OFFERED
        assert job.hand_over() == PDF
        assert job.hand_over() == b"", "nothing of it stays"

    @pytest.mark.parametrize(
        ("mime", "data"),
        [
            (Printable.PDF, b"<html>" * 20),
            (Printable.JPEG, PDF),
            (Printable.PNG, b"\xff\xd8\xff" + PDF),
            (Printable.PDF, PDF + b"x"),
        ],
    )
    def test_is_what_was_announced_or_nothing(self, mime: Printable, data: bytes) -> None:
        job = Job(offer(mime=mime, size=min(len(data), len(PDF))), "p_aino")
        assert job.take(data)
        assert (job.stage, job.reason) == (S.FAILED, F.NOT_PRINTABLE)
        assert not job.take(PDF)

    @pytest.mark.parametrize("mime", Printable)
    def test_each_kind_is_known_by_how_it_begins(self, mime: Printable) -> None:
        heads = {
            Printable.PDF: b"\n\n%PDF-2.0",
            Printable.JPEG: b"\xff\xd8\xff\xe0",
            Printable.PNG: b"\x89PNG\r\n\x1a\n",
        }
        job = Job(offer(mime=mime, size=len(heads[mime])), "p_aino")
        assert job.take(heads[mime]) and job.stage is S.OFFERED

    def test_what_prints_cannot_be_withdrawn(self) -> None:
        job = Job(offer(), "p_aino")
        job.take(PDF)
        job.happen(Event.ACCEPTED)
        assert not job.happen(Event.WITHDRAWN)
        assert job.happen(Event.DONE) and job.over


@dataclass
class Paper:
    """A printer that is told how it fares."""

    trouble: PrinterProblem | None = None
    kinds: frozenset[Printable] = frozenset(Printable)
    works: asyncio.Future[bool] = field(default_factory=asyncio.Future)
    got: list[bytes] = field(default_factory=list)

    async def problem(self) -> PrinterProblem | None:
        return self.trouble

    async def prints(self, mime: Printable) -> bool:
        return mime in self.kinds

    async def print(self, data: bytes, mime: Printable) -> bool:
        self.got.append(data)
        return await self.works


@dataclass
class Line:
    counterpart: str = "p_aino"
    told: list[PrinterState | PrintState] = field(default_factory=list)
    closed: list[Callable[[], None]] = field(default_factory=list)

    def tell(self, message: PrinterState | PrintState) -> None:
        self.told.append(message)

    def on_closed(self, callback: Callable[[], None]) -> Callable[[], None]:
        self.closed.append(callback)
        return lambda: self.closed.remove(callback)

    def close(self) -> None:
        for each in list(self.closed):
            each()

    @property
    def stages(self) -> list[PrintStage]:
        return [each.stage for each in self.told if isinstance(each, PrintState)]

    @property
    def reason(self) -> PrintFailure | None:
        last = self.told[-1]
        assert isinstance(last, PrintState) and last.stage is S.FAILED
        return last.reason


@dataclass
class Room:
    """One expert at a terminal with a printer."""

    printer: Paper
    printing: Printing
    screen: list[BoothPrint]
    line: Line

    def shown(self) -> PrintShown | None:
        return self.screen[-1].shown if self.screen else None

    def stage(self) -> PrintStage | None:
        shown = self.shown()
        return None if shown is None else shown.stage

    def says(self, *, yes: bool, job: str = "p_1234") -> None:
        self.printing.said(BoothPrintSaid(job=job, yes=yes))

    def offers(self, data: bytes = PDF, line: Line | None = None) -> None:
        self.printing.asked(offer(size=len(data)), line or self.line)
        assert self.printing.came(data, line or self.line)

    async def until(self, stage: PrintStage) -> None:
        async def so() -> bool:
            return self.line.stages[-1:] == [stage]

        await eventually(so, timeout_s=5, what=f"{stage} to be told")


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    screen: list[BoothPrint] = []
    printer = Paper()
    printing = Printing(printer, screen.append)
    watching = asyncio.create_task(printing.watch())
    line = Line()
    printing.attend(line)
    await eventually(lambda: line.told, timeout_s=5, what="the printer to be known")
    yield Room(printer, printing, screen, line)
    watching.cancel()
    await printing.close()


async def test_the_resident_is_asked_and_gets_the_paper(room: Room) -> None:
    assert room.line.told == [PrinterState(problem=None)]
    room.offers()
    assert room.shown() == PrintShown(job="p_1234", participant="p_aino", stage=S.OFFERED)
    assert room.printer.got == [], "nothing is printed before"
    room.says(yes=True)
    await eventually(lambda: room.printer.got == [PDF], timeout_s=5, what="it to be printed")
    room.says(yes=True)
    room.printer.works.set_result(True)
    await room.until(S.PRINTED)
    assert room.line.stages == [S.RECEIVING, S.OFFERED, S.PRINTING, S.PRINTED]
    assert room.printer.got == [PDF], "two touches are one paper"
    assert room.stage() is S.PRINTED
    room.says(yes=False)
    assert room.shown() is None


async def test_who_wants_none_gets_none(room: Room) -> None:
    room.offers()
    room.says(yes=False)
    assert room.line.stages[-1] is S.DECLINED
    assert room.shown() is None and room.printer.got == []
    room.says(yes=True)
    assert room.printer.got == []


async def test_a_printer_that_fails_is_told_to_both(room: Room) -> None:
    room.offers()
    room.says(yes=True)
    room.printer.works.set_result(False)
    await room.until(S.FAILED)
    assert room.line.reason is F.PRINTER
    assert room.stage() is S.FAILED


async def test_only_one_at_a_time_and_bytes_only_of_who_offered(room: Room) -> None:
    eino = Line("p_eino")
    room.printing.attend(eino)
    room.offers()
    room.printing.asked(offer("p_5678"), eino)
    assert eino.reason is F.BUSY
    assert not room.printing.came(PDF, eino)
    room.printing.asked(PrintWithdraw(job="p_1234"), eino)
    assert room.shown() is not None, "nobody takes back what another offered"
    room.printing.asked(PrintWithdraw(job="p_1234"), room.line)
    assert room.shown() is None and room.line.stages[-1] is S.WITHDRAWN
    room.offers(line=eino)
    assert room.shown() == PrintShown(job="p_1234", participant="p_eino", stage=S.OFFERED)


async def test_what_breaks_off_is_lost_but_what_has_come_stays(room: Room) -> None:
    room.printing.asked(offer(), room.line)
    room.printing.came(PDF[:9], room.line)
    room.line.close()
    assert room.line.reason is F.LOST and room.shown() is None
    room.offers()
    room.line.close()
    assert room.stage() is S.OFFERED


async def test_rubbish_and_unknown_kinds_do_not_bother_the_resident(room: Room) -> None:
    room.offers(b"<html>" * 10)
    assert room.line.reason is F.NOT_PRINTABLE
    room.printer.kinds = frozenset({Printable.JPEG})
    room.printing.asked(offer(), room.line)
    await room.until(S.FAILED)
    assert room.line.reason is F.NOT_PRINTABLE
    assert all(each.shown is None for each in room.screen)


async def test_a_printer_that_is_out_of_order_is_offered_nothing(room: Room) -> None:
    room.printer.trouble = PrinterProblem.STOPPED
    fresh = Printing(room.printer, room.screen.append)
    fresh.asked(offer(), room.line)
    assert room.line.reason is F.NO_PRINTER, "not known yet"
    watching = asyncio.create_task(fresh.watch())
    line = Line()
    fresh.attend(line)
    await eventually(lambda: line.told, timeout_s=5, what="its trouble to be told")
    assert line.told == [PrinterState(problem=PrinterProblem.STOPPED)]
    fresh.asked(offer(), line)
    assert line.reason is F.NO_PRINTER
    watching.cancel()


@pytest.mark.parametrize("how", ["leaves", "room over"])
async def test_nothing_of_it_outlives_who_offered_it(room: Room, how: str) -> None:
    room.offers()
    if how == "leaves":
        room.printing.left("p_aino")
    else:
        room.printing.room_over()
    assert room.shown() is None
    room.says(yes=True)
    assert room.printer.got == []
