"""A folder of public keys, ``NAME.pem`` each: terminals, or operators' trusted keys."""

from __future__ import annotations

import re
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .keys import KeyFileError, public_pem, read_public_key, thumbprint
from .logs import log

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class KeyFolder:
    """The folder as last read. `read` again and again; a broken file counts as no key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: dict[Path, tuple[int, int, int]] = {}
        self._keys: dict[str, Ed25519PublicKey] = {}

    def by_name(self, name: str) -> Ed25519PublicKey | None:
        """The key of ``NAME.pem``."""
        return self._keys.get(name)

    def by_kid(self, kid: str) -> Ed25519PublicKey | None:
        """The key with that thumbprint."""
        return next((key for key in self._keys.values() if thumbprint(key) == kid), None)

    def names(self) -> list[str]:
        """Which keys there are."""
        return sorted(self._keys)

    def read(self) -> bool:
        """Take up what changed; whether anything did."""
        seen = {file: _stamp(file) for file in self._files()}
        if seen == self._seen:
            return False
        keys: dict[str, Ed25519PublicKey] = {}
        for file, stamp in seen.items():
            known = self._keys.get(file.stem)
            if known is not None and self._seen.get(file) == stamp:
                keys[file.stem] = known
                continue
            try:
                keys[file.stem] = read_public_key(file)
            except KeyFileError as error:
                log.error("a key file is left out", problem=str(error))
        self._seen, self._keys = seen, keys
        return True

    def add(self, name: str, key: Ed25519PublicKey) -> Path:
        """Register a key. Raises `KeyFileError` for a bad name or where one exists."""
        file = self._file(name)
        if file.exists():
            raise KeyFileError(f"{name} has a key already; remove it first")
        self.folder.mkdir(parents=True, exist_ok=True)
        # Whole or not at all: nodes look at the folder at any moment.
        half = file.with_suffix(".new")
        half.write_bytes(public_pem(key))
        half.rename(file)
        return file

    def remove(self, name: str) -> None:
        """Raises `KeyFileError` where there is none."""
        try:
            self._file(name).unlink()
        except FileNotFoundError:
            raise KeyFileError(f"{name} has no key in {self.folder}") from None

    def _file(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise KeyFileError(f"{name!r} is no id; expected a-z, 0-9, - and _")
        return self.folder / f"{name}.pem"

    def _files(self) -> list[Path]:
        return [file for file in sorted(self.folder.glob("*.pem")) if _NAME.fullmatch(file.stem)]


def _stamp(file: Path) -> tuple[int, int, int]:
    try:
        stat = file.stat()
    except OSError:
        return (0, 0, 0)
    return (stat.st_mtime_ns, stat.st_size, stat.st_ino)
