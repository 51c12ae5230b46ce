"""Windows of callbacks by the calendar, and contacts that only the right key opens."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from signaling.protocol import Contact, ErrorCode, ProtocolError
from signaling.server.calendar import HELSINKI, open_part, proposed_windows, window_told
from signaling.server.directory import load_directory
from signaling.server.directory_model import OpeningHours, Service
from signaling.server.keys import KeyFileError
from signaling.server.sealing import Sealer, SealError, add_key
from signaling.server.settings import SEED_DIRECTORY

CONTACT = Contact(name="Matti Meikäläinen", phone="+358 40 765 4321")
WORKDAYS = OpeningHours(days=["mon", "tue", "wed", "thu", "fri"], opens="09:00", closes="16:00")


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI).timestamp()


@pytest.fixture(scope="module")
def service() -> Service:
    """Open on workdays from nine to four."""
    some = next(iter(load_directory(SEED_DIRECTORY).services.values()))
    return some.model_copy(update={"opening": [WORKDAYS], "closed_on": []})


def in_words(service: Service, now: str) -> list[str]:
    found = [window_told(*window, at(now)) for window in proposed_windows(service, at(now))]
    return [f"{w.in_days} {w.opens}-{w.closes}" for w in found]


def test_windows_of_today_begin_now_and_go_on_tomorrow(service: Service) -> None:
    # Monday; the piece that is nearly over is left out.
    assert in_words(service, "2026-11-23T12:45")[:3] == [
        "0 13:00-15:00",
        "0 15:00-16:00",
        "1 09:00-11:00",
    ]
    assert in_words(service, "2026-11-23T11:20")[0] == "0 11:20-13:00"


def test_weekends_and_holidays_are_no_windows(service: Service) -> None:
    # Sunday evening; Independence Day is a Sunday too, so Epiphany stands for holidays.
    assert in_words(service, "2026-11-22T20:00")[0] == "1 09:00-11:00"
    assert in_words(service, "2027-01-05T16:30")[0] == "2 09:00-11:00"


def test_closed_time_at_the_ends_is_cut_off(service: Service) -> None:
    part = open_part(service, at("2026-11-23T07:00"), at("2026-11-24T10:00"))
    assert part == (at("2026-11-23T09:00"), at("2026-11-24T10:00"))
    assert open_part(service, at("2026-11-23T17:00"), at("2026-11-24T08:00")) is None
    assert open_part(service, at("2026-11-21T00:00"), at("2026-11-22T23:00")) is None


def test_the_clock_that_changes_moves_no_window(service: Service) -> None:
    # Summer time ends on Sunday 2026-10-25: Monday's nine is an hour further away.
    now = at("2026-10-23T16:00")
    first = window_told(*proposed_windows(service, now)[0], now)
    assert (first.opens, first.date) == ("09:00", "2026-10-26")
    assert first.opens_in_s == (2 * 24 + 17 + 1) * 3600


def test_only_the_same_tenant_callback_and_key_open_it(tmp_path: Path) -> None:
    key, other = tmp_path / "a.key", tmp_path / "b.key"
    add_key(key)
    add_key(other)
    sealer = Sealer("pori", key)
    sealed = sealer.seal("cb-1", CONTACT)
    assert sealer.open("cb-1", sealed) == CONTACT
    assert "Matti" not in sealed
    assert sealer.seal("cb-1", CONTACT) != sealed, "each with a nonce of its own"
    for wrong, callback in (
        (Sealer("turku", key), "cb-1"),
        (Sealer("pori", other), "cb-1"),
        (sealer, "cb-2"),
    ):
        with pytest.raises(SealError) as error:
            wrong.open(callback, sealed)
        assert "Matti" not in str(error.value)
    changed = sealed[:-4] + ("AAAA" if sealed[-4:] != "AAAA" else "BBBB")
    with pytest.raises(SealError):
        sealer.open("cb-1", changed)


def test_the_length_says_next_to_nothing(tmp_path: Path) -> None:
    add_key(tmp_path / "a.key")
    sealer = Sealer("pori", tmp_path / "a.key")
    lengths = {len(sealer.seal("cb-1", Contact(phone="040 123" + "4" * n))) for n in range(20)}
    assert len(lengths) == 1


def test_a_new_key_goes_on_top_and_a_broken_file_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.key"
    old = add_key(file)
    sealer = Sealer("pori", file)
    sealed = sealer.seal("cb-1", CONTACT)
    new = add_key(file)
    sealer.reread()
    assert sealer.seal("cb-1", CONTACT).startswith(f"{new}.")
    assert sealed.startswith(f"{old}.")
    assert sealer.open("cb-1", sealed) == CONTACT
    file.write_text("not a key")
    sealer.reread()
    assert sealer.open("cb-1", sealed) == CONTACT


def test_a_key_file_is_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "a.key"
    add_key(file)
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)
    with pytest.raises(KeyFileError, match="chmod 600"):
        Sealer("pori", file)


def test_without_a_key_nothing_is_sealed() -> None:
    with pytest.raises(ProtocolError) as error:
        Sealer("pori", None).seal("cb-1", CONTACT)
    assert error.value.code is ErrorCode.CALLBACKS_OFF
