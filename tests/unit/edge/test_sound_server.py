"""Where a sound server has put our streams, and what of it means that a device went."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from edge_client.devices.sound_server import Homes, SoundServer, headphones_in
from tests.support.waiting import eventually_sync

SPEAKER, HEADSET, NULL = 1, 2, 3


def test_a_stream_that_stays_lost_nothing() -> None:
    homes = Homes()
    assert homes.look({7: SPEAKER}, {SPEAKER, NULL}) == 0
    assert homes.look({7: SPEAKER}, {SPEAKER}) == 0


def test_a_stream_moved_off_a_device_that_went_is_counted_once() -> None:
    homes = Homes()
    homes.look({7: SPEAKER}, {SPEAKER, NULL})
    assert homes.look({7: NULL}, {NULL}) == 1
    assert homes.look({7: NULL}, {NULL}) == 0


def test_a_device_seen_to_go_before_its_stream_is_moved_is_counted_once() -> None:
    homes = Homes()
    homes.look({7: SPEAKER}, {SPEAKER, NULL})
    assert homes.look({7: SPEAKER}, {NULL}) == 1
    assert homes.look({7: NULL}, {NULL}) == 0


def test_each_loss_is_counted() -> None:
    homes = Homes()
    homes.look({7: SPEAKER}, {SPEAKER, HEADSET, NULL})
    assert homes.look({7: HEADSET}, {HEADSET, NULL}) == 1
    assert homes.look({7: NULL}, {NULL}) == 1


def test_a_stream_that_somebody_moved_belongs_where_it_is() -> None:
    homes = Homes()
    homes.look({7: SPEAKER}, {SPEAKER, HEADSET})
    assert homes.look({7: HEADSET}, {SPEAKER, HEADSET}) == 0
    assert homes.look({7: HEADSET}, {HEADSET}) == 0


def test_a_stream_that_was_closed_lost_nothing() -> None:
    homes = Homes()
    homes.look({7: SPEAKER}, {SPEAKER, NULL})
    assert homes.look({}, {NULL}) == 0
    assert homes.look({7: NULL}, {NULL}) == 0, "a number used anew"


@pytest.mark.parametrize(
    ("ports", "plugged"),
    [
        ([], None),
        ([("analog-output-speaker", "yes")], None),
        ([("analog-output-headphones", "unknown")], None),
        ([("analog-output-headphones", "no"), ("hdmi-output-0", "yes")], False),
        ([("[Out] Headphones", "yes")], True),
        ([("analog-output-headphones", "no"), ("[Out] Headphones2", "yes")], True),
    ],
)
def test_headphones_are_known_by_their_port(
    ports: list[tuple[str, str]], plugged: bool | None
) -> None:
    assert headphones_in(ports) is plugged


class FakeServer:
    """Sinks and the streams on them, as pulsectl tells of them."""

    def __init__(self) -> None:
        self.sinks = {SPEAKER, NULL}
        self.streams = [(7, SPEAKER, str(os.getpid())), (8, SPEAKER, "another")]
        self.ports: list[tuple[str, str]] = []
        self.dies = False
        self.looks = 0
        self.closed = False
        self._tell: Callable[[object], None] = lambda _event: None
        self._event = threading.Event()

    def event_mask_set(self, *_masks: str) -> None:
        pass

    def event_callback_set(self, tell: Callable[[object], None]) -> None:
        self._tell = tell

    def event_listen(self, timeout: float) -> None:
        if self._event.wait(timeout):
            self._event.clear()
            if self.dies:
                raise ConnectionError
            self._tell(None)

    def event_listen_stop(self) -> None:
        pass

    def changed(self) -> None:
        self._event.set()

    def sink_input_list(self) -> list[Any]:
        self.looks += 1
        return [
            SimpleNamespace(index=index, sink=sink, proplist={"application.process.id": process})
            for index, sink, process in self.streams
        ]

    def sink_list(self) -> list[Any]:
        ports = [SimpleNamespace(name=name, available_state=is_so) for name, is_so in self.ports]
        return [SimpleNamespace(index=index, port_list=ports) for index in self.sinks]

    def source_output_list(self) -> list[Any]:
        return []

    def source_list(self) -> list[Any]:
        return []

    def close(self) -> None:
        self.closed = True


def ended() -> bool:
    return all(thread.name != "sound-server" for thread in threading.enumerate())


def unplug(fake: FakeServer) -> None:
    fake.streams = [(7, NULL, str(os.getpid())), (8, NULL, "another")]
    fake.sinks = {NULL}
    fake.changed()


def test_an_unplugged_loudspeaker_is_told_to_what_played_on_it_and_not_to_others() -> None:
    fake = FakeServer()
    server = SoundServer(lambda: fake)
    watch = server.watch(inputs=True, outputs=True)
    hears = server.watch(inputs=True, outputs=False)
    server.begin()
    eventually_sync(lambda: fake.looks, timeout_s=10, what="the first look")
    unplug(fake)
    eventually_sync(lambda: watch.gone, timeout_s=10, what="the loss to be noticed")
    assert server.lost_outputs == 1, "the other process's stream is not ours"
    assert not hears.gone
    assert not server.watch(inputs=True, outputs=True).gone, "opened afterwards"
    server.end()
    eventually_sync(ended, timeout_s=10, what="the thread to end")
    assert fake.closed


def test_headphones_plugged_in_are_noticed() -> None:
    fake = FakeServer()
    fake.ports = [("analog-output-speaker", "unknown"), ("analog-output-headphones", "no")]
    server = SoundServer(lambda: fake)
    assert server.plugged is None
    server.begin()
    eventually_sync(lambda: server.plugged is False, timeout_s=10, what="an empty socket")
    fake.ports = [("analog-output-speaker", "unknown"), ("analog-output-headphones", "yes")]
    fake.changed()
    eventually_sync(lambda: server.plugged is True, timeout_s=10, what="headphones")
    server.end()
    eventually_sync(ended, timeout_s=10, what="the thread to end")


def test_a_server_that_dies_is_looked_for_again() -> None:
    first, second = FakeServer(), FakeServer()
    servers = [first, second]
    server = SoundServer(lambda: servers.pop(0))
    server.begin()
    eventually_sync(lambda: first.looks, timeout_s=10, what="the first look")
    first.dies = True
    first.changed()
    eventually_sync(lambda: second.looks, timeout_s=10, what="the second server's first look")
    assert first.closed
    assert server.lost_outputs == 0
    server.end()
    eventually_sync(ended, timeout_s=10, what="the thread to end")


@pytest.mark.parametrize("fault", [None, OSError()])
def test_without_a_server_nothing_is_known_and_nothing_is_lost(fault: Exception | None) -> None:
    asked = threading.Event()

    def connect() -> None:
        asked.set()
        if fault is not None:
            raise fault

    server = SoundServer(connect)
    watch = server.watch(inputs=True, outputs=True)
    server.begin()
    assert asked.wait(10)
    assert not watch.gone
    server.end()
    eventually_sync(ended, timeout_s=10, what="the thread to end")
