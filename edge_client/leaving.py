"""How a resident who is alone leaves a callback: a time, a telephone number, a check. Pure.

The number is typed in the page and goes through here once, in the message that leaves it: no
state of the terminal ever holds it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from edge_client.booth.messages import (
    BoothCallback,
    BoothLeave,
    BoothNumber,
    BoothWindow,
    CallbackShown,
    FromBooth,
    LeavingStep,
)
from signaling.protocol import (
    AnyServerMessage,
    CallbackCreate,
    CallbackTold,
    CallbackWindow,
    CallbackWindowsGet,
    CallbackWindowsTold,
    ClientMessage,
    Contact,
)

LEFT_S = 20.0
"""The last screen goes back to the start by itself after so long without a touch."""


@dataclass(frozen=True)
class Leaving:
    """How far it has come. Times are monotonic seconds."""

    service: str
    language: str
    """The service's people will speak it."""
    step: LeavingStep = LeavingStep.WINDOWS
    windows: tuple[CallbackWindow, ...] | None = None
    """None: not told yet."""
    told_at: float = 0.0
    """When the windows were told: their durations count from there."""
    window: CallbackWindow | None = None
    callback: str = ""
    """One for each number that was checked, so that sending it again is no second callback."""
    failed: bool = False


def begin(service: str, language: str) -> tuple[Leaving, list[ClientMessage]]:
    """The resident wants to be called: which times are there?"""
    return Leaving(service, language), [CallbackWindowsGet(service=service)]


def said(
    leaving: Leaving, message: FromBooth, fresh: str, now: float
) -> tuple[Leaving, list[ClientMessage]]:
    """After a touch, with what the server is told. What makes no sense changes nothing."""
    match leaving.step, message:
        case LeavingStep.WINDOWS, BoothCallback() if leaving.failed:
            return begin(leaving.service, leaving.language)
        case LeavingStep.WINDOWS, BoothWindow(window=nth) if nth < len(leaving.windows or ()):
            window = (leaving.windows or ())[nth]
            return replace(leaving, step=LeavingStep.NUMBER, window=window, failed=False), []
        case LeavingStep.NUMBER, BoothNumber():
            return replace(leaving, step=LeavingStep.CHECK, callback=fresh, failed=False), []
        case LeavingStep.CHECK, BoothLeave() if leaving.window is not None:
            create = _create(leaving, leaving.window, message, now)
            return replace(leaving, step=LeavingStep.SENDING, failed=False), [create]
    return leaving, []


def back(leaving: Leaving) -> Leaving | None:
    """One step back; None: to the service. What is on its way is waited for."""
    match leaving.step:
        case LeavingStep.NUMBER:
            return replace(leaving, step=LeavingStep.WINDOWS, window=None)
        case LeavingStep.CHECK:
            return replace(leaving, step=LeavingStep.NUMBER, failed=False)
        case LeavingStep.SENDING:
            return leaving
    return None


def told(leaving: Leaving, message: AnyServerMessage, now: float) -> Leaving:
    """After what the server says."""
    match message:
        case CallbackWindowsTold(service=service, windows=windows):
            if service == leaving.service and leaving.step is LeavingStep.WINDOWS:
                return replace(leaving, windows=tuple(windows), told_at=now, failed=False)
        case CallbackTold(callback=callback, window=window):
            # Also after an answer that came too late.
            if callback == leaving.callback and leaving.step in _SENT:
                return replace(leaving, step=LeavingStep.LEFT, window=window, failed=False)
    return leaving


_SENT = (LeavingStep.SENDING, LeavingStep.CHECK)


def refused(leaving: Leaving, message: ClientMessage) -> Leaving:
    """After what the server refused or did not hear."""
    match leaving.step, message:
        case LeavingStep.WINDOWS, CallbackWindowsGet(service=leaving.service):
            return replace(leaving, failed=True)
        case LeavingStep.SENDING, CallbackCreate(callback=leaving.callback):
            return replace(leaving, step=LeavingStep.CHECK, failed=True)
    return leaving


def shown(leaving: Leaving) -> CallbackShown:
    """What the screen shows of it."""
    choosing = leaving.step is LeavingStep.WINDOWS
    return CallbackShown(
        step=leaving.step,
        windows=list(leaving.windows) if choosing and leaving.windows is not None else None,
        window=leaving.window,
        language=leaving.language,
        failed=leaving.failed,
    )


def is_left(leaving: Leaving | None) -> bool:
    """Whether it is done: only the last screen is left to read."""
    return leaving is not None and leaving.step is LeavingStep.LEFT


def _create(
    leaving: Leaving, window: CallbackWindow, said: BoothLeave, now: float
) -> ClientMessage:
    # The windows were told a while ago: what is left until them has become shorter.
    since = now - leaving.told_at
    from_s = max(0.0, window.opens_in_s - since)
    return CallbackCreate(
        callback=leaving.callback,
        service=leaving.service,
        language=leaving.language,
        contact=Contact(phone=said.phone),
        from_s=from_s,
        until_s=max(from_s + 1.0, window.closes_in_s - since),
    )
