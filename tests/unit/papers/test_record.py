"""A benchmark that is run in parts tells what one run would have told."""

from __future__ import annotations

from pathlib import Path

from tests.bench.documenting.record import Look, Record, kept
from tests.bench.documenting.tables import LIVE, Results


def part(first: int) -> Record:
    """Three pages of a run, the third read badly."""
    record = Record(Results(still_s={"6 pt standard": {first: 0.5}}))
    for number, rate in enumerate((0.0, 0.01, 0.5)):
        record.results.add("6 pt standard", LIVE, first + number, rate)
    record.looks = {
        "book": {first: Look(True, False, 3.5, 0.001), first + 1: Look(False, False, 0, 0)}
    }
    return record


def test_parts_are_kept_together_and_told_together(tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    kept(file, part(100))
    both = kept(file, part(200))
    assert Record.of_json(file.read_text("utf-8")) == both
    assert sorted(both.results.rates["6 pt standard", LIVE]) == [100, 101, 102, 200, 201, 202]
    assert both.found() == {"page_found": 0.5, "wrong_warp": 0.0}
    assert both.still_s() == 0.5
    assert len(both.results.still_s["6 pt standard"]) == 2


def test_a_page_measured_again_counts_once(tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    kept(file, part(100))
    again = Record()
    again.results.add("6 pt standard", LIVE, 102, 0.02)
    both = kept(file, again)
    assert both.results.median("6 pt standard", LIVE) == 0.01
    assert both.results.rates["6 pt standard", LIVE][102] == 0.02


def test_without_a_file_only_this_run_is_told() -> None:
    assert kept(None, part(1)) == part(1)
