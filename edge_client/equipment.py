"""The terminal's devices, and the address of its server, as its configuration names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from edge_client.booth.messages import Devices
from edge_client.config import Config
from edge_client.devices.audio import AudioEngine
from edge_client.devices.portaudio import PortAudio
from edge_client.devices.video_source import PictureSource, VideoSource
from edge_client.paper.holder import Holder
from edge_client.paper.live import PaperSource
from edge_client.sound.cleaning import Cleaner, cleaner_of
from signaling.protocol import Purpose


@dataclass(frozen=True)
class Equipment:
    """The terminal's devices, not started yet."""

    face: VideoSource
    document: PictureSource
    audio: AudioEngine
    holder: Holder | None = None

    @property
    def cameras(self) -> Mapping[Purpose, PictureSource]:
        """By purpose."""
        return {Purpose.FACE: self.face, Purpose.DOCUMENT: self.document}

    @property
    def paper(self) -> PaperSource | None:
        """The document, where it can be shown in several ways."""
        return self.document if isinstance(self.document, PaperSource) else None

    @property
    def cleaner(self) -> Cleaner | None:
        """What cleans the microphone, where there is one."""
        processor = self.audio.processor
        return processor if isinstance(processor, Cleaner) else None

    def start(self) -> None:
        """Begin; returns at once. The resident's camera stays closed until it is wanted."""
        self.face.want(False)
        self.face.start()
        self.document.start()
        if self.holder is not None:
            self.holder.start()
        self.audio.start()

    def stop(self) -> None:
        """Release; may take a moment, not for the event loop."""
        if self.holder is not None:
            self.holder.stop()
        self.face.stop()
        self.document.stop()
        self.audio.stop()

    def states(self) -> Devices:
        """What each does, in one word."""
        return Devices(
            face=self.face.status.state.value,
            document=self.document.status.state.value,
            microphone=self.audio.voice_status.state.value,
            loudspeaker=self.audio.loudspeaker_status.state.value,
        )


def microphone_and_loudspeaker(config: Config) -> AudioEngine:
    """The sound that the configuration names, its microphone cleaned of the loudspeaker."""
    return AudioEngine(
        config.voice, config.loudspeaker, PortAudio(), processor=cleaner_of(config.voice)
    )


def server_endpoints(servers: str) -> list[str]:
    """The addresses that the terminal's setting names, each as `server_endpoint`."""
    return [server_endpoint(server) for server in servers.split()]


def server_endpoint(server: str) -> str:
    """The terminals' WebSocket address, from the server's with or without its path."""
    parts = urlsplit(server)
    path = parts.path.rstrip("/")
    if not path.endswith("/ws/terminal"):
        path = f"{path.removesuffix('/ws')}/ws/terminal"
    return urlunsplit(parts._replace(path=path))
