"""How the resident wants to hear: louder, clearer, with headphones. Pure.

It holds for one visit: the next resident must not be shouted at, nor sit before a mute screen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from edge_client.booth.sound_messages import (
    BoothClear,
    BoothLoudness,
    BoothOutput,
    HearingShown,
    OutputShown,
)
from edge_client.devices.outputs import OutputChoice, OutputId
from edge_client.sound.clarity import AS_USUAL, LOUDNESS_DB, Wish

Offered = tuple[OutputChoice, ...]


@dataclass(frozen=True, slots=True)
class Aids:
    """What the resident chose."""

    wish: Wish = AS_USUAL
    output: OutputId = OutputId.LOUDSPEAKER


def wished(aids: Aids, message: BoothLoudness | BoothClear | BoothOutput, offered: Offered) -> Aids:
    """After a touch; what is not offered changes nothing."""
    match message:
        case BoothLoudness(db=db) if db in LOUDNESS_DB:
            return replace(aids, wish=replace(aids.wish, loudness_db=db))
        case BoothClear(on=on):
            return replace(aids, wish=replace(aids.wish, clear=on))
        case BoothOutput(output=chosen) if any(each.id is chosen for each in offered):
            return replace(aids, output=chosen)
    return aids


def seen(aids: Aids, offered: Offered) -> Aids:
    """The loudspeaker took over from an output that does not work: it may be chosen anew."""
    failed = any(each.id is aids.output and each.away for each in offered)
    return replace(aids, output=OutputId.LOUDSPEAKER) if failed else aids


def shown(aids: Aids, offered: Offered) -> HearingShown:
    """What the booth screen shows of it."""
    return HearingShown(
        loudness_db=aids.wish.loudness_db,
        loudnesses_db=list(LOUDNESS_DB),
        clear=aids.wish.clear,
        outputs=[
            OutputShown(output=each.id, chosen=each.id is aids.output, away=each.away)
            for each in (offered if len(offered) > 1 else ())
        ],
    )
