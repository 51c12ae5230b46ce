"""Tracks that pass media on only while it is granted."""

import asyncio

import pytest
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from edge_client.peering.gate import GateTrack, GuardedTrack


class Source(MediaStreamTrack):
    """Numbers in place of frames; a test lets each one out."""

    kind = "video"

    def __init__(self) -> None:
        super().__init__()
        self.frames: asyncio.Queue[object] = asyncio.Queue()

    async def recv(self) -> object:  # type: ignore[override]
        frame = await self.frames.get()
        if frame is None:
            raise MediaStreamError
        return frame


class Home:
    """Makes a new source each time, as a camera gives a new track to each peer."""

    def __init__(self) -> None:
        self.made: list[Source] = []

    def make(self) -> Source:
        self.made.append(Source())
        return self.made[-1]


async def nothing_comes(gate: MediaStreamTrack) -> bool:
    task = asyncio.ensure_future(gate.recv())
    done, _ = await asyncio.wait([task], timeout=0.05)
    task.cancel()
    return not done


async def test_a_closed_gate_takes_nothing_from_the_source() -> None:
    home = Home()
    gate = GateTrack("video", home.make)
    assert await nothing_comes(gate)
    assert home.made == []


async def test_an_open_gate_passes_frames() -> None:
    home = Home()
    gate = GateTrack("video", home.make)
    gate.allow(True)
    home.made[0].frames.put_nowait("one")
    assert await gate.recv() == "one"


async def test_a_frame_in_hand_does_not_leave_after_the_grant_is_gone() -> None:
    home = Home()
    gate = GateTrack("video", home.make)
    gate.allow(True)
    reading = asyncio.ensure_future(gate.recv())
    await asyncio.sleep(0)
    gate.allow(False)
    home.made[0].frames.put_nowait("private")
    done, _ = await asyncio.wait([reading], timeout=0.05)
    assert not done
    gate.allow(True)
    home.made[1].frames.put_nowait("public")
    assert await reading == "public"
    assert home.made[0].readyState == "ended"


async def test_a_source_that_ended_leaves_the_gate_silent_until_it_opens_anew() -> None:
    home = Home()
    gate = GateTrack("video", home.make)
    gate.allow(True)
    home.made[0].frames.put_nowait(None)
    assert await nothing_comes(gate)
    gate.allow(True)
    home.made[1].frames.put_nowait("again")
    assert await gate.recv() == "again"


async def test_stopping_ends_the_reader_and_gives_the_source_back() -> None:
    home = Home()
    gate = GateTrack("video", home.make)
    gate.allow(True)
    gate.stop()
    with pytest.raises(MediaStreamError):
        await gate.recv()
    assert home.made[0].readyState == "ended"
    gate.allow(True)
    assert len(home.made) == 1


async def test_a_guarded_track_reads_on_but_passes_only_what_is_granted() -> None:
    source = Source()
    guarded = GuardedTrack(source)
    guarded.granted = False
    source.frames.put_nowait("not for us")
    assert await nothing_comes(guarded)
    assert guarded.frames == 1, "it must be read, or it piles up"
    guarded.granted = True
    source.frames.put_nowait("for us")
    assert await guarded.recv() == "for us"
