"""The terminal's own sounds: what they are like, and when they are heard."""

from __future__ import annotations

import numpy as np
import pytest

from edge_client.booth.messages import (
    NO_DEVICES,
    BoothState,
    Counterpart,
    MediaPath,
    Screen,
    ServerLink,
)
from edge_client.booth.picture_messages import PictureGiven
from edge_client.devices.blocks import BLOCK, RATE, SILENCE, decibels
from edge_client.devices.mixer import PlaybackSink
from edge_client.hearing_aids import Aids
from edge_client.hearing_aids import shown as hearing_shown
from edge_client.looks import Looks
from edge_client.looks import shown as looks_shown
from edge_client.sound.announcing import QUEUE_S, RING_S, Announcing, ring_every
from edge_client.sound.own_sounds import LOUDEST, OwnSound, OwnSounds, samples_of
from edge_client.speech.switch import Speech
from edge_client.speech.switch import shown as speech_shown
from signaling.protocol import Role, Sending


@pytest.mark.parametrize("sound", OwnSound)
def test_each_is_short_quiet_and_does_not_click(sound: OwnSound) -> None:
    samples = samples_of(sound)
    assert samples.size % BLOCK == 0
    assert 0.3 <= samples.size / RATE <= 1.0
    assert float(np.abs(samples).max()) == pytest.approx(LOUDEST)
    assert abs(float(samples[0])) < 1e-4
    assert abs(float(samples[-1])) < 1e-4
    assert float(np.abs(np.diff(samples)).max()) < 0.03
    assert -40 < decibels(float(np.sqrt(np.mean(samples**2)))) < -25


def test_no_two_are_alike() -> None:
    longest = max(samples_of(sound).size for sound in OwnSound)
    padded = [np.pad(s := samples_of(sound), (0, longest - s.size)) for sound in OwnSound]
    for n, one in enumerate(padded):
        for other in padded[:n]:
            alike = float(np.dot(one, other) / np.linalg.norm(one) / np.linalg.norm(other))
            assert abs(alike) < 0.7


def heard(sink: PlaybackSink, seconds: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.concatenate([sink.pull() for _ in range(round(seconds * RATE / BLOCK))])


def test_one_after_the_other_through_the_mix() -> None:
    sink = PlaybackSink()
    own = OwnSounds(sink)
    assert sink.pull() is SILENCE
    own.play(OwnSound.JOINED)
    own.play(OwnSound.LEFT)
    played = heard(sink, 2.5)
    wanted = np.concatenate([samples_of(OwnSound.JOINED), samples_of(OwnSound.LEFT)])
    first = int(np.argmax(np.abs(played) > 0)) - int(np.argmax(np.abs(wanted) > 0))
    assert np.allclose(played[first : first + wanted.size], wanted, atol=1e-6)
    assert sink.pull() is SILENCE


def test_only_so_many_wait() -> None:
    sink = PlaybackSink()
    own = OwnSounds(sink)
    for _ in range(50):
        own.play(OwnSound.JOINED)
    lasts = samples_of(OwnSound.JOINED).size / RATE
    heard(sink, lasts * (OwnSounds.MOST + 1))
    assert not heard(sink, lasts).any()


def test_it_rings_again_and_again_until_it_is_told_not_to() -> None:
    sink = PlaybackSink()
    own = OwnSounds(sink)
    own.ring(2.0)
    parts = [heard(sink, 1.0).any() for _ in range(6)]
    own.ring(2.0)
    assert parts == [True, False] * 3
    own.ring(None)
    heard(sink, 1.0)
    assert not heard(sink, 5.0).any()


def shown(
    screen: Screen = Screen.CONVERSATION, position: int | None = None, **paths: MediaPath
) -> BoothState:
    counterparts = [
        Counterpart(
            participant=who,
            role=Role.EXPERT,
            name=who,
            connected=True,
            path=path,
            sending=Sending(),
        )
        for who, path in paths.items()
    ]
    return BoothState(
        screen=screen,
        language="fi",
        link=ServerLink.ONLINE,
        terminal_name=None,
        place_name=None,
        service_name=None,
        counterparts=counterparts,
        position=position,
        wait=None,
        reason=None,
        feedback=None,
        devices=NO_DEVICES,
        picture=PictureGiven.GIVEN,
        spoken=[],
        choosing=None,
        hearing=hearing_shown(Aids(), ()),
        speech=speech_shown(Speech()),
        looks=looks_shown(Looks()),
    )


ON, OFF, CUT = MediaPath.CONNECTED, MediaPath.CONNECTING, MediaPath.INTERRUPTED


def test_joined_is_heard_when_the_voice_can_be_and_left_when_somebody_leaves() -> None:
    announcing = Announcing()
    assert announcing.seen(shown(Screen.CONNECTING)) == []
    assert announcing.seen(shown(aino=OFF)) == []
    assert announcing.seen(shown(aino=ON)) == [OwnSound.JOINED]
    assert announcing.seen(shown(aino=ON)) == []
    assert announcing.seen(shown(aino=ON, leo=ON)) == [OwnSound.JOINED]
    assert announcing.seen(shown(leo=ON)) == [OwnSound.LEFT]
    assert announcing.seen(shown(Screen.ENDED)) == [OwnSound.LEFT]
    assert announcing.seen(shown(Screen.START)) == []


def test_a_lost_connection_is_no_coming_and_going() -> None:
    announcing = Announcing()
    announcing.seen(shown(aino=ON))
    assert announcing.seen(shown(aino=CUT)) == []
    assert announcing.seen(shown(aino=OFF)) == []
    assert announcing.seen(shown(aino=ON)) == []


def test_a_consultation_is_announced_calmly() -> None:
    announcing = Announcing()
    announcing.seen(shown(aino=ON))
    assert announcing.seen(shown(Screen.ON_HOLD, aino=OFF)) == [OwnSound.HOLD]
    assert announcing.seen(shown(Screen.ON_HOLD, aino=MediaPath.NONE)) == []
    assert announcing.seen(shown(aino=OFF)) == []
    assert announcing.seen(shown(aino=ON)) == [OwnSound.JOINED]


def test_who_was_never_heard_leaves_unheard() -> None:
    announcing = Announcing()
    announcing.seen(shown(clerk=MediaPath.NONE))
    assert announcing.seen(shown(Screen.ENDED)) == []


def test_ringing_by_what_the_resident_waits_for() -> None:
    assert ring_every(shown(Screen.CONNECTING)) == RING_S
    assert ring_every(shown(Screen.CONNECTING, position=2)) == QUEUE_S
    assert ring_every(shown(Screen.CONVERSATION)) is None
