"""The directory in force: read again when the file changes, kept when the new one is broken."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

from .directory import DirectoryError, parse_directory, read_directory
from .directory_model import Directory
from .logs import log


class LiveDirectory:
    """`current` is the newest version without errors."""

    def __init__(self, file: Path) -> None:
        """Raises `DirectoryError`: a node does not start with a broken directory."""
        self.file = file
        self._stamp = _stamp(file)
        text = read_directory(file)
        self._digest = _digest(text)
        self.current: Directory = parse_directory(file, text)
        self._tell_gaps()

    async def poll(self) -> bool:
        """Look at the file; whether a new version is now in force."""
        stamp = _stamp(self.file)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        # A large directory takes a while to read, and sockets must not wait for it.
        return await asyncio.to_thread(self._take_up)

    def _take_up(self) -> bool:
        try:
            text = read_directory(self.file)
            digest = _digest(text)
            if digest == self._digest:
                return False
            self._digest = digest
            self.current = parse_directory(self.file, text)
        except DirectoryError as error:
            for line in error.lines:
                log.error("the changed directory is refused, the old one stays", problem=line)
            return False
        log.info("the changed directory is in force", file=self.file.name)
        self._tell_gaps()
        return True

    def _tell_gaps(self) -> None:
        for line in self.current.gaps:
            log.warning("a service card lacks a language", problem=line)


def _stamp(file: Path) -> tuple[int, int, int] | None:
    try:
        stat = file.stat()
    except OSError:
        return None
    return (stat.st_mtime_ns, stat.st_size, stat.st_ino)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
