"""What the terminal passes on of real-time text, to whom, and what it drops."""

from typing import Any

import pytest

from edge_client.peering.channel_line import LOW_BYTES
from edge_client.peering.rtt_line import FRAME_BURST, RealTimeText, RttLine, is_rtt_channel
from signaling.client import RoomView
from signaling.protocol import Grant, Purpose, RoomKind, RoomTold
from signaling.protocol.limits import RTT_CHARACTERS
from signaling.protocol.rtt import MISSING_TEXT
from tests.support.channels import FakeChannel
from tests.support.samples import EXPERT, ME, room


def told(*, write: bool = True, read: bool = True, **change: Any) -> RoomTold:
    """A room of the terminal and an expert, with or without voice either way."""
    voice, face = [Purpose.VOICE], [Purpose.FACE]
    grants = [
        Grant(sender=ME, receiver=EXPERT, purposes=voice if write else face),
        Grant(sender=EXPERT, receiver=ME, purposes=voice if read else face),
    ]
    return room(EXPERT).model_copy(update={"grants": grants, **change})


class Booth:
    """A terminal with one expert, whose channel is open."""

    def __init__(self, **may: bool) -> None:
        self.came: list[tuple[str, str]] = []
        self.text = RealTimeText(lambda who, text: self.came.append((who, text)))
        line = self.text.line(RoomView(told(**may), ME), EXPERT)
        assert line is not None
        self.line: RttLine = line
        self.channel = FakeChannel()
        self.line.attach(self.channel)


def test_text_goes_both_ways_as_it_comes() -> None:
    booth = Booth()
    booth.text.write("H")
    booth.text.write("ei\u2028")
    booth.channel.emit("message", "Mo")
    booth.channel.emit("message", "\x08oi")
    assert booth.channel.sent == ["H", "ei\u2028"]
    assert booth.came == [(EXPERT, "Mo"), (EXPERT, "\x08oi")]


def test_who_may_not_be_heard_is_not_read_either() -> None:
    booth = Booth(write=False, read=False)
    booth.text.write("salaa")
    booth.channel.emit("message", "salaa")
    assert (booth.channel.sent, booth.came) == ([], [])


def test_what_was_written_while_they_might_not_read_is_not_sent_later() -> None:
    booth = Booth()
    booth.channel.emit("close")
    booth.text.write("ennen")
    booth.line.follow(RoomView(told(write=False), ME))
    booth.text.write("salaa")
    booth.line.follow(RoomView(told(), ME))
    again = FakeChannel()
    booth.line.attach(again)
    booth.text.write("taas")
    assert again.sent == ["taas"]


def test_text_waits_for_a_channel_within_bounds() -> None:
    booth = Booth()
    booth.channel.emit("close")
    booth.text.write("a" * 10)
    booth.text.write("b" * RTT_CHARACTERS)
    again = FakeChannel()
    booth.line.attach(again)
    (sent,) = again.sent
    assert sent == MISSING_TEXT + "b" * (RTT_CHARACTERS - 1)


def test_text_waits_while_the_channel_is_full() -> None:
    booth = Booth()
    booth.channel.bufferedAmount = LOW_BYTES + 1
    booth.text.write("Hei")
    assert booth.channel.sent == []
    booth.channel.bufferedAmount = 0
    booth.channel.emit("bufferedamountlow")
    assert booth.channel.sent == ["Hei"]


def test_a_new_channel_marks_what_may_be_lost() -> None:
    booth = Booth()
    booth.line.attach(FakeChannel())
    assert booth.came == [], "nobody has written anything"
    again = FakeChannel()
    booth.line.attach(again)
    again.emit("message", "He")
    again.emit("close")
    booth.line.attach(FakeChannel())
    assert booth.came == [(EXPERT, "He"), (EXPERT, MISSING_TEXT)]


@pytest.mark.parametrize("frame", [b"bytes", "x" * (RTT_CHARACTERS + 1)])
def test_what_is_no_text_is_marked_once(frame: object) -> None:
    booth = Booth()
    booth.channel.emit("message", frame)
    booth.channel.emit("message", frame)
    booth.channel.emit("message", "Hei")
    assert booth.came == [(EXPERT, MISSING_TEXT), (EXPERT, "Hei")]


def test_a_flood_is_bounded() -> None:
    booth = Booth()
    for _ in range(1000):
        booth.channel.emit("message", "x")
    assert len(booth.came) <= FRAME_BURST + 25
    assert booth.came[-1] == (EXPERT, MISSING_TEXT)


def test_nothing_outlives_the_room() -> None:
    booth = Booth()
    booth.text.room_over()
    booth.line.end()
    booth.text.write("jälkeen")
    booth.channel.emit("message", "jälkeen")
    assert (booth.channel.sent, booth.came) == ([], [])


def test_an_inquiry_has_no_real_time_text() -> None:
    text = RealTimeText(lambda _who, _text: None)
    assert text.line(RoomView(told(kind=RoomKind.INQUIRY), ME), EXPERT) is None


def test_the_channel_is_known_by_its_subprotocol() -> None:
    """RFC 8865, 4.1: `t140`, reliable, in order."""
    rtt = FakeChannel(label="x", protocol="t140")
    assert is_rtt_channel(rtt)
    rtt.ordered = False
    assert not is_rtt_channel(rtt)
    assert not is_rtt_channel(FakeChannel(label="rtt", protocol="other"))
