"""The closing line of `make test` counts both lanes, and no lane that broke off is forgotten."""

import lanes
import pytest

FIRST = """
tests/scenarios/test_browser.py ..F
FAILED tests/scenarios/test_browser.py::test_x - in 3.0s
====== 1 failed, 450 passed, 2 deselected in 700.12s (0:11:40) ======
"""
SECOND = (
    "============================ 2100 passed in 60.00s (0:01:00) ============================\n"
)


@pytest.mark.parametrize(
    ("reports", "told"),
    [
        ([FIRST, SECOND], "1 failed, 2550 passed, 2 deselected in 710.00s"),
        ([SECOND, "Killed\n"], "2100 passed, 1 error in 710.00s"),
        (["", ""], "2 error in 710.00s"),
    ],
)
def test_both_lanes_are_counted(reports: list[str], told: str) -> None:
    line = lanes.counted(reports, 710)
    assert line.strip("= ") == told
    assert lanes.CLOSING_LINE.fullmatch(line), "the line is one as pytest writes it"
