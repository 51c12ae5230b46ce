"""What a feed says, as plain words: RSS and Atom by feedparser, bounded in every direction.

The feed is somebody else's: nothing in it is believed to be short, well-formed or harmless. Titles
become text, whatever mark-up stood in them.
"""

from __future__ import annotations

import io
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

from edge_client.booth.screen_messages import MAX_TITLE, NoticeShown

MAX_BYTES = 256 * 1024
"""More than this is not read."""
MAX_NOTICES = 10
"""The feed's first ones."""
MAX_SOURCE = 80
HELSINKI = ZoneInfo("Europe/Helsinki")
"""A notice's day is that of its readers."""


class FeedError(Exception):
    """This is no feed that can be shown; the text says why, in a word or two."""


def read_feed(data: bytes, content_type: str = "") -> list[NoticeShown]:
    """The notices of a feed, in its order; a feed may well have none.

    Takes up to a second of processor time for the worst of `MAX_BYTES`. Raises FeedError.
    """
    # Zero bytes: ASCII in UTF-16 looks the same without them.
    plain = data.replace(b"\0", b"").lower()
    if b"<!doctype" in plain or b"<!entity" in plain:
        # A web page; or entities that grow without end or read files.
        raise FeedError("declares a document type")
    # Here, for it takes a while, and most terminals have no feed.
    import feedparser

    # A stream: bytes and text might be taken for a file's name or an address.
    headers = {"content-type": content_type} if content_type else None
    try:
        told = feedparser.parse(io.BytesIO(data), response_headers=headers)
    except Exception as error:
        # What nobody has thought of must not end the reading of the next one.
        raise FeedError(type(error).__name__) from error
    notices = [
        found for entry in told.entries[:MAX_NOTICES] if (found := _notice(entry, told.feed))
    ]
    if not notices and (not told.get("version") or told.entries):
        raise FeedError("no notices can be read")
    return notices


def _notice(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> NoticeShown | None:
    title = _words(entry.get("title_detail"), MAX_TITLE)
    if not title:
        return None
    own = entry.get("source") or {}
    # Looked for by name: feedparser would give the one for the other, with a warning.
    told = next((each for each in ("published_parsed", "updated_parsed") if each in entry), None)
    return NoticeShown(
        title=title,
        source=_words(own.get("title_detail") or feed.get("title_detail"), MAX_SOURCE),
        date=_day(entry[told] if told else None),
    )


def _words(detail: Mapping[str, Any] | None, longest: int) -> str:
    """Text on one line, without mark-up and without characters that show nothing."""
    text = str((detail or {}).get("value") or "")
    if "html" in str((detail or {}).get("type")):
        text = _Words.of(text)
    shown = "".join(c if c.isprintable() else " " for c in text)
    line = " ".join(shown.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _day(parsed: time.struct_time | None) -> str | None:
    """Days as ISO 8601; the feed's moment is in UTC."""
    if parsed is None:
        return None
    try:
        moment = datetime(*parsed[:6], tzinfo=UTC)
        return moment.astimezone(HELSINKI).date().isoformat()
    except (ValueError, OverflowError):
        return None


class _Words(HTMLParser):
    """What HTML says when its tags are left out; feedparser has left out scripts and styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._said: list[str] = []

    @classmethod
    def of(cls, html: str) -> str:
        reader = cls()
        reader.feed(html)
        reader.close()
        return "".join(reader._said)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._said.append(" " if tag in {"br", "p", "div", "li"} else "")

    def handle_data(self, data: str) -> None:
        self._said.append(data)
