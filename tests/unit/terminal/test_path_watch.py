"""When a media path counts as dead."""

from edge_client.peering.path_watch import CONNECT_S, SILENCE_S, Path, PathWatch


def look(watch: PathWatch, now: float, packets: int, state: str = "connected") -> Path:
    return watch.look(now, state, packets, expected=True)


def test_connects_and_stays_while_packets_come() -> None:
    watch = PathWatch(0.0)
    assert look(watch, 0.1, 0, "connecting") is Path.CONNECTING
    for second in range(1, 20):
        assert look(watch, float(second), second) is Path.CONNECTED


def test_never_connecting_is_a_failure() -> None:
    watch = PathWatch(0.0)
    assert look(watch, CONNECT_S - 0.1, 0, "connecting") is Path.CONNECTING
    assert look(watch, CONNECT_S, 0, "connecting") is Path.FAILED


def test_silence_shows_after_four_seconds_and_heals() -> None:
    watch = PathWatch(0.0)
    look(watch, 1.0, 5)
    assert look(watch, 1.0 + SILENCE_S - 0.1, 5) is Path.CONNECTED
    assert look(watch, 1.0 + SILENCE_S, 5) is Path.SILENT
    assert look(watch, 1.1 + SILENCE_S, 6) is Path.CONNECTED


def test_silence_is_no_sign_where_nothing_is_granted() -> None:
    watch = PathWatch(0.0)
    for second in range(1, 20):
        assert watch.look(float(second), "connected", 5, expected=False) is Path.CONNECTED


def test_failed_and_closed_are_failures() -> None:
    for state in ("failed", "closed"):
        watch = PathWatch(0.0)
        look(watch, 1.0, 1)
        assert look(watch, 1.1, 2, state) is Path.FAILED
