"""The expert's face and voice reach the resident together.

A flash and a click leave the expert's Chromium at one moment; the flash is looked for on the real
booth page, the click at the loudspeaker. The bounds are wide: a busy machine is no fault here, and
`make bench-lipsync` measures.
"""

import statistics

import pytest

from tests.support.flashes import FALSE_LATENCY, Told, measure

SECONDS = 8.0
TOGETHER_MS = 250.0
"""Of a machine so busy that a voice stalls: a picture waits 150 ms at most."""

FALSE_S = -0.6
"""So much sooner than it is the voice is said to be heard: then it waits, and the picture not."""


def told(**environ: str) -> Told:
    found = measure("to_booth", SECONDS, **environ)
    assert len(found.pairs) >= 5, f"{len(found.pairs)} of {len(found.made)} came"
    return found


@pytest.fixture(scope="module")
def in_step() -> Told:
    return told()


def test_a_flash_is_seen_when_its_click_is_heard(in_step: Told) -> None:
    assert abs(statistics.median(in_step.skews)) < TOGETHER_MS


def test_who_goes_by_a_false_delay_of_the_loudspeaker_is_out_of_step(in_step: Told) -> None:
    """The test above would notice it: what it looks at moves with what is played and shown."""
    apart = told(**{FALSE_LATENCY: str(FALSE_S)})
    assert statistics.median(apart.skews) < statistics.median(in_step.skews) - 100.0
