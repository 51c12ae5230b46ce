"""The terminal's printer: a CUPS queue or a printer itself, by IPP (RFC 8011)."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any, Final, Protocol

import structlog
from aiohttp import ClientError
from pyipp import IPP, IPPError
from pyipp.enums import IppJobState, IppOperation, IppPrinterState, IppTag
from pyipp.tags import ATTRIBUTE_TAG_MAP

from signaling.protocol.printing import Printable, PrinterProblem

log = structlog.get_logger(__name__)

LOOK_S: Final = 0.5
"""Between two looks at a job."""
PATIENCE_S: Final = 180.0
"""A job that is not done after so long counts as failed: somebody has to look at the printer."""
SENDING_S: Final = 60
"""Least time for one request; a large paper takes a while over a slow net."""

JOB_NAME, USER = "paper", "etaluukku"
"""The queue's list names nobody."""

DONE: Final = frozenset({IppJobState.COMPLETED})
FAILED: Final = frozenset({IppJobState.CANCELED, IppJobState.ABORTED})

# CUPS knows it and the library does not: the job's file goes, too, which CUPS would keep for a day.
ATTRIBUTE_TAG_MAP.setdefault("purge-job", IppTag.BOOLEAN)


class Printer(Protocol):
    """Prints."""

    async def problem(self) -> PrinterProblem | None:
        """Why it prints nothing now; None when it does."""

    async def prints(self, mime: Printable) -> bool:
        """Whether it takes this kind of paper."""

    async def print(self, data: bytes, mime: Printable) -> bool:
        """Whether it was printed, once that is known. May be cancelled; the paper then comes."""


class IppPrinter:
    """One printer by its address: `ipp://localhost:631/printers/NAME`, or `ipps://`."""

    def __init__(self, uri: str, patience_s: float = PATIENCE_S) -> None:
        self._uri = uri
        self._patience_s = patience_s

    async def problem(self) -> PrinterProblem | None:
        """See `Printer`."""
        try:
            told = await self._attributes("printer-state", "printer-is-accepting-jobs")
        except (IPPError, ClientError, OSError):
            return PrinterProblem.UNREACHABLE
        stopped = told.get("printer-state") == IppPrinterState.STOPPED
        if stopped or not told.get("printer-is-accepting-jobs", True):
            return PrinterProblem.STOPPED
        return None

    async def prints(self, mime: Printable) -> bool:
        """See `Printer`."""
        try:
            kinds = (await self._attributes("document-format-supported")).get(
                "document-format-supported", []
            )
        except (IPPError, ClientError, OSError):
            return False
        return mime.value in ([kinds] if isinstance(kinds, str) else kinds)

    async def print(self, data: bytes, mime: Printable) -> bool:
        """See `Printer`."""
        try:
            async with self._connection() as ipp:
                job = await self._send(ipp, data, mime)
                try:
                    async with asyncio.timeout(self._patience_s):
                        return await self._until_over(ipp, job)
                except TimeoutError:
                    log.warning("printer.slow")
                    return False
                finally:
                    with contextlib.suppress(IPPError, ClientError, OSError):
                        await ipp.execute(IppOperation.CANCEL_JOB, _of(job, **{"purge-job": True}))
        except (IPPError, ClientError, OSError) as error:
            # Its text could name the paper: the kind is enough.
            log.warning("printer.failed", error=type(error).__name__)
            return False

    async def _send(self, ipp: IPP, data: bytes, mime: Printable) -> int:
        asked = {"requesting-user-name": USER, "job-name": JOB_NAME, "document-format": mime.value}
        message = {"operation-attributes-tag": asked, "data": data}
        told = await ipp.execute(IppOperation.PRINT_JOB, message)
        return int(told["jobs"][0]["job-id"])

    async def _until_over(self, ipp: IPP, job: int) -> bool:
        wanted = _of(job, **{"requested-attributes": ["job-state"]})
        while True:
            told = await ipp.execute(IppOperation.GET_JOB_ATTRIBUTES, wanted)
            state = told["jobs"][0]["job-state"]
            if state in DONE or state in FAILED:
                return state in DONE
            await asyncio.sleep(LOOK_S)

    async def _attributes(self, *names: str) -> dict[str, Any]:
        message = {"operation-attributes-tag": {"requested-attributes": list(names)}}
        async with self._connection() as ipp:
            told = await ipp.execute(IppOperation.GET_PRINTER_ATTRIBUTES, message)
        return next(iter(told["printers"]), {})

    def _connection(self) -> IPP:
        return IPP(self._uri, verify_ssl=True, request_timeout=SENDING_S)


def _of(job: int, **attributes: object) -> dict[str, object]:
    return {"operation-attributes-tag": {"job-id": job, "requesting-user-name": USER, **attributes}}
