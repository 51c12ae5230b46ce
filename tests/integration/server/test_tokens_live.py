"""Tokens that must not open a socket, each tried at a live server."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from signaling.protocol import Role
from signaling.server.keys import thumbprint
from signaling.server.tokens import mint_access
from tests.integration.server.city import City


async def _refused(city: City, path: str, token: str) -> None:
    peer = await city.open(path, bearer=token)
    assert await peer.closed() == ("unauthorized", 4401)


def _claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    claims = {
        "aud": "etaluukku:access",
        "sub": "aino",
        "role": "expert",
        "iat": now,
        "exp": now + 60,
        "auth_time": now,
    }
    return {k: v for k, v in {**claims, **changes}.items() if v is not None}


def _signed(city: City, claims: dict[str, Any], **headers: Any) -> str:
    kid = {"kid": thumbprint(city.operator.public_key())}
    return jwt.encode(claims, city.operator, algorithm="EdDSA", headers={**kid, **headers})


async def test_a_good_token_opens(city: City) -> None:
    await city.start()
    token = _signed(city, _claims(tenant=city.tenant))
    peer = await city.hello(await city.open("/ws/expert", bearer=token))
    assert peer.welcome["identity"] == {
        "role": "expert",
        "id": "aino",
        "name": "Aino Äyräs",
        "languages": ["fi", "sv"],
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": 1},
        {"aud": "etaluukku:resume"},
        {"aud": None},
        {"aud": ["etaluukku:access", "another"]},
        {"role": "clerk"},
        {"role": "terminal"},
        {"role": "mayor"},
        {"role": None},
        {"sub": "nobody"},
        {"sub": None},
        {"sub": "riitta"},
        {"tenant": "another-city"},
        {"tenant": None},
        {"auth_time": None},
        {"auth_time": "yesterday"},
        {"iat": None},
        {"iat": 4_000_000_000},
        {"auth_time": 4_000_000_000},
        {"exp": 4_000_000_000},
        {"exp": "soon"},
        {"exp": float("inf")},
        {"nbf": 4_000_000_000},
    ],
    ids=str,
)
async def test_wrong_claims(city: City, changes: dict[str, Any]) -> None:
    await city.start()
    await _refused(city, "/ws/expert", _signed(city, _claims(**{"tenant": city.tenant, **changes})))


async def test_forged_signatures(city: City) -> None:
    await city.start()
    stranger = Ed25519PrivateKey.generate()
    good = city.token("aino", "expert")
    header, payload, signature = good.split(".")
    # Signed by a stranger under the stranger's name, and under the trusted key's.
    await _refused(
        city, "/ws/expert", mint_access(stranger, city.tenant, "aino", Role.EXPERT, 60, time.time())
    )
    kid = jwt.get_unverified_header(good)["kid"]
    claims = _claims(tenant=city.tenant)
    await _refused(
        city,
        "/ws/expert",
        jwt.encode(claims, stranger, algorithm="EdDSA", headers={"kid": kid}),
    )
    # One byte of the payload changed; the signature cut off; no token at all.
    other = base64.urlsafe_b64encode(
        json.dumps({**jwt.decode(good, options={"verify_signature": False}), "sub": "bo"}).encode()
    ).rstrip(b"=")
    await _refused(city, "/ws/expert", f"{header}.{other.decode()}.{signature}")
    await _refused(city, "/ws/expert", f"{header}.{payload}.")
    await _refused(city, "/ws/expert", "this-is-no-token")


async def test_alg_none_and_symmetric_keys(city: City) -> None:
    await city.start()
    kid = thumbprint(city.operator.public_key())
    claims = _claims(tenant=city.tenant)
    await _refused(
        city, "/ws/expert", jwt.encode(claims, "", algorithm="none", headers={"kid": kid})
    )
    # The classic confusion: the public key's bytes as an HMAC secret.
    secret = city.operator.public_key().public_bytes_raw()
    await _refused(
        city, "/ws/expert", jwt.encode(claims, secret, algorithm="HS256", headers={"kid": kid})
    )


@pytest.mark.parametrize("kid", [None, "", "unknown", "../tests", "a" * 500, 7], ids=str)
async def test_unusable_kid(city: City, kid: Any) -> None:
    await city.start()
    token = jwt.encode(_claims(tenant=city.tenant), city.operator, algorithm="EdDSA")
    header = base64.urlsafe_b64encode(json.dumps({"alg": "EdDSA", "kid": kid}).encode())
    _, payload, signature = token.split(".")
    await _refused(city, "/ws/expert", f"{header.rstrip(b'=').decode()}.{payload}.{signature}")


async def test_wrong_workspace(city: City) -> None:
    await city.start()
    await _refused(city, "/ws/clerk", city.token("aino", "expert"))
    await _refused(city, "/ws/expert", city.token("kaisa", "clerk"))
    await _refused(city, "/ws/terminal", city.token("aino", "expert"))
    # A person of two roles is what the token says, not what the directory also allows.
    await _refused(city, "/ws/clerk", city.token("bo", "expert"))
    peer = await city.person("bo", "clerk")
    assert peer.welcome["identity"]["role"] == "clerk"


async def test_terminal_cannot_pass_as_a_person(city: City) -> None:
    await city.start()
    await _refused(city, "/ws/expert", city.assertion("porina-1"))
    claims = _claims(tenant=city.tenant)
    key = city.keys["porina-1"]
    token = jwt.encode(claims, key, algorithm="EdDSA", headers={"kid": "porina-1"})
    await _refused(city, "/ws/expert", token)


@pytest.mark.parametrize(
    "changes",
    [
        {"sub": "lavia-1"},
        {"iss": "lavia-1"},
        {"aud": "etaluukku:access"},
        {"iat": 1, "exp": 61},
        {"exp": 4_000_000_000},
        {"jti": None},
        {"jti": "a" * 500},
        {"jti": "with space"},
        {"iat": int(time.time()) + 3600, "exp": int(time.time()) + 3660},
    ],
    ids=str,
)
async def test_wrong_assertions(city: City, changes: dict[str, Any]) -> None:
    await city.start()
    await _refused(city, "/ws/terminal", city.assertion("porina-1", **changes))


async def test_assertion_opens_once_on_all_nodes(city: City) -> None:
    a, b = await city.start(), await city.start()
    assertion = city.assertion("porina-1")
    await city.hello(await city.open("/ws/terminal", bearer=assertion, on=a))
    for node in (a, b):
        peer = await city.open("/ws/terminal", bearer=assertion, on=node)
        assert await peer.closed() == ("unauthorized", 4401)


async def test_terminal_unknown_to_the_directory(city: City) -> None:
    await city.start()
    city.register("reposaari-1")
    await _refused(city, "/ws/terminal", city.assertion("reposaari-1"))


async def test_nodes_share_public_keys_only(city: City) -> None:
    a, b = await city.start(), await city.start()
    token = a.node.tokens.access("aino", Role.EXPERT, 60, time.time())
    await city.hello(await city.open("/ws/expert", bearer=token, on=b))
    names = await a.redis.keys(f"et:{{{city.tenant}}}:jwk:*")
    assert len(names) == 2
    for name in names:
        assert set(json.loads(await a.redis.get(name) or "")) == {"crv", "kty", "x"}
        assert await a.redis.ttl(name) > 12 * 3600


async def test_a_key_in_redis_under_a_false_name_is_not_believed(city: City) -> None:
    node = await city.start()
    stranger = Ed25519PrivateKey.generate()
    jwk = {
        "crv": "Ed25519",
        "kty": "OKP",
        "x": base64.urlsafe_b64encode(stranger.public_key().public_bytes_raw())
        .decode()
        .rstrip("="),
    }
    await node.redis.set(f"et:{{{city.tenant}}}:jwk:fine-name", json.dumps(jwk))
    claims = _claims(tenant=city.tenant)
    token = jwt.encode(claims, stranger, algorithm="EdDSA", headers={"kid": "fine-name"})
    await _refused(city, "/ws/expert", token)
