"""What can happen at the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from edge_client.booth.directory import Directory
from edge_client.booth.messages import Devices, FromBooth
from edge_client.devices.outputs import OutputChoice
from edge_client.peering.path_watch import Path
from signaling.protocol import AnyServerMessage, ClientMessage


@dataclass(frozen=True, slots=True)
class ServerTold:
    """A message of the server."""

    message: AnyServerMessage


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """Signaling came or went."""

    online: bool


@dataclass(frozen=True, slots=True)
class PathsSeen:
    """The media paths by counterpart."""

    paths: Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class DevicesSeen:
    """What the devices do."""

    devices: Devices


@dataclass(frozen=True, slots=True)
class OutputsSeen:
    """What the sound can come from."""

    outputs: tuple[OutputChoice, ...]


@dataclass(frozen=True, slots=True)
class SpeechFailed:
    """The screens cannot be spoken any more."""


@dataclass(frozen=True, slots=True)
class HeadphonesSeen:
    """Headphones were plugged in or out; None: it cannot be told."""

    plugged: bool | None


@dataclass(frozen=True, slots=True)
class BoothSaid:
    """The resident touched the screen. `fresh` names a request or a callback, should this be one."""

    message: FromBooth
    fresh: str = ""


@dataclass(frozen=True, slots=True)
class DirectorySeen:
    """The server's directory has been read."""

    directory: Directory


@dataclass(frozen=True, slots=True)
class Refused:
    """The server refused a message, or did not hear it."""

    message: ClientMessage


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""


Event = (
    ServerTold
    | LinkSeen
    | PathsSeen
    | DevicesSeen
    | OutputsSeen
    | SpeechFailed
    | HeadphonesSeen
    | BoothSaid
    | DirectorySeen
    | Refused
    | Tick
)
