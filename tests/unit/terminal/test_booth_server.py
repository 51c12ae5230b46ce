"""The booth's local server: who may connect, what a page gets, and that work is bounded."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import numpy as np
import pytest

from edge_client.booth.feeds import Snapshot
from edge_client.booth.flow import ON_THE_WAY
from edge_client.booth.jpeg import encode_jpeg
from edge_client.booth.messages import (
    PICTURE_HEADER,
    TO_BOOTH,
    BoothEnd,
    BoothLanguage,
    BoothShown,
    BoothState,
    FromBooth,
    Picture,
    Screen,
)
from edge_client.booth.pages import MAX_PAGES, Pages
from edge_client.booth.screen_messages import BoothIdle, NoticeShown
from edge_client.booth.server import BoothServer, BoothServerError
from edge_client.devices.opencv import cv2
from edge_client.events import PathsSeen, ServerTold
from edge_client.peering.path_watch import Path as MediaPathState
from edge_client.showing import booth_state
from edge_client.terminal import Terminal, reduce
from tests.support.samples import CLERK, EXPERT, room, welcome
from tests.support.waiting import eventually

FACE = Picture.COUNTERPART_FACE


def conversation() -> BoothState:
    state = Terminal(home_language="fi", language="fi")
    for event in (
        ServerTold(welcome()),
        ServerTold(room(CLERK, EXPERT)),
        PathsSeen({EXPERT: MediaPathState.CONNECTED}),
    ):
        state, _ = reduce(state, event, 0.0)
    return booth_state(state)


class Film:
    """A feed whose pictures are grey of a known shade; counts how often one was encoded."""

    def __init__(self) -> None:
        self.seq = 0
        self.encoded = 0

    async def next(self, after_seq: int) -> Snapshot:
        await asyncio.sleep(0.005)
        self.seq = max(self.seq, after_seq) + 1
        return Snapshot(self.seq, 12.5, self.encode)

    def encode(self) -> bytes:
        self.encoded += 1
        return encode_jpeg(np.full((120, 160, 3), 100, np.uint8), 160)


@dataclass
class Booth:
    server: BoothServer
    pages: Pages
    film: Film
    said: list[FromBooth]

    @property
    def origin(self) -> str:
        return self.server.url.rstrip("/")


@pytest.fixture
async def booth(tmp_path: Path) -> AsyncIterator[Booth]:
    (tmp_path / "booth.html").write_text("<!doctype html><title>booth</title>")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "app.js").write_text("// app")
    said: list[FromBooth] = []
    film = Film()
    pages = Pages({FACE: film}, conversation(), said.append)
    server = BoothServer(pages, tmp_path, "127.0.0.1", 0)
    await server.start()
    try:
        yield Booth(server, pages, film, said)
    finally:
        await server.close()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def connect(booth: Booth, http: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
    return await http.ws_connect(booth.server.url + "booth", headers={"Origin": booth.origin})


async def picture(ws: aiohttp.ClientWebSocketResponse) -> tuple[int, int, float, bytes]:
    while True:
        frame = await ws.receive(timeout=5)
        if frame.type is aiohttp.WSMsgType.BINARY:
            kind, seq, clock = PICTURE_HEADER.unpack_from(frame.data)
            return kind, seq, clock, frame.data[PICTURE_HEADER.size :]
        assert frame.type is aiohttp.WSMsgType.TEXT, frame


async def test_serves_the_page_and_its_assets_with_strict_headers(
    booth: Booth, http: aiohttp.ClientSession
) -> None:
    for path in ("", "assets/app.js"):
        async with http.get(booth.server.url + path) as answer:
            assert answer.status == 200
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
    async with http.get(booth.server.url + "assets/../booth.html") as answer:
        assert answer.status == 404
    async with http.get(booth.server.url + "nothing") as answer:
        assert answer.status == 404


async def test_a_new_page_is_told_what_it_shows_while_nobody_is_there(
    booth: Booth, http: aiohttp.ClientSession
) -> None:
    notice = NoticeShown(title="Auki", source="Pori", date="2026-11-20")
    idle = BoothIdle(notices=[notice], notices_after_s=60.0, dim_after_s=None)
    booth.pages.show_kept(idle)
    async with await connect(booth, http) as ws:
        assert await told_of(ws, BoothIdle) == idle
        changed = idle.model_copy(update={"dim_after_s": 600.0})
        booth.pages.show_kept(changed)
        assert await told_of(ws, BoothIdle) == changed


async def told_of(ws: aiohttp.ClientWebSocketResponse, kind: type[BoothIdle]) -> BoothIdle:
    while True:
        frame = await ws.receive(timeout=5)
        if frame.type is aiohttp.WSMsgType.TEXT:
            message = TO_BOOTH.validate_json(frame.data)
            if isinstance(message, kind):
                return message
        else:
            assert frame.type is aiohttp.WSMsgType.BINARY, frame


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1:1"])
async def test_a_rebound_name_gets_nothing(
    booth: Booth, http: aiohttp.ClientSession, host: str
) -> None:
    port = booth.origin.rpartition(":")[2]
    headers = {"Host": host.format(port=port), "Origin": booth.origin}
    async with http.get(booth.server.url, headers=headers) as answer:
        assert answer.status == 421
        assert "booth" not in await answer.text()
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await http.ws_connect(booth.server.url + "booth", headers=headers)
    assert refused.value.status == 421


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "http://localhost:1"])
async def test_only_the_own_page_may_open_the_socket(
    booth: Booth, http: aiohttp.ClientSession, origin: str | None
) -> None:
    headers = {} if origin is None else {"Origin": origin}
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await http.ws_connect(booth.server.url + "booth", headers=headers)
    assert refused.value.status == 403


async def test_a_page_is_told_the_state_and_every_change(
    booth: Booth, http: aiohttp.ClientSession
) -> None:
    ws = await connect(booth, http)
    first = BoothState.model_validate_json((await ws.receive()).data)
    assert first.screen is Screen.CONVERSATION
    booth.pages.show_state(first.model_copy(update={"screen": Screen.ENDED}))
    while True:
        frame = await ws.receive(timeout=5)
        if frame.type is aiohttp.WSMsgType.TEXT:
            break
    assert BoothState.model_validate_json(frame.data).screen is Screen.ENDED
    await ws.close()


async def test_pictures_are_jpegs_with_their_clock(
    booth: Booth, http: aiohttp.ClientSession
) -> None:
    ws = await connect(booth, http)
    kind, _seq, clock, jpeg = await picture(ws)
    assert (kind, clock) == (FACE, 12.5)
    pixels = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    assert pixels.shape == (120, 160, 3)
    assert abs(float(pixels.mean()) - 100) < 3
    await ws.close()


async def test_a_page_that_does_not_draw_gets_two_pictures_and_then_waits(
    booth: Booth, http: aiohttp.ClientSession
) -> None:
    ws = await connect(booth, http)
    for _ in range(ON_THE_WAY):
        await picture(ws)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(picture(ws), 0.3)
    encoded = booth.film.encoded
    assert encoded <= ON_THE_WAY + 1, "what nobody has room for is not encoded"
    await ws.close()


async def test_pages_share_one_encoding(booth: Booth, http: aiohttp.ClientSession) -> None:
    first, second = await connect(booth, http), await connect(booth, http)

    async def watch(ws: aiohttp.ClientWebSocketResponse) -> None:
        for _ in range(20):
            kind, seq, _clock, _jpeg = await picture(ws)
            await ws.send_str(BoothShown(picture=kind, seq=seq).model_dump_json())

    before = booth.film.encoded
    await asyncio.gather(watch(first), watch(second))
    assert booth.film.encoded - before < 35, "two pages must not cost two encodings"
    await first.close()
    await second.close()


async def test_without_pages_nothing_is_encoded(booth: Booth, http: aiohttp.ClientSession) -> None:
    ws = await connect(booth, http)
    await picture(ws)
    await ws.close()
    await eventually(lambda: booth.pages.count == 0, timeout_s=5, what="the page to be gone")
    encoded = booth.film.encoded
    await asyncio.sleep(0.1)
    assert booth.film.encoded <= encoded + 1


async def test_what_the_resident_touches_is_heard(
    booth: Booth, http: aiohttp.ClientSession
) -> None:
    ws = await connect(booth, http)
    await ws.send_str(BoothLanguage(language="sv").model_dump_json())
    await ws.send_str(BoothEnd().model_dump_json())
    await eventually(lambda: len(booth.said) == 2, timeout_s=5, what="both touches")
    assert booth.said == [BoothLanguage(language="sv"), BoothEnd()]
    await ws.close()


@pytest.mark.parametrize(
    "text", ["nonsense", '{"type":"booth.unknown"}', '{"type":"booth.language","language":"xx"}']
)
async def test_nonsense_closes_that_page_only(
    booth: Booth, http: aiohttp.ClientSession, text: str
) -> None:
    good, bad = await connect(booth, http), await connect(booth, http)
    await bad.send_str(text)
    while not bad.closed:
        await bad.receive(timeout=5)
    assert bad.close_code == 1007
    await good.send_str(BoothEnd().model_dump_json())
    await eventually(lambda: booth.said, timeout_s=5, what="the other page to be heard")
    await good.close()


async def test_a_flood_closes_the_page(booth: Booth, http: aiohttp.ClientSession) -> None:
    ws = await connect(booth, http)
    for _ in range(3000):
        if ws.closed:
            break
        await ws.send_str('{"type":"booth.shown","picture":1,"seq":1}')
    while not ws.closed:
        await ws.receive(timeout=5)
    assert ws.close_code == 1008


async def test_too_many_pages_are_refused(booth: Booth, http: aiohttp.ClientSession) -> None:
    open_pages = [await connect(booth, http) for _ in range(MAX_PAGES)]
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await connect(booth, http)
    assert refused.value.status == 503
    for ws in open_pages:
        await ws.close()


async def test_a_taken_port_names_the_port_and_the_option(booth: Booth, tmp_path: Path) -> None:
    port = int(booth.origin.rpartition(":")[2])
    second = BoothServer(booth.pages, tmp_path, "127.0.0.1", port)
    with pytest.raises(BoothServerError, match=rf"{port}.*terminal\.booth_port"):
        await second.start()


def test_other_addresses_than_loopback_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BoothServerError, match="loopback"):
        BoothServer(Pages({}, conversation(), lambda _m: None), tmp_path, "0.0.0.0", 0)


async def test_a_page_that_was_not_built_is_explained(
    tmp_path: Path, http: aiohttp.ClientSession
) -> None:
    server = BoothServer(Pages({}, conversation(), lambda _m: None), tmp_path, "127.0.0.1", 0)
    await server.start()
    async with http.get(server.url) as answer:
        assert answer.status == 503
        assert "ETALUUKKU_WEB_DIST" in await answer.text()
    await server.close()


async def test_tells_where_feedback_on_accessibility_goes(
    tmp_path: Path, http: aiohttp.ClientSession
) -> None:
    pages = Pages({}, conversation(), lambda _m: None)
    server = BoothServer(pages, tmp_path, "127.0.0.1", 0, feedback="palaute@pori.example")
    await server.start()
    try:
        async with http.get(server.url + "feedback") as answer:
            assert await answer.text() == "palaute@pori.example"
    finally:
        await server.close()
