"""Loudspeaker, headphones, induction loop: which one plays."""

from __future__ import annotations

from edge_client.config import LoudspeakerSection
from edge_client.devices.outputs import PATIENCE, OutputId, Outputs
from edge_client.devices.status import Reason, SourceState, SourceStatus

LIVE = SourceStatus(SourceState.LIVE, Reason.LIVE, 0.0)
STARTING = SourceStatus(SourceState.STARTING, Reason.STARTING, 0.0)
STUCK = SourceStatus(SourceState.STUCK, Reason.NO_DATA, 0.0)


def chosen(outputs: Outputs) -> OutputId:
    return next(choice.id for choice in outputs.choices() if choice.chosen)


def loop() -> Outputs:
    outputs = Outputs(LoudspeakerSection(device="speaker", induction_loop=3))
    outputs.choose("induction_loop")
    return outputs


def test_a_short_fault_is_waited_out() -> None:
    outputs = loop()
    outputs.seen(STUCK, 0.0)
    outputs.seen(STARTING, 0.5)
    outputs.seen(LIVE, PATIENCE - 0.1)
    outputs.seen(STUCK, PATIENCE + 0.1)
    assert chosen(outputs) is OutputId.INDUCTION_LOOP
    assert outputs.device == 3


def test_attempts_to_open_do_not_hide_a_fault_that_lasts() -> None:
    outputs = loop()
    outputs.seen(STUCK, 0.0)
    outputs.seen(STARTING, 1.0)
    outputs.seen(STARTING, PATIENCE)
    assert chosen(outputs) is OutputId.LOUDSPEAKER
    assert outputs.device == "speaker"


def test_starting_slowly_is_no_fault() -> None:
    outputs = loop()
    outputs.seen(STARTING, 0.0)
    outputs.seen(STARTING, PATIENCE * 2)
    assert chosen(outputs) is OutputId.INDUCTION_LOOP


def test_the_loudspeaker_is_never_left() -> None:
    outputs = Outputs(LoudspeakerSection(device="speaker", headphones="headphones"))
    outputs.seen(STUCK, 0.0)
    outputs.seen(STUCK, PATIENCE * 10)
    assert chosen(outputs) is OutputId.LOUDSPEAKER
    assert not any(choice.away for choice in outputs.choices())
