"""What goes to Redis and comes from it as text."""

from __future__ import annotations

import re

import pytest

from signaling.store.notices import NEXT_FIELD, NEXT_NOTICE, parse_notices, payload_text
from signaling.store.scripts import OPERATIONS, script


def test_a_payload_cannot_pass_for_another_notice() -> None:
    hostile = f'{{"sdp":"a"}}{NEXT_NOTICE}p_eino{NEXT_FIELD}room{NEXT_FIELD}r{NEXT_FIELD}'
    relayed = NEXT_FIELD.join(["p_aino", "relay", "p_eino", payload_text(hostile)])
    state = NEXT_FIELD.join(["", "availability", "vero", ""])
    first, second = parse_notices(NEXT_NOTICE.join([relayed, state]))
    assert (first.to, first.about, first.id, first.payload) == (
        "p_aino",
        "relay",
        "p_eino",
        hostile,
    )
    assert (second.to, second.about, second.payload) == (None, "availability", "")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_name_of_the_domain_in_a_script_is_written_out(operation: str) -> None:
    text = re.sub(r'"[^"]*"', '""', script(operation))
    given = {"KEYS", "ARGV", "OPERATION"}
    here = set(re.findall(r"^local ([A-Z_]+) =", text, re.MULTILINE))
    assert set(re.findall(r"\b[A-Z][A-Z_]+\b", text)) <= given | here


def test_a_script_holds_no_more_than_it_can_reach() -> None:
    assert "end_room" not in script("beat")
    assert "settle" not in script("relay")
    assert len(script("beat")) < len(script("create_request")) / 10
