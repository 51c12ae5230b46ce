"""System packages: which are needed, which are missing, and how they come in."""

from __future__ import annotations

import contextlib
import ctypes.util
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass

from setup_steps.common import EXIT_NEEDS_A_PERSON, PROFILES, SetupError, Step


@dataclass(frozen=True)
class SystemPackage:
    """A Debian package, the profile that needs it, and the command it brings (if any)."""

    name: str
    profile: str
    command: str = ""


def system_packages(profile: str) -> list[SystemPackage]:
    """Return what `profile` needs from the system, this Python and processor considered."""
    packages = [
        SystemPackage("libportaudio2", "demo"),
        # What opencv-python's wheel expects of the system: libGL, GLib, and X11's session.
        SystemPackage("libgl1", "demo"),
        SystemPackage("libglib2.0-0", "demo"),
        SystemPackage("libsm6", "demo"),
        SystemPackage("libxext6", "demo"),
        # Reads the booth's screens aloud.
        SystemPackage("espeak-ng", "demo", "espeak-ng"),
    ]
    if not _has_module("ensurepip"):
        packages.append(SystemPackage("python3-venv", "demo"))
    wheel_brings_redis = platform.machine() == "x86_64" and sys.version_info < (3, 13)
    packages.append(
        SystemPackage("redis-server", "test" if wheel_brings_redis else "demo", "redis-server")
    )
    packages += [
        SystemPackage("chromium", "test", "chromium"),
        SystemPackage("firefox-esr", "test", "firefox-esr"),
        SystemPackage("fonts-liberation", "test"),
        SystemPackage("coturn", "test", "turnserver"),
        SystemPackage("pulseaudio", "test", "pulseaudio"),
        SystemPackage("pulseaudio-utils", "test", "pactl"),
        # PortAudio speaks ALSA only; this is ALSA's way on to PulseAudio.
        SystemPackage("libasound2-plugins", "test"),
        SystemPackage("iproute2", "test", "ip"),
        SystemPackage("iptables", "test", "iptables"),
        # A real queue for what the terminal prints, without any printer's driver.
        SystemPackage("cups-daemon", "test", "cupsd"),
        SystemPackage("cups-client", "test", "lpadmin"),
        # What reads printed pages, in the languages they are printed in, and two more typefaces.
        SystemPackage("tesseract-ocr", "test", "tesseract"),
        SystemPackage("tesseract-ocr-eng", "test"),
        SystemPackage("tesseract-ocr-fin", "test"),
        SystemPackage("tesseract-ocr-swe", "test"),
        SystemPackage("fonts-dejavu-core", "test"),
        SystemPackage("fonts-crosextra-carlito", "test"),
    ]
    wanted = PROFILES[: PROFILES.index(profile) + 1]
    return [package for package in packages if package.profile in wanted]


def _has_module(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def _which(command: str) -> str | None:
    """Like shutil.which, with the folders that only root has on PATH."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin", "/sbin"])
    return shutil.which(command, path=path)


def missing_packages(packages: list[SystemPackage]) -> list[SystemPackage]:
    """Return those that dpkg does not know as installed and whose command is nowhere found."""
    names = [package.name for package in packages]
    listing = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=False,
    ).stdout
    installed = {line.split()[0] for line in listing.splitlines() if line.endswith(" installed")}
    absent = [package for package in packages if package.name not in installed]
    return [package for package in absent if not (package.command and _which(package.command))]


_LIBRARIES = {
    "libportaudio2": "portaudio",
    "libgl1": "GL",
    "libglib2.0-0": "gthread-2.0",
    "libsm6": "SM",
    "libxext6": "Xext",
}


def missing_without_apt(packages: list[SystemPackage]) -> list[SystemPackage]:
    """Return what cannot be found on a system that is not Debian."""

    def there(package: SystemPackage) -> bool:
        if package.command:
            return _which(package.command) is not None
        if package.name in _LIBRARIES:
            return ctypes.util.find_library(_LIBRARIES[package.name]) is not None
        return package.name != "python3-venv"

    return [package for package in packages if not there(package)]


def install_system_packages(step: Step, profile: str) -> None:
    packages = system_packages(profile)
    if shutil.which("dpkg-query") is None or shutil.which("apt-get") is None:
        lacking = [package.name for package in missing_without_apt(packages)]
        if lacking:
            raise SetupError(
                "This system has no apt-get. Install what Debian calls\n"
                f"  {' '.join(lacking)}\nin this system's way and start again.",
                EXIT_NEEDS_A_PERSON,
            )
        return
    names = [package.name for package in missing_packages(packages)]
    if not names:
        return
    step.begin(" ".join(names))
    install = ["apt-get", "install", "-y", "--no-install-recommends", *names]
    prefix = _root_prefix()
    if prefix is None:
        raise SetupError(
            "Set-up may not install system packages as this user. Run this command\n"
            f"  sudo apt-get update && sudo {' '.join(install)}\nand start again.",
            EXIT_NEEDS_A_PERSON,
        )
    options = ["-o", "DPkg::Lock::Timeout=120", "-o", "Dpkg::Use-Pty=0"]
    # An update that fails for one source may still know the packages: the install decides.
    with contextlib.suppress(SetupError):
        step.run([*prefix, "apt-get", "update", *options], "apt-update")
    step.run([*prefix, *install, *options], "apt-install")
    left = [package.name for package in missing_packages(packages)]
    if left:
        raise SetupError(f"apt-get finished, yet these are not installed: {' '.join(left)}")


def _root_prefix() -> list[str] | None:
    """Return what to put before a command to run it as root, or None when this user may not."""
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    if os.geteuid() == 0:
        return environment
    if shutil.which("sudo"):
        asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        if asked.returncode == 0:
            return ["sudo", "-n", *environment]
    return None
