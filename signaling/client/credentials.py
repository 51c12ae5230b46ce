"""Who the client is: a terminal's own key, or an expert's access token from a file.

A token never stands in an address or on a command line, where logs and process lists
would show it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

ASSERTION_LIFE_S = 60
ASSERTION_AUDIENCE = "etaluukku:terminal"


class CredentialsError(Exception):
    """The key or the token cannot be used; the text says what to do."""


class Credentials(Protocol):
    """Proof of identity, made or read anew for every attempt."""

    async def bearer(self) -> str:
        """For the header ``Authorization: Bearer``. Raises `CredentialsError`."""

    async def assertion(self) -> str | None:
        """For ``access.renew``; None where the server renews by itself."""


@dataclass(frozen=True)
class TerminalKey:
    """A terminal's Ed25519 key (RFC 8032); it signs an assertion of one minute (RFC 7523)."""

    terminal: str
    key: Ed25519PrivateKey
    clock: Callable[[], float] = time.time
    new_id: Callable[[], str] = lambda: uuid4().hex

    def sign(self) -> str:
        """A fresh assertion: a JWT with `sub` and `kid` naming the terminal."""
        now = int(self.clock())
        claims = {
            "iss": self.terminal,
            "sub": self.terminal,
            "aud": ASSERTION_AUDIENCE,
            "iat": now,
            "exp": now + ASSERTION_LIFE_S,
            "jti": self.new_id(),
        }
        return jwt.encode(claims, self.key, algorithm="EdDSA", headers={"kid": self.terminal})

    async def bearer(self) -> str:
        """A fresh assertion."""
        return self.sign()

    async def assertion(self) -> str | None:
        """A fresh assertion."""
        return self.sign()


@dataclass(frozen=True)
class TokenFile:
    """An access token in a file; read anew each time, so that a renewed one is taken up."""

    path: Path

    async def bearer(self) -> str:
        """The file's token. Raises `CredentialsError`."""
        try:
            token = self.path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise CredentialsError(
                f"Cannot read the access token from {self.path}: {_reason(error)}. "
                "Make one with `etaluukku token` and save it there."
            ) from None
        if token.count(".") != 2:
            raise CredentialsError(
                f"{self.path} holds no access token. Make one with `etaluukku token`."
            )
        return token

    async def assertion(self) -> str | None:
        """None: the server renews an access token by itself."""
        return None


@dataclass(frozen=True)
class Token:
    """An access token given by the program that starts the client (tests, environment)."""

    token: str

    async def bearer(self) -> str:
        """The token."""
        return self.token

    async def assertion(self) -> str | None:
        """None: the server renews an access token by itself."""
        return None


def make_key(path: Path) -> str:
    """Make a key pair, save the private key with mode 0600, and return the public key as PEM.

    Raises `CredentialsError`, also when the file exists: a key is never overwritten.
    """
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)
        path.chmod(0o600)
        path.write_bytes(private)
    except FileExistsError:
        raise CredentialsError(
            f"{path} exists already. Remove it first if the terminal is to get a new key."
        ) from None
    except OSError as error:
        raise CredentialsError(f"Cannot write the key to {path}: {_reason(error)}.") from None
    return public_pem(key)


def write_public(path: Path, pem: str) -> Path:
    """Save the public half beside the private key: ``x.pem`` gives ``x.pub.pem``.

    Raises `CredentialsError`.
    """
    public = path.with_suffix(".pub.pem")
    try:
        public.write_text(pem, encoding="ascii")
    except OSError as error:
        raise CredentialsError(f"Cannot write {public}: {_reason(error)}.") from None
    return public


def load_key(path: Path) -> Ed25519PrivateKey:
    """Read a terminal's private key. Raises `CredentialsError` that says what to do."""
    make = f"Make a key with `edge_client keygen {path}`."
    try:
        pem = path.read_bytes()
        open_to_others = path.stat().st_mode & 0o077
    except OSError as error:
        raise CredentialsError(
            f"Cannot read the terminal's key from {path}: {_reason(error)}. {make}"
        ) from None
    if open_to_others:
        raise CredentialsError(f"{path} can be read by others. Make it private: chmod 600 {path}")
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise CredentialsError(f"{path} is not a private key in PEM form. {make}") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise CredentialsError(f"{path} is not an Ed25519 key. {make}")
    return key


def public_pem(key: Ed25519PrivateKey) -> str:
    """The public half, to be registered with the server."""
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return pem.decode("ascii")


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or type(error).__name__
