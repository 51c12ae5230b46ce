"""JSON Web Tokens (RFC 7519), signed with Ed25519 only (RFC 8037), each for one purpose.

=========  ==============================  =========================================
token      signed by                       says
=========  ==============================  =========================================
access     a node, or a trusted key        this person may act in this role
resume     a node                          this person was that participant
assertion  the terminal's own key          this is the terminal, within this minute
=========  ==============================  =========================================

The audience differs, so one is never taken for another.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from signaling.protocol import Role

from .key_folder import KeyFolder
from .keys import thumbprint
from .shared_keys import SharedKeys

ACCESS_AUDIENCE = "etaluukku:access"
RESUME_AUDIENCE = "etaluukku:resume"
ASSERTION_AUDIENCE = "etaluukku:terminal"

SIGN_IN_LIFE_S = 12 * 3600.0
"""So long after signing in access can be renewed, and a dropped participant be resumed."""

ASSERTION_LIFE_S = 60.0
CLOCK_LEEWAY_S = 30.0
"""How wrong a terminal's clock may be."""

_ALGORITHM = "EdDSA"
# Besides PyJWT's own: what deep nesting and numbers like Infinity raise inside it.
_UNREADABLE = (jwt.InvalidTokenError, RecursionError, OverflowError, ValueError, TypeError)
_KID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class TokenError(Exception):
    """The token is not valid here; the text says why and quotes nothing of it."""


@dataclass(frozen=True)
class Access:
    """What an access token says. Times are seconds since the epoch."""

    subject: str
    role: Role
    expires_at: float
    signed_in_at: float


@dataclass(frozen=True)
class Resume:
    """What a resume token says."""

    participant: str
    subject: str
    role: Role
    issued_at: float = 0.0
    statement: Mapping[str, Any] | None = None
    """See `signaling.store.statements`."""


def mint_access(
    key: Ed25519PrivateKey,
    tenant: str,
    subject: str,
    role: Role,
    life_s: float,
    now: float,
    signed_in_at: float | None = None,
) -> str:
    """An access token. Times are seconds since the epoch."""
    claims = {"auth_time": int(now if signed_in_at is None else signed_in_at)}
    return _mint(key, ACCESS_AUDIENCE, tenant, subject, role, life_s, now, claims)


class Tokens:
    """Signs with the node's key; believes the tenant's nodes, trusted keys and terminals."""

    def __init__(
        self,
        tenant: str,
        shared: SharedKeys,
        trusted: KeyFolder,
        terminals: KeyFolder,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._tenant = tenant
        self._shared = shared
        self._trusted = trusted
        self._terminals = terminals
        self._clock = clock
        # Made at start and never written down: nodes share public keys only.
        self._key = Ed25519PrivateKey.generate()
        self._known = {thumbprint(self._key.public_key()): self._key.public_key()}

    async def publish(self) -> None:
        """Tell the other nodes the public key, and learn theirs; raises `StoreUnavailable`."""
        self._known.update(await self._shared.all())
        await self._shared.publish(self._key.public_key())

    async def publish_all(self) -> None:
        """To a store that has lost its data: also the keys of nodes that are gone.

        Their clients come back with what they signed. Raises `StoreUnavailable`.
        """
        for key in self._known.values():
            await self._shared.publish(key)

    # Making -------------------------------------------------------------------------
    def access(self, subject: str, role: Role, life_s: float, signed_in_at: float) -> str:
        """A token for one person in one role."""
        now = self._clock()
        return mint_access(self._key, self._tenant, subject, role, life_s, now, signed_in_at)

    def resume(
        self,
        participant: str,
        subject: str,
        role: Role,
        statement: Mapping[str, Any] | None = None,
    ) -> str:
        """A token to come back with as the same participant, and to say what it was."""
        claims: dict[str, Any] = {"participant": participant}
        if statement is not None:
            claims["statement"] = statement
        now, life_s = self._clock(), SIGN_IN_LIFE_S
        return _mint(self._key, RESUME_AUDIENCE, self._tenant, subject, role, life_s, now, claims)

    # Believing ----------------------------------------------------------------------
    async def read_access(self, token: str, *, expired_ok: bool = False) -> Access:
        """What the token says; raises `TokenError` and `StoreUnavailable`.

        `expired_ok` accepts one that expired within the life of the sign-in, which is
        good for nothing but resuming.
        """
        kid = _kid(token)
        key = self._trusted.by_kid(kid) or await self._node_key(kid)
        leeway = SIGN_IN_LIFE_S if expired_ok else 0.0
        claims = self._decode(token, key, ACCESS_AUDIENCE, leeway)
        signed_in_at = claims.get("auth_time")
        if not isinstance(signed_in_at, int) or isinstance(signed_in_at, bool):
            raise TokenError("the token does not say when its bearer signed in")
        if not signed_in_at <= self._clock() + CLOCK_LEEWAY_S:
            raise TokenError("the sign-in lies in the future")
        if claims["exp"] - claims["iat"] > SIGN_IN_LIFE_S:
            raise TokenError("the token lives longer than any may")
        return Access(claims["sub"], _role(claims), float(claims["exp"]), float(signed_in_at))

    async def read_resume(self, token: str) -> Resume:
        """What the token says; raises `TokenError` and `StoreUnavailable`."""
        claims = self._decode(token, await self._node_key(_kid(token)), RESUME_AUDIENCE, 0.0)
        participant = claims.get("participant")
        if not isinstance(participant, str):
            raise TokenError("the token names no participant")
        said = claims.get("statement")
        return Resume(
            participant,
            claims["sub"],
            _role(claims),
            float(claims["iat"]),
            said if isinstance(said, dict) else None,
        )

    async def read_assertion(self, token: str) -> str:
        """The terminal's id; raises `TokenError` and `StoreUnavailable`. Good for one use."""
        terminal = _kid(token)
        claims = self._decode(
            token, self._terminals.by_name(terminal), ASSERTION_AUDIENCE, CLOCK_LEEWAY_S
        )
        if claims["sub"] != terminal or claims.get("iss") != terminal:
            raise TokenError("the assertion speaks for another terminal")
        if claims["exp"] - claims["iat"] > ASSERTION_LIFE_S:
            raise TokenError("an assertion may live for 60 s at most")
        jti = claims.get("jti")
        if not isinstance(jti, str) or not _KID.fullmatch(jti):
            raise TokenError("the assertion has no usable id (jti)")
        if not await self._shared.first_use(terminal, jti, ASSERTION_LIFE_S + 2 * CLOCK_LEEWAY_S):
            raise TokenError("the assertion was used before")
        return terminal

    async def _node_key(self, kid: str) -> Ed25519PublicKey | None:
        known = self._known.get(kid)
        if known is None:
            known = await self._shared.find(kid)
            if known is not None:
                self._known[kid] = known
        return known

    def _decode(
        self, token: str, key: Ed25519PublicKey | None, audience: str, leeway: float
    ) -> dict[str, Any]:
        if key is None:
            raise TokenError("the token is signed with a key that is not known here")
        required = ["exp", "iat", "sub", "aud"]
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[_ALGORITHM],
                audience=audience,
                leeway=leeway,
                options={"require": required, "strict_aud": True},
            )
        except jwt.ExpiredSignatureError:
            raise TokenError("the token has expired") from None
        except _UNREADABLE as error:
            raise TokenError(f"the token is not valid ({type(error).__name__})") from None
        if not all(isinstance(claims[name], int) for name in ("exp", "iat")):
            raise TokenError("the token's times are no whole seconds")
        if audience != ASSERTION_AUDIENCE and claims.get("tenant") != self._tenant:
            raise TokenError("the token is for another tenant")
        return claims


def _mint(
    key: Ed25519PrivateKey,
    audience: str,
    tenant: str,
    subject: str,
    role: Role,
    life_s: float,
    now: float,
    more: dict[str, Any],
) -> str:
    claims = {
        "aud": audience,
        "tenant": tenant,
        "sub": subject,
        "role": str(role),
        "iat": int(now),
        "exp": int(now + life_s),
        "jti": secrets.token_urlsafe(12),
        **more,
    }
    headers = {"kid": thumbprint(key.public_key())}
    return jwt.encode(claims, key, algorithm=_ALGORITHM, headers=headers)


def _kid(token: str) -> str:
    try:
        kid = jwt.get_unverified_header(token).get("kid")
    except _UNREADABLE:
        raise TokenError("that is no token") from None
    if not isinstance(kid, str) or not _KID.fullmatch(kid):
        raise TokenError("the token does not name its key")
    return kid


def _role(claims: dict[str, Any]) -> Role:
    try:
        return Role(str(claims.get("role")))
    except ValueError:
        raise TokenError("the token names no role") from None
