"""How notices travel between the script and the nodes: cheap to make in Lua.

One published message holds all that one operation tells on one channel: notices joined by
`NEXT_NOTICE`, each ``to``, ``about``, ``id`` and ``payload`` joined by `NEXT_FIELD`. Ids hold
no control characters (`signaling.protocol.OpaqueId`), and a payload is escaped here.
"""

from __future__ import annotations

import json

from signaling.domain.records import Notice

NEXT_NOTICE = "\x1e"
"""Record separator."""
NEXT_FIELD = "\x1f"
"""Unit separator."""


def payload_text(payload: str) -> str:
    """A payload as it can stand in a notice: JSON escapes all control characters."""
    return json.dumps(payload, ensure_ascii=False)


def parse_notices(text: str) -> list[Notice]:
    """The notices of one published message."""
    return [_notice(each) for each in text.split(NEXT_NOTICE)]


def _notice(text: str) -> Notice:
    to, about, id_, payload = text.split(NEXT_FIELD)
    return Notice(to or None, about, id_, json.loads(payload) if payload else "")
