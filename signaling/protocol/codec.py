"""Text to message and back, for both directions."""

from __future__ import annotations

import json
import re
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from .base import Part
from .errors import ErrorCode, ProtocolError
from .limits import MESSAGE_BYTES
from .messages import (
    CLIENT_MESSAGES,
    CLIENT_TYPES,
    SERVER_MESSAGES,
    SERVER_TYPES,
    AnyClientMessage,
    AnyServerMessage,
)

_ID = re.compile(r"[A-Za-z0-9_.:-]{4,96}")
_T = TypeVar("_T")


def encode(message: Part) -> str:
    """The message as JSON text; a client's unset `id` is left out."""
    data = message.model_dump(mode="json")
    if "id" in data and data["id"] is None:
        del data["id"]
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def decode_client(text: str) -> AnyClientMessage:
    """A client's message; raises `ProtocolError` that says what is wrong with it."""
    return _decode(text, CLIENT_MESSAGES, CLIENT_TYPES)


def decode_server(text: str) -> AnyServerMessage:
    """A server's message; raises `ProtocolError` that says what is wrong with it."""
    return _decode(text, SERVER_MESSAGES, SERVER_TYPES)


def _decode(text: str, adapter: TypeAdapter[_T], types: frozenset[str]) -> _T:
    if len(text) > MESSAGE_BYTES or len(text.encode("utf-8", "surrogatepass")) > MESSAGE_BYTES:
        raise ProtocolError(ErrorCode.TOO_LARGE)
    data = _json_object(text)
    reference = data.get("id")
    re_ = reference if isinstance(reference, str) and _ID.fullmatch(reference) else None
    kind = data.get("type")
    if not isinstance(kind, str) or kind not in types:
        raise ProtocolError(ErrorCode.UNKNOWN_TYPE, re=re_)
    try:
        # From the text again: only JSON input makes strict mode accept enumerations.
        return adapter.validate_json(text)
    except ValidationError as error:
        raise ProtocolError(ErrorCode.INVALID_MESSAGE, _explain(error), re=re_) from None


def _json_object(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise ProtocolError(ErrorCode.NOT_JSON) from None
    if not isinstance(data, dict):
        raise ProtocolError(ErrorCode.NOT_JSON)
    return data


def _explain(error: ValidationError) -> str:
    """Name the fields and what was expected, never the values: they may be private."""
    problems = []
    for item in error.errors(include_input=False, include_url=False, include_context=False)[:3]:
        # The first place is the union's tag, the type itself. Keys that we do not
        # know come from outside and are not repeated.
        path = [str(part) for part in item["loc"][1:]]
        if item["type"] == "extra_forbidden":
            path = [*path[:-1], "(unknown field)"]
        problems.append(f"{'.'.join(path) or 'message'}: {item['msg']}")
    return "; ".join(problems)
