"""Whose picture stands where on the booth screen. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from edge_client.booth.messages import Counterpart, MediaPath, Placing
from edge_client.peering.path_watch import Path
from signaling.client import RoomView
from signaling.protocol import Role

_LARGE = (Role.EXPERT, Role.CLERK, Role.INTERPRETER)
"""Who of several is large: an interpreter only when there is nobody else to see."""

_FIRST_TO_SHOW = (Role.EXPERT, Role.CLERK, Role.INTERPRETER)
"""Whose screen is shown of several: `yieldsTo` of web/src/media/showing.ts makes the others stop."""

_PATHS: Mapping[Path, MediaPath] = MappingProxyType(
    {
        Path.CONNECTING: MediaPath.CONNECTING,
        Path.CONNECTED: MediaPath.CONNECTED,
        Path.SILENT: MediaPath.INTERRUPTED,
        Path.FAILED: MediaPath.INTERRUPTED,
    }
)


def counterparts(room: RoomView | None, paths: Mapping[str, Path]) -> list[Counterpart]:
    """Everybody else in the room, placed."""
    return placed(
        Counterpart(
            participant=member.participant,
            role=member.role,
            name=member.name,
            connected=member.connected,
            path=_path(paths.get(member.participant)),
            sending=member.sending,
        )
        for member in (room.others() if room else [])
    )


def _path(path: Path | None) -> MediaPath:
    return MediaPath.NONE if path is None else _PATHS[path]


def placed(counterparts: Iterable[Counterpart]) -> list[Counterpart]:
    """The same people, each with a place or none.

    Whoever sends a picture goes before those who are only heard. An interpreter always stands
    beside whoever is large: hands that sign must be seen all the time.
    """
    everybody = list(counterparts)
    able = [one for one in everybody if one.path is not MediaPath.NONE and one.role in _LARGE]
    able.sort(key=lambda one: (one.role is Role.INTERPRETER, not _is_seen(one), _rank(one)))
    large = able[0].participant if able else None
    beside = next((one.participant for one in able[1:] if one.role is Role.INTERPRETER), None)
    places = {large: Placing.LARGE, beside: Placing.BESIDE}
    shows = _shows_screen(everybody)
    return [
        one.model_copy(
            update={
                "place": places.get(one.participant),
                "shows_screen": one.participant == shows,
            }
        )
        for one in everybody
    ]


def _shows_screen(everybody: list[Counterpart]) -> str | None:
    """Whose screen is shown: one at a time, of several the one whose browser keeps it up."""
    able = [one for one in everybody if one.path is not MediaPath.NONE and one.sending.screen]
    able = [one for one in able if one.role in _FIRST_TO_SHOW]
    able.sort(key=lambda one: (_FIRST_TO_SHOW.index(one.role), one.participant))
    return able[0].participant if able else None


def _is_seen(one: Counterpart) -> bool:
    return one.sending.face and one.path is MediaPath.CONNECTED


def _rank(one: Counterpart) -> int:
    return _LARGE.index(one.role)
