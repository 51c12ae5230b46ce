"""Waiting for a condition instead of sleeping.

A test says what must become true and how long that may take; a failure says what was still
wrong at the last look. `ETALUUKKU_TEST_SCALE` stretches every such time on a slow machine.
"""

import asyncio
import inspect
import os
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar, overload

T = TypeVar("T")

SCALE = float(os.environ.get("ETALUUKKU_TEST_SCALE", "1"))
"""Factor on the timeouts of tests; 1 is meant for two cores."""

_FIRST_PAUSE_S = 0.002
_LONGEST_PAUSE_S = 0.1


class _LastLook:
    """What the condition said when it was last asked."""

    def __init__(self) -> None:
        self.value: object = None
        self.error: AssertionError | None = None
        self.looks = 0

    def failure(self, what: str, timeout_s: float) -> AssertionError:
        if self.looks == 0:
            state = "the condition itself never returned"
        elif self.error is not None:
            state = f"the last look said: {str(self.error) or 'a bare assert failed'}"
        else:
            state = f"the last look returned {self.value!r}"
        return AssertionError(f"{what}: not so within {timeout_s:.1f} s; {state}")


@overload
async def eventually(check: Callable[[], Awaitable[T]], *, timeout_s: float, what: str) -> T: ...


@overload
async def eventually(check: Callable[[], T], *, timeout_s: float, what: str) -> T: ...


async def eventually(
    check: Callable[[], object | Awaitable[object]], *, timeout_s: float, what: str
) -> object:
    """Ask `check` until it returns something truthy, and return that.

    `check` may be a coroutine function; an AssertionError in it means "not yet", any other
    exception ends the wait at once. `timeout_s` is in seconds, before scaling.

    Raises AssertionError naming `what` and the last state when time runs out.
    """
    limit_s = timeout_s * SCALE
    last = _LastLook()
    pause_s = _FIRST_PAUSE_S
    try:
        async with asyncio.timeout(limit_s):
            while True:
                try:
                    answer = check()
                    value = await answer if inspect.isawaitable(answer) else answer
                    last.value, last.error = value, None
                    if value:
                        return value
                except AssertionError as error:
                    last.error = error
                last.looks += 1
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 1.5, _LONGEST_PAUSE_S)
    except TimeoutError:
        raise last.failure(what, limit_s) from last.error


def eventually_sync(check: Callable[[], T], *, timeout_s: float, what: str) -> T:
    """Do as `eventually`, for code without an event loop."""
    limit_s = timeout_s * SCALE
    last = _LastLook()
    pause_s = _FIRST_PAUSE_S
    deadline = time.monotonic() + limit_s
    while True:
        try:
            value = check()
            last.value, last.error = value, None
            if value:
                return value
        except AssertionError as error:
            last.error = error
        last.looks += 1
        if time.monotonic() >= deadline:
            raise last.failure(what, limit_s) from last.error
        time.sleep(pause_s)
        pause_s = min(pause_s * 1.5, _LONGEST_PAUSE_S)
