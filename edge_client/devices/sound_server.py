"""What the sound server does with our streams: the one place that imports pulsectl.

PulseAudio (since 14) and PipeWire do not end the stream of a device that is unplugged. They move
it to another one ("rescue"), which may be a null device, the wrong room's loudspeaker or a monitor
that hears what is played, and the driver goes on calling back as if nothing had happened. So the
server is asked where our streams are, by a connection of its own. Without a server nothing is
known and nothing is said.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any, Final, Protocol, runtime_checkable

AGAIN_AFTER: Final = 5.0
"""Seconds until a server that could not be reached is tried again."""

LISTEN: Final = 1.0
"""Seconds of listening to the server's events at a time; after that it is seen whether to end."""

PAUSE: Final = 0.1
"""Seconds between two looks: a server tells of every step of a volume."""


class Homes:
    """On which device each of our streams began; which of them lost it. Pure."""

    def __init__(self) -> None:
        self._homes: dict[int, int | None] = {}

    def look(self, streams: Mapping[int, int], devices: Set[int]) -> int:
        """How many streams newly lost their device: it is no more, wherever they are now.

        `streams` are ours and the device that each is on. One that somebody moved away from a
        device that is still there belongs to the other one from then on.
        """
        homes = {stream: self._homes.get(stream, device) for stream, device in streams.items()}
        lost = sum(home is not None and home not in devices for home in homes.values())
        # One that was lost is counted once, also where it is seen before it is moved.
        self._homes = {
            stream: device if device in devices else None for stream, device in streams.items()
        }
        return lost


@runtime_checkable
class TellsPlug(Protocol):
    """A sound system that knows of a headphone socket."""

    @property
    def plugged(self) -> bool | None:
        """Whether headphones are plugged into the machine; None: it cannot be told."""


def headphones_in(ports: Iterable[tuple[str, str]]) -> bool | None:
    """Whether headphones are plugged, by the names of all outputs' ports and "yes" or "no".

    Pure. PulseAudio names them `analog-output-headphones`, PipeWire `[Out] Headphones`; a socket
    without a switch is neither "yes" nor "no".
    """
    told = {is_there for name, is_there in ports if "headphone" in name.lower()} & {"yes", "no"}
    return "yes" in told if told else None


class SoundServer:
    """Counts the streams of this process whose device went. A thread of its own looks."""

    def __init__(self, connect: Callable[[], Any] | None = None) -> None:
        """`connect` gives a connected `pulsectl.Pulse`, or None where there can be none."""
        self._connect = connect or _connect
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._wanted = False
        self._stop = threading.Event()
        self.lost_inputs = self.lost_outputs = 0
        """How many streams that hear, and that play, lost their device so far."""
        self.plugged: bool | None = None
        """See `TellsPlug`."""

    def watch(self, *, inputs: bool, outputs: bool) -> DeviceWatch:
        """For a stream that is opened next; see `DeviceWatch`."""
        return DeviceWatch(self, inputs, outputs)

    def begin(self) -> None:
        """Look from now on. Never blocks."""
        with self._lock:
            self._wanted = True
            self._stop.clear()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="sound-server", daemon=True)
                self._thread.start()

    def end(self) -> None:
        """Look no more. Never blocks; the thread ends soon."""
        with self._lock:
            self._wanted = False
            self._stop.set()

    def _goes_on(self) -> bool:
        with self._lock:
            if not self._wanted:
                self._thread = None
            return self._wanted

    def _run(self) -> None:
        while self._goes_on():
            try:
                server = self._connect()
            except Exception:  # no server, or one that does not let us in
                self._stop.wait(AGAIN_AFTER)
                continue
            if server is None:
                return
            try:
                self._watch(server)
            except Exception:  # the server ended, or said what the library does not know
                self._stop.wait(PAUSE)
            finally:
                server.close()

    def _watch(self, server: Any) -> None:
        """Until the server ends, with an error, or nobody wants it."""
        inputs, outputs = Homes(), Homes()
        news = threading.Event()
        news.set()

        def told(_event: object) -> None:
            news.set()
            server.event_listen_stop()

        server.event_mask_set("sink", "source", "sink_input", "source_output", "card")
        server.event_callback_set(told)
        while self._wanted:
            if not news.is_set():
                server.event_listen(timeout=LISTEN)
            if not news.is_set():
                continue
            self._stop.wait(PAUSE)
            news.clear()
            # Streams before devices: a stream's new device is then among them in any case.
            playing = {each.index: each.sink for each in server.sink_input_list() if _ours(each)}
            sinks = server.sink_list()
            self.lost_outputs += outputs.look(playing, {each.index for each in sinks})
            self.plugged = headphones_in(_ports(sinks))
            heard = {each.index: each.source for each in server.source_output_list() if _ours(each)}
            sources = {each.index for each in server.source_list()}
            self.lost_inputs += inputs.look(heard, sources)


class DeviceWatch:
    """Whether a device of the sides that are watched went, since this was made."""

    def __init__(self, server: SoundServer, inputs: bool, outputs: bool) -> None:
        self._server = server
        self._inputs = server.lost_inputs if inputs else None
        self._outputs = server.lost_outputs if outputs else None

    @property
    def gone(self) -> bool:
        """True from then on, whatever the sound server did with the stream."""
        return self._inputs not in {None, self._server.lost_inputs} or self._outputs not in {
            None,
            self._server.lost_outputs,
        }


def _ports(sinks: Iterable[Any]) -> list[tuple[str, str]]:
    return [
        (str(port.name), str(getattr(port.available_state, "_value", port.available_state)))
        for sink in sinks
        for port in sink.port_list
    ]


def _ours(stream: Any) -> bool:
    return bool(stream.proplist.get("application.process.id") == str(os.getpid()))


def _connect() -> Any:
    try:
        import pulsectl
    except (ImportError, OSError):
        return None  # not Linux, or no libpulse: then no stream of ours is on such a server
    server = pulsectl.Pulse("etaluukku-watch", connect=False)
    try:
        # Without the library's timeout, which waits it out in any case; libpulse has one of 30 s.
        server.connect()
    except BaseException:
        server.close()
        raise
    return server
