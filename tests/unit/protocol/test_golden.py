"""The golden samples, which the TypeScript tests read too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from signaling.protocol import (
    CLIENT_TYPES,
    ERRORS,
    MAY_SEND,
    SERVER_TYPES,
    ErrorCode,
    ProtocolError,
    Role,
    decode_client,
    decode_server,
    encode,
)
from signaling.protocol.desk import DESK_ASKS, DESK_TELLS
from signaling.protocol.limits import MESSAGE_BYTES, WRITTEN_CHARACTERS
from signaling.protocol.texting import PEER_MESSAGES

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "messages.json").read_text("utf-8"))
CLIENT = [(t, s) for t, samples in GOLDEN["client"].items() for s in samples]
SERVER = [(t, s) for t, samples in GOLDEN["server"].items() for s in samples]
BETWEEN_PEERS = [
    (adapter, kind, sample)
    for way, adapter in (
        ("peer", PEER_MESSAGES),
        ("desk_asks", DESK_ASKS),
        ("desk_tells", DESK_TELLS),
    )
    for kind, samples in GOLDEN[way].items()
    for sample in samples
]


def test_every_message_type_has_a_sample() -> None:
    assert set(GOLDEN["client"]) == CLIENT_TYPES
    assert set(GOLDEN["server"]) == SERVER_TYPES


@pytest.mark.parametrize(("kind", "sample"), CLIENT)
def test_client_sample_survives_the_round_trip(kind: str, sample: dict[str, object]) -> None:
    message = decode_client(json.dumps(sample))
    assert message.type == kind
    again = json.loads(encode(message))
    assert {key: again[key] for key in sample} == sample
    assert decode_client(encode(message)) == message


@pytest.mark.parametrize(("kind", "sample"), SERVER)
def test_server_sample_survives_the_round_trip(kind: str, sample: dict[str, object]) -> None:
    message = decode_server(json.dumps(sample))
    assert message.type == kind
    assert json.loads(encode(message)) == sample


@pytest.mark.parametrize(("adapter", "kind", "sample"), BETWEEN_PEERS)
def test_peer_sample_survives_the_round_trip(
    adapter: TypeAdapter[Any], kind: str, sample: dict[str, object]
) -> None:
    message = adapter.validate_json(json.dumps(sample))
    assert message.type == kind
    assert json.loads(encode(message)) == sample


@pytest.mark.parametrize("text", ["", "ä" * (WRITTEN_CHARACTERS + 1)])
def test_a_text_has_a_length(text: str) -> None:
    PEER_MESSAGES.validate_python({"type": "written", "id": "w-01", "text": "🙂" * 2000})
    with pytest.raises(ValueError, match="text"):
        PEER_MESSAGES.validate_python({"type": "written", "id": "w-01", "text": text})


@pytest.mark.parametrize(
    ("text", "code", "re"),
    [
        ("", ErrorCode.NOT_JSON, None),
        ("{", ErrorCode.NOT_JSON, None),
        ("[]", ErrorCode.NOT_JSON, None),
        ("[" * 5000, ErrorCode.NOT_JSON, None),
        ("{}", ErrorCode.UNKNOWN_TYPE, None),
        ('{"type":"welcome","id":"m-01"}', ErrorCode.UNKNOWN_TYPE, "m-01"),
        ('{"type":7}', ErrorCode.UNKNOWN_TYPE, None),
        ('{"type":"bye","id":"no"}', ErrorCode.INVALID_MESSAGE, None),
        ('{"type":"bye","id":"m-01","extra":1}', ErrorCode.INVALID_MESSAGE, "m-01"),
        ('{"type":"hello","protocol":"1"}', ErrorCode.INVALID_MESSAGE, None),
        ('{"type":"presence.set","state":"busy"}', ErrorCode.INVALID_MESSAGE, None),
        ('{"type":"hello","protocol":NaN}', ErrorCode.INVALID_MESSAGE, None),
        ('{"type":"bye","x":"' + "ä" * (MESSAGE_BYTES // 2) + '"}', ErrorCode.TOO_LARGE, None),
        ('{"type":"bye","client":"\\ud800"}', ErrorCode.INVALID_MESSAGE, None),
    ],
)
def test_bad_text_gets_a_clear_code(text: str, code: ErrorCode, re: str | None) -> None:
    with pytest.raises(ProtocolError) as error:
        decode_client(text)
    assert (error.value.code, error.value.re) == (code, re)


def test_an_error_names_fields_and_never_values() -> None:
    secret = '{"type":"hello","protocol":1,"resume":7,"henkilötunnus":"010101-0101"}'
    with pytest.raises(ProtocolError) as error:
        decode_client(secret)
    assert "resume" in error.value.detail
    assert "010101" not in error.value.detail
    assert "henkilö" not in error.value.detail


def test_the_tables_are_whole() -> None:
    assert set(MAY_SEND) == CLIENT_TYPES
    assert set(ERRORS) == set(ErrorCode)
    assert Role.TERMINAL not in MAY_SEND["offer"], "the terminal never offers"
