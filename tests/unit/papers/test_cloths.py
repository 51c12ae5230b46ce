"""The lines of a checked cloth, and what lies near the picture's edge, are not taken for a sheet's."""

from __future__ import annotations

import numpy as np
import pytest

from edge_client.paper.finder import find_page
from tests.bench.documenting.cases import sought
from tests.bench.documenting.finding import LOOK_PART, look_at
from tests.unit.paper.test_finder import WRONG, off


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("patterned table", 10),  # a line of the cloth goes on past two sides, faintly past one
        ("standard", 2),  # at one end of a side the picture ends, at the other lies a soft shadow
    ],
)
def test_a_page_there_is_found(kind: str, number: int) -> None:
    case = next(one for one in sought(range(number, number + 1)) if one.kind == kind)
    sitting = case.sitting()
    truth = np.asarray(sitting.corners / LOOK_PART, np.float32)
    away = off(find_page(look_at(sitting.frame(0))), truth)
    assert away is not None
    assert away < WRONG
