"""Texts that people write, made fit to stand among other words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.protocol.callbacks import Contact
from signaling.protocol.tidy import MARKS, tidy


@pytest.mark.parametrize(
    "text",
    [
        "Åsa-Maria Öhman",
        "محمد علي",
        "می\u200cخواهم",
        "שָׁלוֹם עֲלֵיכֶם",
        "Nguyễn Thị Ngọc",
        "สมชาย ใจดี",
        "अमिताभ",
        "👩🏽\u200d💼 🇫🇮",
        "yhdys\u00adsana",
    ],
)
def test_every_script_stays_as_it_is(text: str) -> None:
    assert tidy(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Aino\u202e onia", "Aino onia"),
        ("\u2067Aino\u2069", "Aino"),
        ("Ai\x00no\ufeff\u200b", "Aino"),
        ("Aino\nMäkelä\u2028toinen\trivi", "Aino Mäkelä toinen rivi"),
        ("e" + "\u0316" * 60 + "n", "e" + "\u0316" * MARKS + "n"),
        ("A\u030a", "Å"),
    ],
)
def test_what_reaches_beyond_the_text_goes(text: str, left: str) -> None:
    assert tidy(text) == left


def test_what_is_no_text_is_left_to_who_checks_it() -> None:
    assert tidy(7) == 7
    assert tidy(None) is None


@given(st.text(max_size=300))
def test_it_is_done_once_and_makes_nothing_longer(text: str) -> None:
    once = tidy(text)
    assert isinstance(once, str)
    assert tidy(once) == once
    assert len(once) <= len(unicodedata.normalize("NFC", text))


def test_the_name_that_a_clerk_types_for_a_callback_is_tidied() -> None:
    assert Contact(name="\u202eAino", phone="040 123 4567").name == "Aino"
