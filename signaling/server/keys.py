"""Ed25519 keys (RFC 8032): made, read, written, and named by their thumbprint."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)


class KeyFileError(Exception):
    """A key file cannot be used; the text is one line that says what to do."""


def thumbprint(key: Ed25519PublicKey) -> str:
    """The key's id, `kid`: the SHA-256 thumbprint of its JWK (RFC 7638, RFC 8037)."""
    canonical = json.dumps(public_jwk(key), separators=(",", ":"), sort_keys=True)
    return _base64url(hashlib.sha256(canonical.encode()).digest())


def public_jwk(key: Ed25519PublicKey) -> dict[str, str]:
    """The public key as a JWK with nothing but the required members (RFC 8037)."""
    return {
        "crv": "Ed25519",
        "kty": "OKP",
        "x": _base64url(key.public_bytes(Encoding.Raw, PublicFormat.Raw)),
    }


def from_jwk(jwk: dict[str, str]) -> Ed25519PublicKey:
    """The key of a JWK; raises `KeyFileError`."""
    try:
        if (jwk["kty"], jwk["crv"]) != ("OKP", "Ed25519"):
            raise KeyFileError("not an Ed25519 key")
        raw = base64.urlsafe_b64decode(jwk["x"] + "=" * (-len(jwk["x"]) % 4))
        return Ed25519PublicKey.from_public_bytes(raw)
    except (KeyError, TypeError, ValueError):
        raise KeyFileError("not a JWK of an Ed25519 key") from None


def read_public_key(file: Path) -> Ed25519PublicKey:
    """Raises `KeyFileError`."""
    try:
        key = load_pem_public_key(file.read_bytes())
    except OSError as error:
        raise KeyFileError(f"{file}: cannot be read ({error.strerror})") from None
    except (ValueError, UnsupportedAlgorithm):
        raise KeyFileError(
            f"{file}: expected a public key in PEM form (BEGIN PUBLIC KEY)"
        ) from None
    if not isinstance(key, Ed25519PublicKey):
        raise KeyFileError(f"{file}: expected an Ed25519 key")
    return key


def read_private_key(file: Path) -> Ed25519PrivateKey:
    """Raises `KeyFileError`, also when others may read the file."""
    try:
        if file.stat().st_mode & 0o077:
            raise KeyFileError(f"{file}: others may read this private key; chmod 600 {file}")
        key = load_pem_private_key(file.read_bytes(), password=None)
    except OSError as error:
        raise KeyFileError(f"{file}: cannot be read ({error.strerror})") from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyFileError(f"{file}: expected a private key in PEM form without password") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"{file}: expected an Ed25519 key")
    return key


def public_pem(key: Ed25519PublicKey) -> bytes:
    """The key as PEM."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def write_pair(key: Ed25519PrivateKey, private: Path, public: Path) -> None:
    """Write both halves, the private one for this user alone. Nothing is overwritten.

    Raises `KeyFileError`.
    """
    for file in (private, public):
        if file.exists():
            raise KeyFileError(f"{file}: exists already; keys are not overwritten")
    try:
        for file in (private, public):
            file.parent.mkdir(parents=True, exist_ok=True)
        private.touch(mode=0o600)
        private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        public.write_bytes(public_pem(key.public_key()))
    except OSError as error:
        raise KeyFileError(f"{error.filename}: cannot be written ({error.strerror})") from None


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
