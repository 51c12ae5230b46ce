"""Names and other short texts that people write, fit to stand among other words."""

from __future__ import annotations

import unicodedata

MARKS = 3
"""So many combining marks may stand on one letter; no script's spelling needs more."""

_KEPT = frozenset("\u00ad\u200c\u200d\u200e\u200f\u061c")
"""Unseen, but part of spelling: soft hyphen, joiners (Persian, emoji), marks of direction."""


def tidy(text: object) -> object:
    """Take away what would reach beyond the text itself; anything but a `str` is left alone.

    Controls that turn the direction of what follows (UAX 9: embeddings, overrides, isolates) and
    other unseen controls go, line ends and tabs become spaces, and a letter keeps its first
    `MARKS` combining marks: a pile of them covers the lines above and below. The result is in
    NFC and never longer than the text in NFC.
    """
    if not isinstance(text, str):
        return text
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", "".join(map(_seen, text))):
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= MARKS:
            kept.append(char)
    return "".join(kept)


def _seen(char: str) -> str:
    kind = unicodedata.category(char)
    if kind in ("Zl", "Zp") or char in "\t\n\v\f\r\x85":
        return " "
    return "" if kind in ("Cc", "Cf", "Cs") and char not in _KEPT else char
