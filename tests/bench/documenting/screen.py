"""Reading from a real browser's screen, over a line of a given rate."""

from __future__ import annotations

from collections.abc import Sequence

from edge_client.devices.video_source import VideoSource
from signaling.protocol import Purpose
from tests.bench.documenting.line import line
from tests.bench.documenting.reading import Read, Shots, third
from tests.bench.documenting.staged import Desk, desk
from tests.bench.documenting.tables import LIVE, LIVE_NARROW, STILL, ZOOM, Kind, Readers, Results
from tests.bench.glass_camera import source

OFFICE_KBIT, NARROW_KBIT = 20_000, 500
"""The lines, kbit/s."""
RESTED_S = {LIVE: 3.0, ZOOM: 3.0, LIVE_NARROW: 6.0}
"""So long a page has lain when it is read, or has been shown in another way."""


async def read_screen(
    kind: Kind, shots: Sequence[Shots], readers: Readers, results: Results
) -> None:
    """Lay the pages before the camera one after the other, and read what the browser shows."""
    narrow = [way for way in kind.screen if way == LIVE_NARROW]
    office = [way for way in kind.screen if way != LIVE_NARROW]
    if office:
        await _visit(kind, office, shots, readers, results, OFFICE_KBIT, source(Purpose.FACE))
    if narrow:
        await _visit(kind, narrow, shots, readers, results, NARROW_KBIT, None)


async def _visit(
    kind: Kind,
    ways: Sequence[str],
    shots: Sequence[Shots],
    readers: Readers,
    results: Results,
    kbit: int,
    face: VideoSource | None,
) -> None:
    seen: list[tuple[str, int, Read]] = []
    with line() as cable:
        cable.limit(kbit)
        if not cable.limited:
            print(f"  {kind.name}: the line cannot be limited to {kbit} kbit/s here", flush=True)
        async with desk(cable, shots[0].jpegs, face) as expert:
            for each in shots:
                shown = [(way, await _seen(expert, kind, way, each, results)) for way in ways]
                seen += [(way, each.case.seed, picture) for way, picture in shown]
            print(f"  {kind.name}: {await expert.rate(1.0) / 1000:.0f} kbit/s at rest", flush=True)
    # Not before: who reads takes the processor from what is measured.
    for way, seed, picture in seen:
        readers.read(kind, way, seed, picture)


async def _seen(expert: Desk, kind: Kind, way: str, shots: Shots, results: Results) -> Read:
    page, turn = shots.case.page, shots.sitting.turn
    if way == STILL:
        told = await expert.still()
        assert told is not None, "there was no still"
        results.still_s.setdefault(kind.name, {})[shots.case.seed] = told.shown_s
        picture = told.upright()
        return Read(picture, page.text, page.language)
    region, truth = third(shots) if way == ZOOM else (None, page.text)
    await expert.lay(shots.jpegs, turn, region)
    await expert.rests(RESTED_S[way])
    return Read(await expert.shown(), truth, page.language)
