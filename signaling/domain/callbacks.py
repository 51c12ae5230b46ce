"""Moves of callbacks that other moves bring about: back to wait for the next try, or over.

What is over is erased in the same step: the sealed contact goes with the last move.
"""

from __future__ import annotations

from signaling.protocol import CallbackState, UnservedWhy

from .callback import CALLBACK
from .records import CallbackRecord, RequestRecord
from .world import FORGET_S, World

NOBODY_AGAIN_S = 60.0
"""While nobody serves it, it is looked at so often, or as often as it is tried anyway."""


def nobody_takes(w: World, now: float, request: RequestRecord, why: UnservedWhy | None) -> None:
    """The request for it is over without anybody having taken it."""
    record = w.callbacks.get(request.callback or "")
    if record is None or record.state is not CallbackState.DUE or record.request != request.id:
        return
    w.change_callback(record.id, state=CALLBACK.step(record.state, "return"), request=None)
    try_again(w, now, record, soon=why is UnservedWhy.NOBODY_ON_DUTY)


def put_down(
    w: World, now: float, request: RequestRecord, *, untried: bool = False, soon: bool = False
) -> None:
    """Who had taken it leaves without having reached the resident; `untried`: that was no
    attempt. `soon`: as in `try_again`.
    """
    record = w.callbacks.get(request.callback or "")
    if record is None or record.state is not CallbackState.TAKEN or record.request != request.id:
        return
    if now >= record.closes_at:
        finish(w, now, record, "expire")
    elif not untried and record.attempt >= w.service(record.service).callback_attempts:
        finish(w, now, record, "give_up")
    else:
        w.change_callback(
            record.id,
            state=CALLBACK.step(record.state, "give_back" if untried else "miss"),
            attempt=record.attempt - 1 if untried else record.attempt,
            request=None,
            taken_by=None,
        )
        try_again(w, now, record, soon=soon)


def lose(w: World, now: float, participant: str) -> None:
    """A participant is gone for good: what they had taken waits for somebody else."""
    request = w.requests.get(w.participants[participant].request or "")
    if request is not None:
        put_down(w, now, request, untried=True, soon=True)


def try_again(w: World, now: float, record: CallbackRecord, *, soon: bool) -> None:
    """`soon`: nobody has had a say in it yet. Where the window closes before then, closing it
    is what comes next.
    """
    after_s = w.service(record.service).callback_again_s
    if soon:
        after_s = min(after_s, NOBODY_AGAIN_S)
    if now + after_s < record.closes_at:
        w.set_timer("callback_open", record.id, now + after_s)


def finish(w: World, now: float, record: CallbackRecord, event: str) -> None:
    """It is over by that event, and the contact erased."""
    w.change_callback(
        record.id,
        state=CALLBACK.step(record.state, event),
        sealed=None,
        request=None,
    )
    w.stop_timer("callback_open", record.id)
    w.stop_timer("callback_close", record.id)
    w.set_timer("forget", f"callback:{record.id}", now + FORGET_S)
    left_by = w.participants.get(record.created_by)
    if left_by is not None:
        open_ones = tuple(each for each in left_by.callbacks if each != record.id)
        w.change_participant(left_by.id, callbacks=open_ones)
