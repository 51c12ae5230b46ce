"""What showing the paper costs is told in plain numbers."""

from __future__ import annotations

import json

from edge_client.paper.figures import Figures


def test_counters_and_stages_are_told_as_numbers() -> None:
    figures = Figures(frames=3, repeated=5, looks=4, found=2, damaged=1)
    figures.cpu_s, figures.times = {"find": 0.25, "render": 0.009}, {"find": 4, "render": 3}
    assert figures.plain() == {
        "frames": 3,
        "repeated": 5,
        "looks": 4,
        "found": 2,
        "damaged": 1,
        "find_ms": 62.5,
        "render_ms": 3.0,
    }


def test_a_stage_counts_its_turns_even_when_it_fails() -> None:
    figures = Figures()
    try:
        with figures.stage("find"):
            raise ValueError
    except ValueError:
        pass
    told = json.loads(json.dumps(figures.plain()))
    assert figures.times == {"find": 1}
    assert told["find_ms"] >= 0
