"""TURN credentials, rate, keys, outbox: small parts with exact answers."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from signaling.protocol import CLIENT_TYPES, Ack, Error, ErrorCode
from signaling.protocol.rate import TokenBucket
from signaling.server.handlers import HANDLERS
from signaling.server.key_folder import KeyFolder
from signaling.server.keys import KeyFileError, from_jwk, public_jwk, public_pem, thumbprint
from signaling.server.outbox import (
    MOST_BYTES,
    MOST_ITEMS,
    Finish,
    Outbox,
    PassOn,
    Say,
    Tell,
    TellEverything,
)
from signaling.server.turn import ice_servers, turn_credentials


def test_every_client_message_has_a_handler() -> None:
    assert set(HANDLERS) == set(CLIENT_TYPES)


def test_turn_credentials_are_what_coturn_computes() -> None:
    # printf '1700003600:p_1' | openssl dgst -sha1 -hmac secret -binary | base64
    username, password = turn_credentials(b"secret", "p_1", 3600, now=1_700_000_000.9)
    assert username == "1700003600:p_1"
    assert password == "z7D9yg99IDJ/h/wEprtoEfWIqpc="


def test_no_turn_no_credentials() -> None:
    servers = ice_servers(stun_urls=[], turn_urls=[], secret=b"", name="p", life_s=1, now=0)
    assert servers == []


def test_token_bucket() -> None:
    bucket = TokenBucket(per_s=10, burst=3, now=100.0)
    assert [bucket.take(100.0) for _ in range(4)] == [True, True, True, False]
    assert bucket.take(100.05) is False
    assert bucket.take(100.16) is True
    # A clock that steps back gives nothing, and long silence no more than the burst.
    assert bucket.take(50.0) is False
    assert [bucket.take(9999.0) for _ in range(4)] == [True, True, True, False]


def test_thumbprint_of_the_example_in_rfc_8037() -> None:
    jwk = {"crv": "Ed25519", "kty": "OKP", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    key = from_jwk(jwk)
    assert public_jwk(key) == jwk
    assert thumbprint(key) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@pytest.mark.parametrize(
    "jwk",
    [
        {},
        {"kty": "RSA", "crv": "Ed25519", "x": "AA"},
        {"kty": "OKP", "crv": "Ed25519", "x": "AA"},
        {"kty": "OKP", "crv": "Ed25519", "x": 7},
    ],
)
def test_other_jwks_are_refused(jwk: dict[str, str]) -> None:
    with pytest.raises(KeyFileError):
        from_jwk(jwk)


def _key() -> Ed25519PublicKey:
    return Ed25519PrivateKey.generate().public_key()


def test_key_folder_takes_up_and_forgets(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path / "terminals")
    assert folder.read() is False
    first, second = _key(), _key()
    folder.add("porina-1", first)
    assert folder.read() is True
    assert folder.by_name("porina-1") == first
    assert folder.by_kid(thumbprint(first)) == first
    assert folder.read() is False
    (tmp_path / "terminals" / "porina-1.pem").write_bytes(public_pem(second))
    assert folder.read() is True
    assert folder.by_name("porina-1") == second
    (tmp_path / "terminals" / "porina-1.pem").write_text("broken")
    assert folder.read() is True
    assert folder.by_name("porina-1") is None, "a broken key opens nothing"
    folder.remove("porina-1")
    assert folder.read() is True
    assert folder.names() == []


def _ack(number: int) -> Say:
    return Say(Ack(re=f"m-{number:04d}"))


async def test_outbox_keeps_order_and_drops_doubles() -> None:
    box = Outbox()
    for item in (_ack(1), Tell("room", "r1"), PassOn("x"), Tell("room", "r1"), Tell("room", "r2")):
        assert box.put(item)
    taken = [await box.take() for _ in range(4)]
    assert taken == [_ack(1), Tell("room", "r1"), PassOn("x"), Tell("room", "r2")]
    # Once it is being told, a new notice means a new state.
    box.put(Tell("room", "r1"))
    assert await box.take() == Tell("room", "r1")
    box.put(TellEverything())
    assert await box.take() == TellEverything()


async def test_outbox_waits_for_the_first_item() -> None:
    box = Outbox()
    waiting = asyncio.create_task(box.take())
    await asyncio.sleep(0)
    assert not waiting.done()
    box.put(_ack(1))
    assert await waiting == _ack(1)


async def test_outbox_is_bounded() -> None:
    box = Outbox()
    assert all(box.put(_ack(number)) for number in range(MOST_ITEMS))
    assert not box.put(_ack(MOST_ITEMS))
    box = Outbox()
    assert box.put(PassOn("x" * MOST_BYTES))
    assert not box.put(PassOn("x"))
    assert not box.put(Tell("room", "r1"))
    await box.take()
    assert box.put(PassOn("x")), "what has been sent makes room"


async def test_farewell_keeps_answers_and_ends_the_queue() -> None:
    box = Outbox()
    farewell = Finish(Error(code=ErrorCode.REPLACED, detail=""), 4409)
    for item in (_ack(1), Tell("room", "r1"), PassOn("x"), farewell, _ack(2)):
        box.put(item)
    assert [await box.take(), await box.take()] == [_ack(1), farewell]
    assert box.finishing
