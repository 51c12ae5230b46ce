"""Seals contacts of callbacks, so that the store keeps what it cannot read.

AES-256-GCM (NIST SP 800-38D) with a key that is never in Redis. What is sealed is bound to its
tenant and callback as associated data: it cannot be moved to another one. A sealed contact is
``KID.BASE64URL(nonce, ciphertext, tag)``; `kid` says which key opens it.

The key file has one key a line, 32 bytes in base64. The first seals, all of them open: a new key
goes on top, and the old one may go when the callbacks of its time are over (two weeks).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from signaling.protocol import Contact, ErrorCode, ProtocolError

from .keys import KeyFileError
from .logs import log

KEY_BYTES = 32
NONCE_BYTES = 12
PADDED_BYTES = 128
"""The clear text is filled up to a multiple, so that its length says next to nothing."""


class SealError(Exception):
    """A sealed contact cannot be opened here; the text names the key, nothing of the contact."""


class Sealer:
    """Seals with the newest key of a file and opens with any. No file: it can do neither."""

    def __init__(self, tenant: str, file: Path | None) -> None:
        """Raises `KeyFileError`."""
        self._tenant = tenant
        self._file = file
        self._text = "" if file is None else _read(file)
        self._keys: Mapping[str, bytes] = {} if file is None else _parse(file, self._text)

    @property
    def ready(self) -> bool:
        """Whether there is a key."""
        return bool(self._keys)

    def reread(self) -> None:
        """Take up a changed file; one that cannot be used changes nothing."""
        if self._file is None:
            return
        try:
            text = _read(self._file)
            if text == self._text:
                return
            self._text = text
            self._keys = _parse(self._file, text)
        except KeyFileError as error:
            if self._text:
                log.error("the changed key file is refused, the old keys stay", problem=str(error))
            self._text = ""
        else:
            log.info("the changed key file is in force", file=self._file.name)

    def seal(self, callback: str, contact: Contact) -> str:
        """Raises ``callbacks_off`` where there is no key."""
        if not self._keys:
            raise ProtocolError(ErrorCode.CALLBACKS_OFF)
        kid, key = next(iter(self._keys.items()))
        clear = contact.model_dump_json(exclude_none=True).encode()
        clear += b" " * (-len(clear) % PADDED_BYTES)
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(key).encrypt(nonce, clear, self._bound_to(callback))
        return f"{kid}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, callback: str, sealed: str) -> Contact:
        """Raises `SealError`."""
        kid, _, text = sealed.partition(".")
        key = self._keys.get(kid)
        if key is None:
            raise SealError(f"sealed with key {kid}, which is not in this node's key file")
        try:
            raw = base64.urlsafe_b64decode(text)
            nonce, rest = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
            clear = AESGCM(key).decrypt(nonce, rest, self._bound_to(callback))
            return Contact.model_validate_json(clear)
        except (InvalidTag, ValueError):
            # Without the cause: it may quote the contact.
            raise SealError(f"key {kid} does not open it: it was changed or moved") from None

    def _bound_to(self, callback: str) -> bytes:
        return f"etaluukku/{self._tenant}/{callback}".encode()


def key_id(key: bytes) -> str:
    """The key's name, which tells nothing of it."""
    return hashlib.sha256(b"etaluukku contact key " + key).hexdigest()[:8]


def _read(file: Path) -> str:
    try:
        if file.stat().st_mode & 0o077:
            raise KeyFileError(f"{file}: others may read this key; chmod 600 {file}")
        return file.read_text("ascii")
    except OSError as error:
        raise KeyFileError(f"{file}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise KeyFileError(f"{file}: is no key file; `etaluukku keys contact` makes one") from None


def _parse(file: Path, text: str) -> Mapping[str, bytes]:
    """The keys by their ids, the one that seals first."""
    keys = [_key(file, number, line) for number, line in enumerate(text.split(), 1)]
    if not keys:
        raise KeyFileError(f"{file}: is empty; `etaluukku keys contact` makes a key")
    return {key_id(key): key for key in keys}


def _key(file: Path, number: int, line: str) -> bytes:
    try:
        key = base64.b64decode(line, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyFileError(f"{file}:{number}: expected {KEY_BYTES} bytes in base64")
    return key


def add_key(file: Path) -> str:
    """Put a new key on top of the file, which is made if need be; returns the key's id.

    Raises `KeyFileError`. The file is readable by its owner only, and replaced whole: nodes
    look at it at any moment.
    """
    old = _read(file) if file.exists() else ""
    if old:
        _parse(file, old)
    key = secrets.token_bytes(KEY_BYTES)
    half = file.with_name(file.name + ".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        half.unlink(missing_ok=True)
        half.touch(mode=0o600)
        half.write_text(base64.b64encode(key).decode() + "\n" + old, "ascii")
        half.rename(file)
    except OSError as error:
        raise KeyFileError(f"{file}: cannot be written ({error.strerror})") from None
    return key_id(key)
