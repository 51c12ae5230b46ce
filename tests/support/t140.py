"""ITU-T T.140 a second time, written from RFC 8865, RFC 4103 and RFC 9071 alone.

What one end shows must be what the other end meant, whoever wrote the program: tests hold the
pages against this.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

BACKSPACE = "\x08"
LINE_SEPARATOR = "\u2028"
LOST = "\ufffd"

_IGNORED = re.compile(
    r"\ufeff"  # byte order mark: begins a conversation, or keeps it alive
    r"|\x98.{0,255}?\x9c"  # an application's string, with its end
    r"|\x9b[0-?]*[ -/]*[@-~]"  # a control sequence, like select graphic rendition
    r"|\x1b."  # an escape and what follows
    r"|[\x00-\x07\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]",
    re.DOTALL,
)


@dataclass
class Reader:
    """Everything that one writer has sent, and what a reader sees of it."""

    sent: str = ""

    def take(self, block: str) -> None:
        """The next T140block."""
        self.sent += block

    @property
    def lines(self) -> list[str]:
        """The lines now, the last one still being written."""
        text = _IGNORED.sub("", self.sent).replace("\r\n", "\n").replace("\r", "\n")
        text = text.replace("\u2029", "\n").replace(LINE_SEPARATOR, "\n")
        shown: list[str] = []
        for character in text:
            if character != BACKSPACE:
                shown.append(character)
                continue
            # A character goes with the marks that stand on it.
            while shown and unicodedata.category(shown[-1]).startswith("M"):
                shown.pop()
            if shown:
                shown.pop()
        return "".join(shown).split("\n")


@dataclass
class Keys:
    """Somebody who types, and what their keyboard sends."""

    blocks: list[str] = field(default_factory=list)

    def type(self, text: str) -> None:
        """One block for each key."""
        self.blocks += list(text)

    def backspace(self, times: int = 1) -> None:
        """Take back so many characters."""
        self.blocks += [BACKSPACE] * times

    def enter(self) -> None:
        """Begin a new line."""
        self.blocks.append(LINE_SEPARATOR)
