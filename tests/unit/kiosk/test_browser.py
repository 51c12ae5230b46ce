"""How the booth's browser is found and told what to be, and that its profile goes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from edge_client.kiosk import profiles
from edge_client.kiosk.browser import NAMES, arguments, find_browser, page_url

SCREEN = "0123456789abcdef"
READY = "import sys; print('ready', flush=True); sys.stdin.read()"


def program(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_a_known_browser_is_found_and_the_wanted_one_alone_when_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_browser(None) is None
    known = program(tmp_path, NAMES[-1])
    assert find_browser(None) == str(known)
    assert find_browser("thorium") is None
    other = program(tmp_path, "thorium")
    assert find_browser("thorium") == str(other)
    assert find_browser(str(other)) == str(other)


def test_the_settings_switches_come_last_and_the_page_is_all_there_is(tmp_path: Path) -> None:
    url = page_url("http://127.0.0.1:8090/", SCREEN)
    line = arguments("chromium", url, tmp_path, ["--ozone-platform=wayland"])
    assert line[0] == "chromium"
    assert line[-2:] == [
        "--ozone-platform=wayland",
        f"--app=http://127.0.0.1:8090/#screen={SCREEN}",
    ]
    assert {"--kiosk", "--incognito", "--disable-pinch", f"--user-data-dir={tmp_path}"} < set(line)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return tmp_path


def test_a_profile_is_ours_alone_and_goes_with_all_that_is_in_it(place: Path) -> None:
    profile = profiles.make_profile()
    assert profile.parent == place
    assert profile.stat().st_mode & 0o777 == 0o700
    (profile / "Default").mkdir()
    (profile / "Default" / "History").write_text("visit")
    profiles.remove_profile(profile)
    assert list(place.iterdir()) == []


def test_without_a_place_in_memory_it_is_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert profiles.place() == tmp_path


def a_dead_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    return gone.pid


def test_what_a_killed_terminal_left_is_cleared_and_a_living_ones_is_not(place: Path) -> None:
    living = profiles.make_profile()
    elsewhere = place / f"{profiles.PREFIX}notes"
    elsewhere.mkdir()
    left = place / f"{profiles.PREFIX}{a_dead_process()}-abc"
    left.mkdir()
    pretends = [sys.executable, "-c", READY, f"--user-data-dir={left}"]
    pipe = subprocess.PIPE
    with subprocess.Popen(pretends, stdin=pipe, stdout=pipe, start_new_session=True) as browser:
        assert browser.stdout is not None
        browser.stdout.readline()
        (left / "SingletonLock").symlink_to(f"some-host-{browser.pid}")
        assert profiles.clear_left() == 1
        assert browser.wait(timeout=10) != 0, "the browser that still showed is ended"
    assert sorted(place.iterdir()) == sorted([living, elsewhere])


def test_another_process_with_the_number_of_the_old_browser_is_left_alone(place: Path) -> None:
    left = place / f"{profiles.PREFIX}{a_dead_process()}-abc"
    left.mkdir()
    (left / "SingletonLock").symlink_to(f"some-host-{os.getpid()}")
    assert profiles.clear_left() == 1
    assert not left.exists()
