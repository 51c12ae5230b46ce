"""The terminal's printer behind a real CUPS."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from edge_client.printing.printer import IppPrinter
from signaling.protocol.printing import Printable, PrinterProblem
from tests.support.cups import PrintServer
from tests.support.processes import free_port
from tests.support.waiting import eventually

PAPER = b"%PDF-1.7\n" + bytes(range(256)) * 4000


@pytest.fixture(scope="module")
def cups() -> Iterator[PrintServer]:
    with PrintServer() as server:
        yield server


async def test_a_paper_comes_out_whole_and_the_queue_keeps_nothing(cups: PrintServer) -> None:
    printer = IppPrinter(cups.uri())
    assert await printer.problem() is None
    assert await printer.prints(Printable.PDF) and await printer.prints(Printable.JPEG)
    assert await printer.print(PAPER, Printable.PDF), cups.log
    assert cups.printed == [PAPER]
    await eventually(lambda: cups.kept == [], timeout_s=10, what="CUPS to have forgotten it")


async def test_a_printer_that_stops_is_no_success_and_says_so(cups: PrintServer) -> None:
    printer = IppPrinter(cups.uri("rikki"), patience_s=2.0)
    assert not await printer.print(PAPER, Printable.PDF)
    assert await printer.problem() is PrinterProblem.STOPPED
    # What somebody waited for in vain does not come out for the next one.
    await eventually(lambda: cups.kept == [], timeout_s=10, what="CUPS to have forgotten it")


async def test_one_that_is_not_there_is_unreachable_and_prints_nothing(cups: PrintServer) -> None:
    for uri in (f"ipp://127.0.0.1:{free_port()}/printers/tiski", cups.uri("tuntematon")):
        printer = IppPrinter(uri)
        assert await printer.problem() is PrinterProblem.UNREACHABLE
        assert not await printer.prints(Printable.PDF)
        assert not await printer.print(PAPER, Printable.PDF)
