"""Generations of a pair: who offers when, what is stale, what happens when a path dies."""

import pytest

from edge_client.peering.pairing import (
    ANSWER_S,
    CLOSED_GRACE_S,
    AnswerCame,
    AskRestart,
    MakeOffer,
    OfferCame,
    Pairing,
    PathSeen,
    Phase,
    Refused,
    RestartCame,
    TakeAnswer,
    TakeOffer,
    Tick,
    Told,
)
from edge_client.peering.path_watch import CONNECT_S, Path


def connected(*, offerer: bool) -> Pairing:
    pair = Pairing(offerer)
    pair.handle(Told(0, reachable=True), 0.0)
    if offerer:
        assert pair.handle(AnswerCame(1), 0.1) == [TakeAnswer()]
    else:
        assert pair.handle(OfferCame(1), 0.1) == [TakeOffer(1)]
    pair.handle(PathSeen(1, Path.CONNECTED), 0.2)
    assert pair.phase is Phase.CONNECTED
    assert pair.deadline is None
    return pair


def test_the_offerer_offers_one_more_than_was_ever_offered() -> None:
    pair = Pairing(offerer=True)
    assert pair.handle(Told(4, reachable=True), 0.0) == [MakeOffer(5)]
    assert pair.handle(Told(5, reachable=True), 0.1) == []


def test_an_unreachable_counterpart_is_offered_nothing_until_it_comes_back() -> None:
    pair = Pairing(offerer=True)
    assert pair.handle(Told(0, reachable=False), 0.0) == []
    assert pair.deadline is None
    assert pair.handle(Told(0, reachable=True), 5.0) == [MakeOffer(1)]


def test_the_answerer_takes_each_generation_once_and_drops_older_ones() -> None:
    pair = connected(offerer=False)
    assert pair.handle(OfferCame(1), 1.0) == []
    assert pair.handle(OfferCame(3), 1.0) == [TakeOffer(3)]
    assert pair.handle(OfferCame(2), 1.1) == []


def test_a_late_answer_to_an_older_generation_is_dropped() -> None:
    pair = Pairing(offerer=True)
    pair.handle(Told(0, reachable=True), 0.0)
    assert pair.handle(Tick(), ANSWER_S) == [MakeOffer(2)]
    assert pair.handle(AnswerCame(1), ANSWER_S) == []
    assert pair.handle(AnswerCame(2), ANSWER_S) == [TakeAnswer()]
    assert pair.handle(AnswerCame(2), ANSWER_S) == []


def test_no_answer_makes_the_offerer_try_the_next_generation() -> None:
    pair = Pairing(offerer=True)
    pair.handle(Told(0, reachable=True), 0.0)
    assert pair.handle(Tick(), ANSWER_S - 0.1) == []
    assert pair.handle(Tick(), ANSWER_S) == [MakeOffer(2)]


def test_no_offer_makes_the_answerer_ask_for_one_again_and_again() -> None:
    pair = Pairing(offerer=False)
    pair.handle(Told(0, reachable=True), 0.0)
    assert pair.handle(Tick(), ANSWER_S) == [AskRestart(0)]
    assert pair.deadline == ANSWER_S * 2
    assert pair.handle(Tick(), ANSWER_S * 2) == [AskRestart(0)]


def test_a_connection_that_never_comes_about_is_replaced() -> None:
    answerer = Pairing(offerer=False)
    answerer.handle(Told(0, reachable=True), 0.0)
    answerer.handle(OfferCame(1), 0.0)
    assert answerer.handle(Tick(), CONNECT_S) == [AskRestart(1)]
    offerer = Pairing(offerer=True)
    offerer.handle(Told(0, reachable=True), 0.0)
    offerer.handle(AnswerCame(1), 0.0)
    assert offerer.handle(Tick(), CONNECT_S) == [MakeOffer(2)]


@pytest.mark.parametrize("path", [Path.SILENT, Path.FAILED])
def test_a_dead_path_makes_the_offerer_offer_at_once(path: Path) -> None:
    assert connected(offerer=True).handle(PathSeen(1, path), 10.0) == [MakeOffer(2)]


def test_a_silent_path_makes_the_answerer_ask_at_once() -> None:
    assert connected(offerer=False).handle(PathSeen(1, Path.SILENT), 10.0) == [AskRestart(1)]


def test_a_closed_path_may_be_the_next_generation_coming() -> None:
    pair = connected(offerer=False)
    assert pair.handle(PathSeen(1, Path.FAILED), 10.0) == []
    assert pair.handle(Tick(), 10.0 + CLOSED_GRACE_S) == [AskRestart(1)]
    other = connected(offerer=False)
    other.handle(PathSeen(1, Path.FAILED), 10.0)
    assert other.handle(OfferCame(2), 10.5) == [TakeOffer(2)]


def test_restarts_are_obeyed_once() -> None:
    pair = connected(offerer=True)
    assert pair.handle(RestartCame(1), 10.0) == [MakeOffer(2)]
    assert pair.handle(RestartCame(1), 10.1) == []


def test_failures_in_a_row_wait_longer() -> None:
    pair = connected(offerer=True)
    assert pair.handle(PathSeen(1, Path.FAILED), 10.0) == [MakeOffer(2)]
    assert pair.handle(Refused(2), 10.0) == []
    assert pair.deadline == 11.0
    assert pair.handle(Tick(), 11.0) == [MakeOffer(3)]
    pair.handle(Refused(3), 11.0)
    assert pair.deadline == 13.0


def test_a_path_that_heals_by_itself_is_kept() -> None:
    pair = connected(offerer=False)
    pair.handle(PathSeen(1, Path.SILENT), 10.0)
    pair.handle(PathSeen(1, Path.CONNECTED), 10.5)
    assert pair.phase is Phase.CONNECTED
    assert pair.handle(Tick(), 30.0) == []


def test_while_signaling_is_away_a_dead_path_waits_for_it() -> None:
    pair = connected(offerer=True)
    assert pair.handle(Told(1, reachable=False), 5.0) == []
    assert pair.phase is Phase.CONNECTED
    assert pair.handle(PathSeen(1, Path.FAILED), 6.0) == []
    assert pair.deadline is None
    assert pair.handle(Told(1, reachable=True), 9.0) == [MakeOffer(2)]


def test_a_connected_pair_is_left_alone_when_signaling_comes_back() -> None:
    for offerer in (True, False):
        pair = connected(offerer=offerer)
        pair.handle(Told(1, reachable=False), 5.0)
        assert pair.handle(Told(1, reachable=True), 6.0) == []
        assert pair.deadline is None


def test_an_answerer_that_missed_an_offer_asks_for_the_next() -> None:
    pair = Pairing(offerer=False)
    pair.handle(Told(0, reachable=True), 0.0)
    pair.handle(Told(0, reachable=False), 1.0)
    pair.handle(Told(2, reachable=True), 3.0)
    assert pair.handle(Tick(), 3.0 + CLOSED_GRACE_S) == [AskRestart(2)]


def test_news_of_an_old_generation_changes_nothing() -> None:
    pair = connected(offerer=True)
    pair.handle(RestartCame(1), 1.0)
    assert pair.handle(PathSeen(1, Path.FAILED), 1.1) == []
    assert pair.handle(Refused(1), 1.1) == []
    assert pair.phase is Phase.WAITING


def test_a_restart_of_what_was_never_offered_is_dropped() -> None:
    pair = connected(offerer=True)
    assert pair.handle(RestartCame(900_000), 10.0) == []
    assert pair.generation == 1


def test_an_offerer_started_anew_obeys_a_restart_of_its_former_life() -> None:
    pair = Pairing(offerer=True)
    assert pair.handle(Told(7, reachable=True), 0.0) == [MakeOffer(8)]
    assert pair.handle(RestartCame(8), 1.0) == [MakeOffer(9)]
