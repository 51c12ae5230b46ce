"""Set-up judges versions, names what a person must do, and keeps everything pinned."""

import json
import os
import re
import subprocess
from importlib import metadata
from pathlib import Path

import pytest
from setup_steps import common, system
from setup_steps.common import ROOT, SetupError, Step
from setup_steps.web import node_satisfies


@pytest.mark.parametrize(
    ("version", "fits"),
    [
        ("v18.19.0", False),
        ("v20.18.3", False),
        ("v20.19.0", True),
        ("v20.20.2", True),
        ("v21.7.3", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.19.0", True),
        ("v100.0.0", True),
    ],
)
def test_node_versions_are_judged_by_the_range_in_package_json(version: str, fits: bool) -> None:
    assert node_satisfies(version, "^20.19.0 || >=22.12.0") is fits


def _command(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH on which dpkg knows of no package, apt-get fails, and sudo asks for a password."""
    _command(tmp_path, "dpkg-query", "exit 1")
    _command(tmp_path, "apt-get", "echo Err:1 Temporary failure resolving the mirror; exit 100")
    _command(tmp_path, "sudo", "exit 1")
    # What these scripts and set-up need of the real system, and nothing else of it.
    for tool in ("env", "sh"):
        (tmp_path / tool).symlink_to(Path("/usr/bin", tool))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(common, "LOGS", ROOT / ".cache" / "setup-test")
    return tmp_path


@pytest.mark.usefixtures("bare_machine")
def test_without_rights_the_exact_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SetupError, match="sudo apt-get update && sudo apt-get install") as stop:
        system.install_system_packages(Step(1, "System packages"), "demo")
    assert stop.value.exit_code == 2
    named = str(stop.value).splitlines()[1].split("--no-install-recommends")[1].split()
    assert "libportaudio2" in named
    assert "chromium" not in named


@pytest.mark.usefixtures("bare_machine")
def test_a_dead_network_is_told_in_plain_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(SetupError, match="the package registry did not answer") as stop:
        system.install_system_packages(Step(1, "System packages"), "demo")
    assert "Temporary failure resolving the mirror" in str(stop.value)
    assert "[1/5] System packages: libportaudio2" in capsys.readouterr().out


def test_without_apt_what_is_there_is_enough(
    bare_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bare_machine / "apt-get").unlink()
    lacking = {"coturn": "turnserver", "iptables": "iptables"}

    def which(name: str) -> str | None:
        return None if name in lacking.values() else f"/opt/{name}"

    monkeypatch.setattr(system, "_which", which)
    with pytest.raises(SetupError, match="no apt-get") as stop:
        system.install_system_packages(Step(1, "System packages"), "test")
    assert str(stop.value).splitlines()[1].split() == list(lacking)
    monkeypatch.setattr(system, "_which", lambda name: f"/opt/{name}")
    system.install_system_packages(Step(1, "System packages"), "test")


def test_every_installed_package_is_pinned() -> None:
    pinned = dict(line.split("==") for line in common.CONSTRAINTS.read_text().split())
    wanted = {_canonical(name): version for name, version in pinned.items()}
    installed = {
        _canonical(package.name): package.version
        for package in metadata.distributions()
        if package.name != "etaluukku"
    }
    assert {name: wanted.get(name) for name in installed} == installed


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_lock_file_pins_contents_and_names_no_address() -> None:
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert len(packages) > 100
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    unpinned = [name for name, entry in packages.items() if "integrity" not in entry]
    assert unpinned == []


def test_no_tracked_file_names_a_registry() -> None:
    # Put together here so that this file does not name them either.
    hosts = ("registry.npm" + "js.org", "py" + "pi.org/simple", "files.python" + "hosted.org")
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    named = [
        (name, host)
        for name in listing.split("\0")
        if name and (ROOT / name).is_file()
        for host in hosts
        if host.encode() in (ROOT / name).read_bytes()
    ]
    assert named == []
