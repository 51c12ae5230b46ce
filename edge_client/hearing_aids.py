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
    OutputKind,
    OutputShown,
)
from edge_client.sound.clarity import AS_USUAL, LOUDNESS_DB, Wish


@dataclass(frozen=True, slots=True)
class Output:
    """Something that the sound can come from; `usual` is what each visit begins with."""

    id: str
    kind: OutputKind
    usual: bool = False


@dataclass(frozen=True, slots=True)
class Aids:
    """What the resident chose."""

    wish: Wish = AS_USUAL
    output: str | None = None
    """None: as usual."""


def wished(
    aids: Aids, message: BoothLoudness | BoothClear | BoothOutput, outputs: tuple[Output, ...]
) -> Aids:
    """After a touch; what is not offered changes nothing."""
    match message:
        case BoothLoudness(db=db) if db in LOUDNESS_DB:
            return replace(aids, wish=replace(aids.wish, loudness_db=db))
        case BoothClear(on=on):
            return replace(aids, wish=replace(aids.wish, clear=on))
        case BoothOutput(output=chosen) if any(each.id == chosen for each in outputs):
            return replace(aids, output=chosen)
    return aids


def output_in_use(aids: Aids, outputs: tuple[Output, ...]) -> str | None:
    """The id of what the sound is to come from; None where there is nothing to choose."""
    ids = [each.id for each in outputs]
    if aids.output in ids:
        return aids.output
    return next((each.id for each in outputs if each.usual), ids[0] if ids else None)


def shown(aids: Aids, outputs: tuple[Output, ...]) -> HearingShown:
    """What the booth screen shows of it."""
    used = output_in_use(aids, outputs)
    return HearingShown(
        loudness_db=aids.wish.loudness_db,
        loudnesses_db=list(LOUDNESS_DB),
        clear=aids.wish.clear,
        outputs=[
            OutputShown(id=each.id, kind=each.kind, chosen=each.id == used) for each in outputs
        ]
        if len(outputs) > 1
        else [],
    )
