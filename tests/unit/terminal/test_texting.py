"""What is written in an inquiry: nothing lost, nothing doubled, in order, over any channels."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_client.peering.texting import Text, Texting, TextState
from signaling.protocol.limits import WRITTEN_CHARACTERS, WRITTEN_KEPT, WRITTEN_WAITING

WAITING, SENT = TextState.WAITING, TextState.SENT
ARRIVED, RECEIVED = TextState.ARRIVED, TextState.RECEIVED


def states(end: Texting) -> list[TextState]:
    return [text.state for text in end.log]


def written(end: Texting, state: TextState) -> list[str]:
    return [text.text for text in end.log if text.state is state]


def test_what_is_written_without_a_channel_goes_out_when_there_is_one() -> None:
    end = Texting()
    assert end.say("w-01", "one") == []
    assert end.say("w-02", "two") == []
    assert states(end) == [WAITING, WAITING]
    frames = end.opened()
    assert [json.loads(frame)["text"] for frame in frames] == ["one", "two"]
    assert states(end) == [SENT, SENT]


def test_only_what_is_acknowledged_has_arrived() -> None:
    one, other = Texting(), Texting()
    one.opened()
    other.opened()
    frames = [*one.say("w-01", "one"), *one.say("w-02", "two")]
    answers = other.came(frames[0])
    assert written(other, RECEIVED) == ["one"]
    assert one.came(answers[0]) == []
    assert states(one) == [ARRIVED, SENT]
    one.closed()
    assert states(one) == [ARRIVED, WAITING]
    assert [json.loads(frame)["id"] for frame in one.opened()] == ["w-02"]


def test_what_comes_twice_is_kept_once_and_acknowledged_twice() -> None:
    one, other = Texting(is_open=True), Texting(is_open=True)
    (frame,) = one.say("w-01", "one")
    assert other.came(frame) == other.came(frame)
    assert written(other, RECEIVED) == ["one"]


def test_what_is_no_message_is_dropped() -> None:
    end = Texting(is_open=True)
    long = json.dumps({"type": "written", "id": "w-01", "text": "x" * (WRITTEN_CHARACTERS + 1)})
    for frame in [b"bytes", None, "", "[]", '{"type":"written"}', '{"type":"bye"}', long]:
        assert end.came(frame) == []
    assert end.came('{"type":"arrived","id":"w-99"}') == []
    assert end.log == ()


@pytest.mark.parametrize("text", ["", "x" * (WRITTEN_CHARACTERS + 1)])
def test_a_text_has_a_length(text: str) -> None:
    end = Texting()
    with pytest.raises(ValueError, match="text"):
        end.say("w-01", text)
    assert end.log == ()


def test_so_many_may_wait_and_no_more() -> None:
    end = Texting()
    for number in range(WRITTEN_WAITING):
        end.say(f"w-{number:04}", "x")
    with pytest.raises(ValueError, match="too many"):
        end.say("w-last", "x")


def test_the_oldest_go_first_but_never_what_has_not_arrived() -> None:
    end = Texting()
    end.say("w-mine", "mine")
    for number in range(WRITTEN_KEPT + 20):
        end.came(json.dumps({"type": "written", "id": f"w-{number:04}", "text": str(number)}))
    assert len(end.log) == WRITTEN_KEPT
    assert end.log[0] == Text("w-mine", "mine", WAITING)
    assert end.log[-1].text == str(WRITTEN_KEPT + 19)


@dataclass
class Pipe:
    """Two ends and the channels between them; frames under way die with their channel."""

    a: Texting = field(default_factory=Texting)
    b: Texting = field(default_factory=Texting)
    to_a: list[str] = field(default_factory=list)
    to_b: list[str] = field(default_factory=list)
    said: dict[str, list[str]] = field(default_factory=lambda: {"a": [], "b": []})

    def do(self, what: str) -> None:
        match what:
            case "open" if not self.a.is_open:
                self.to_b += self.a.opened()
                self.to_a += self.b.opened()
            case "cut":
                self.to_a.clear()
                self.to_b.clear()
                self.a.closed()
                self.b.closed()
            case "say a" | "say b":
                end, frames = (self.a, self.to_b) if what == "say a" else (self.b, self.to_a)
                text = f"text {len(self.said[what[-1]])}"
                self.said[what[-1]].append(text)
                frames += end.say(f"w-{what[-1]}-{len(self.said[what[-1]])}", text)
            case "carry a" if self.to_a:
                self.to_b += self.a.came(self.to_a.pop(0))
            case "carry b" if self.to_b:
                self.to_a += self.b.came(self.to_b.pop(0))


@given(st.lists(st.sampled_from(["open", "cut", "say a", "say b", "carry a", "carry b"])))
def test_whatever_is_cut_both_read_all_once_and_in_order(steps: list[str]) -> None:
    pipe = Pipe()
    for step in steps:
        pipe.do(step)
        for end, other in ((pipe.a, "b"), (pipe.b, "a")):
            read = written(end, RECEIVED)
            assert read == pipe.said[other][: len(read)]
    pipe.do("open")
    while pipe.to_a or pipe.to_b:
        pipe.do("carry a")
        pipe.do("carry b")
    assert written(pipe.b, RECEIVED) == pipe.said["a"] == written(pipe.a, ARRIVED)
    assert written(pipe.a, RECEIVED) == pipe.said["b"] == written(pipe.b, ARRIVED)
