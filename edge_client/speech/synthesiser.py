"""Speech made on this machine by espeak-ng, a program of its own (docs/adr/0029).

The text goes in by a pipe: in the list of processes nobody reads what is on the screen.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
from collections.abc import Mapping
from typing import Final, Protocol

from edge_client.devices.blocks import Block
from edge_client.speech.queue import Piece
from edge_client.speech.waveform import at_our_rate, blocks_of, levelled, parse_wav

PROGRAM: Final = "espeak-ng"

PATIENCE_S: Final = 15.0
"""For a piece, which takes some hundredths of a second."""

_LISTING_S: Final = 10.0

_OTHER_NAMES: Final[Mapping[str, str]] = {"zh": "cmn", "no": "nb", "fil": "tl", "ckb": "ku"}
"""Languages that espeak-ng has under another tag."""

_TELEPHONE: Final = re.compile(r"(?<![\w.,])(?:\+|0)\d(?: ?\d){4,}(?!\w)")


class SynthesisError(Exception):
    """A piece could not be spoken."""


class Synthesiser(Protocol):
    """What makes speech of text. Used by one thread; `cancel` may come from any other."""

    def blocks(self, piece: Piece) -> list[Block]:
        """The piece as sound, empty when canceled. Raises SynthesisError."""

    def cancel(self) -> None:
        """What is being made is not wanted any more. Never waits."""


class Espeak:
    """Runs espeak-ng once for each piece."""

    def __init__(self, program: str, words_per_minute: int, home_language: str) -> None:
        self._program = program
        self._words_per_minute = words_per_minute
        self._home_language = home_language
        self._languages: frozenset[str] | None = None
        self._lock = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None
        self._canceled = False

    @classmethod
    def found(cls, words_per_minute: int, home_language: str) -> Espeak | None:
        """Where it is installed."""
        program = installed()
        return cls(program, words_per_minute, home_language) if program else None

    def blocks(self, piece: Piece) -> list[Block]:
        """The piece as sound; see `Synthesiser`."""
        if self._languages is None:
            self._languages = self._known_languages()
        voice = voice_for(piece.language, self._languages, self._home_language)
        speed = str(self._words_per_minute)
        argv = [self._program, "-v", voice, "-s", speed, "-b", "1", "--stdin", "--stdout"]
        sound = self._run(argv, plain(piece.text))
        if not sound:
            return []
        try:
            rate, samples = parse_wav(sound)
        except ValueError as error:
            raise SynthesisError(str(error)) from None
        return blocks_of(levelled(at_our_rate(rate, samples)))

    def cancel(self) -> None:
        """End the program, if it runs."""
        with self._lock:
            if self._running is not None:
                self._canceled = True
                self._running.kill()

    def _run(self, argv: list[str], text: str) -> bytes:
        try:
            process = subprocess.Popen(
                argv,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise SynthesisError(error.strerror or type(error).__name__) from None
        with self._lock:
            self._running, self._canceled = process, False
        try:
            sound, _ = process.communicate(text.encode(), timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise SynthesisError(f"no answer within {PATIENCE_S:.0f} s") from None
        finally:
            with self._lock:
                self._running = None
        if self._canceled:
            return b""
        if process.returncode != 0:
            raise SynthesisError(f"exit code {process.returncode}")
        return sound

    def _known_languages(self) -> frozenset[str]:
        try:
            listing = subprocess.run(
                [self._program, "--voices"],
                capture_output=True,
                text=True,
                timeout=_LISTING_S,
                check=True,
            ).stdout
        except (OSError, subprocess.SubprocessError) as error:
            raise SynthesisError(f"its voices are not known: {type(error).__name__}") from None
        return languages_in(listing)


def installed() -> str | None:
    """Where the program is, None without it."""
    return shutil.which(PROGRAM)


def languages_in(listing: str) -> frozenset[str]:
    """The languages of `espeak-ng --voices`: the second column, under a heading."""
    rows = [line.split() for line in listing.splitlines()[1:]]
    return frozenset(row[1].lower() for row in rows if len(row) > 1)


def voice_for(tag: str, known: frozenset[str], home: str) -> str:
    """The voice that speaks a BCP 47 tag best; one that nobody speaks is read as `home`.

    A language without a voice is read as the booth's own: its names in Latin letters are then
    nearly understood, which is better than silence.
    """
    whole = tag.lower()
    first = whole.split("-")[0]
    for each in (whole, first, _OTHER_NAMES.get(first, first)):
        if each in known or any(name.startswith(f"{each}-") for name in known):
            return each
    return home


def plain(text: str) -> str:
    """What is spoken of a text: no control characters, and nothing espeak-ng takes for phonemes.

    A telephone number is said digit by digit, not as millions.
    """
    letters = "".join(letter if letter.isprintable() else " " for letter in text)
    spelled = _TELEPHONE.sub(lambda found: " ".join(found[0].replace(" ", "")), letters)
    return spelled.replace("[[", "[ ").replace("]]", " ]")
