"""What time does: rings that nobody answers, places kept long enough, wrap-ups, dead nodes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import alarms, callback_operations, connections, operations, people
from .settle import settle
from .world import World

NODE_TIMEOUT_S = 2.5
"""A node that has not said `beat` for so long is dead: with the tick that notices it, what the
node was doing is taken up within 3 s."""

IDLE_TICK_S = 1.0
"""Longest time between two ticks."""


def tick(w: World, now: float) -> float:
    """Do all that is due; seconds until the next timer, at most `IDLE_TICK_S`."""
    for node in sorted(n for n, seen in w.nodes.items() if seen < now - NODE_TIMEOUT_S):
        connections.retire(w, now, node)
        w.tell_node(node)
    while True:
        due = sorted((at, timer) for timer, at in w.timers.items() if at <= now)
        if not due:
            break
        for _, timer in due:
            if w.timers.pop(timer, None) is not None:
                kind, id_ = timer.split(":", 1)
                _DUE[kind](w, now, id_)
                settle(w, now)
    later = min(w.timers.values(), default=now + IDLE_TICK_S)
    return max(0.0, min(later - now, IDLE_TICK_S))


def _wrap_up(w: World, now: float, person: str) -> None:
    people.finish_wrap_up(w, now, person)


def _forget(w: World, now: float, what: str) -> None:
    kind, id_ = what.split(":", 1)
    kept: dict[str, dict[str, Any]] = {
        "room": w.rooms,
        "request": w.requests,
        "reservation": w.reservations,
        "alarm": w.alarms,
        "callback": w.callbacks,
        "tally": w.tallies,
    }
    kept[kind].pop(id_, None)


_DUE: dict[str, Callable[[World, float, str], None]] = {
    "ring": operations.expire_ring,
    "wait": operations.expire_wait,
    "grace": connections.expire_grace,
    "wrap_up": _wrap_up,
    "rest": operations.end_rest,
    "overflow": operations.next_tier,
    "alarm": alarms.escalate,
    "callback_open": callback_operations.open_window,
    "callback_close": callback_operations.close_window,
    "forget": _forget,
}
