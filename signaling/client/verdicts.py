"""What the end of a connection means for the next one: two tables, one place."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from signaling.protocol import ERRORS, ErrorCode


class Verdict(StrEnum):
    """What to do after a connection ended."""

    AGAIN = "again"
    """Connect again and resume."""
    ANEW = "anew"
    """Connect again without the resume token."""
    REFUSED = "refused"
    """Not admitted: the key, the token or the version must be put right first."""
    STOP = "stop"
    """Another socket of the same participant took over: a second attempt would fight it."""


def _code(error: ErrorCode) -> int:
    code = ERRORS[error].close_code
    assert code is not None
    return code


CLOSE_CODES: Mapping[int, Verdict] = MappingProxyType(
    {
        _code(ErrorCode.REPLACED): Verdict.STOP,
        _code(ErrorCode.RESUME_INVALID): Verdict.ANEW,
        _code(ErrorCode.UNAUTHORIZED): Verdict.REFUSED,
        _code(ErrorCode.LOCKED_OUT): Verdict.REFUSED,
        _code(ErrorCode.VERSION_UNSUPPORTED): Verdict.REFUSED,
        _code(ErrorCode.HELLO_EXPECTED): Verdict.AGAIN,
        _code(ErrorCode.HELLO_TIMEOUT): Verdict.AGAIN,
        _code(ErrorCode.DRAINING): Verdict.AGAIN,
    }
)
"""WebSocket close code to verdict; any other code, and none at all, means AGAIN."""

HTTP_STATUSES: Mapping[int, Verdict] = MappingProxyType(
    {401: Verdict.REFUSED, 403: Verdict.REFUSED, 404: Verdict.REFUSED, 426: Verdict.REFUSED}
)
"""Status of a refused WebSocket upgrade to verdict; any other means AGAIN."""


def judge_close(code: int | None) -> Verdict:
    """The verdict on a WebSocket close code, None when the socket just broke."""
    return CLOSE_CODES.get(code, Verdict.AGAIN) if code is not None else Verdict.AGAIN


def judge_refusal(status: int) -> Verdict:
    """The verdict on the HTTP status of a refused upgrade."""
    return HTTP_STATUSES.get(status, Verdict.AGAIN)
