"""Asking for the feed: with limits on time, size and steps, and only when it has changed."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp

from edge_client.notices.feed import MAX_BYTES, FeedError

TIMEOUT_S = 20.0
"""For all of it, redirections and body too."""
MAX_REDIRECTS = 4
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"
)


@dataclass(frozen=True)
class Version:
    """How the server knows what it sent last (RFC 9110, 8.8)."""

    etag: str | None = None
    modified: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """What asks for it only if it has changed (RFC 9110, 13.1)."""
        wanted = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in wanted.items() if value}


@dataclass(frozen=True)
class Fetched:
    """A feed's bytes as they came."""

    data: bytes
    content_type: str
    version: Version


async def fetch(url: str, version: Version, *, timeout_s: float = TIMEOUT_S) -> Fetched | None:
    """The feed, or None when it has not changed since that version. Raises FeedError."""
    limits = aiohttp.ClientTimeout(total=timeout_s)
    try:
        async with (
            # Nothing is kept between two askings: no cookie, no connection.
            aiohttp.ClientSession(timeout=limits, cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.get(
                url,
                headers={"Accept": ACCEPT, **version.headers},
                max_redirects=MAX_REDIRECTS,
            ) as answer,
        ):
            if answer.status == 304:
                return None
            if answer.status != 200:
                raise FeedError(f"status {answer.status}")
            data = await _read(answer)
            headers = answer.headers
            return Fetched(
                data,
                headers.get("Content-Type", ""),
                Version(headers.get("ETag"), headers.get("Last-Modified")),
            )
    except TimeoutError:
        raise FeedError("no answer in time") from None
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise FeedError(type(error).__name__) from None


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    """The body, unpacked; of a bomb no more than the limit."""
    data = bytearray()
    async for piece in answer.content.iter_chunked(16 * 1024):
        data += piece
        if len(data) > MAX_BYTES:
            raise FeedError(f"more than {MAX_BYTES // 1024} kB")
    return bytes(data)
