"""Offers that no browser makes: refused in words, or taken; never a crash, nothing left behind."""

import asyncio
import random
import re
from collections.abc import AsyncIterator, Callable

import pytest
from aiortc.mediastreams import AudioStreamTrack, MediaStreamTrack, VideoStreamTrack

from edge_client.house import PERSON_RECEIVES, TERMINAL_RECEIVES
from edge_client.peer import Peer, PeerError
from edge_client.peering.ends import Ice
from signaling.protocol import Purpose, Track
from tests.support.waiting import eventually


class Plain:
    """A house with aiortc's own test tracks."""

    def __init__(self, sends: frozenset[Purpose], receives: frozenset[Purpose]) -> None:
        self.sends, self.receives = sends, receives

    def outgoing(self, purpose: Purpose) -> MediaStreamTrack:
        return AudioStreamTrack() if purpose is Purpose.VOICE else VideoStreamTrack()

    async def incoming(self, counterpart: str, purpose: Purpose, track: MediaStreamTrack) -> None:
        while True:
            await track.recv()


BOOTH = Plain(frozenset({Purpose.VOICE, Purpose.FACE, Purpose.DOCUMENT}), TERMINAL_RECEIVES)
OFFICE = Plain(frozenset({Purpose.VOICE, Purpose.FACE}), PERSON_RECEIVES)


def peer(house: Plain) -> Peer:
    made = Peer("other", 1, house, Ice(), lambda _peer, _path: None)
    made.allow(frozenset(Purpose), frozenset(Purpose))
    return made


@pytest.fixture
async def offer() -> AsyncIterator[tuple[str, list[Track]]]:
    office = peer(OFFICE)
    yield await office.offer()
    await office.close()


async def answer(sdp: str, tracks: list[Track]) -> str | None:
    """The answer, None when refused; whatever it was, closing leaves nothing behind."""
    before = len(asyncio.all_tasks())
    booth = peer(BOOTH)
    try:
        return await booth.answer(sdp, tracks)
    except PeerError:
        return None
    finally:
        await booth.close()
        await eventually(
            lambda: len(asyncio.all_tasks()) <= before, timeout_s=3, what="its tasks to end"
        )


def without(pattern: str) -> Callable[[str], str]:
    return lambda sdp: re.sub(pattern, "", sdp, flags=re.MULTILINE)


@pytest.mark.parametrize(
    "spoil",
    [
        without(r"^a=ice-ufrag:.*\r\n"),
        without(r"^a=fingerprint:.*\r\n"),
        without(r"^a=mid:.*\r\n"),
        without(r"^a=rtpmap:.*\r\n"),
        without(r"^m=video.*\r\n"),
        lambda sdp: sdp.replace("H264", "XYZ").replace("VP8", "ZYX"),
        lambda sdp: sdp.replace("a=setup:actpass", "a=setup:holdconn"),
        lambda sdp: sdp[: len(sdp) // 2],
        lambda sdp: re.sub(r"m=audio \d+", "m=audio nine", sdp),
        lambda _sdp: "\r\n" * 1000,
    ],
)
async def test_spoilt_offers_are_refused_or_taken_but_never_crash(
    offer: tuple[str, list[Track]], spoil: Callable[[str], str]
) -> None:
    sdp, tracks = offer
    assert spoil(sdp) != sdp
    await answer(spoil(sdp), tracks)
    assert await answer(sdp, tracks), "the good offer must still be answered"


async def test_random_cuts_and_doubled_lines(offer: tuple[str, list[Track]]) -> None:
    sdp, tracks = offer
    chance = random.Random(4711)
    lines = sdp.split("\r\n")
    for _ in range(25):
        spoilt = list(lines)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(spoilt))
            action = chance.randrange(3)
            if action == 0:
                del spoilt[at]
            elif action == 1:
                spoilt.insert(at, chance.choice(lines))
            else:
                spoilt[at] = spoilt[at][: chance.randint(0, len(spoilt[at]))]
        await answer("\r\n".join(spoilt), tracks)
    assert await answer(sdp, tracks)


async def test_an_answer_that_is_none_is_refused() -> None:
    office = peer(OFFICE)
    await office.offer()
    for text in ("", "nonsense", "v=0\r\n"):
        with pytest.raises(PeerError):
            await office.take_answer(text)
    await office.close()
