"""The Python environment in .venv."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from setup_steps.common import CONSTRAINTS, PROFILES, ROOT, VENV, Step, digest, read_stamp


def install_python_packages(step: Step, profile: str) -> None:
    """Make .venv and install the project with exactly the pinned packages."""
    stamp_file = VENV / ".etaluukku-setup.json"
    stamp = read_stamp(stamp_file)
    # A virtual environment that was moved or outlived its interpreter has to be made anew.
    place = digest(str(ROOT).encode(), sys.version.encode())
    content = digest((ROOT / "pyproject.toml").read_bytes(), CONSTRAINTS.read_bytes())
    python = VENV / "bin" / "python"
    whole = python.exists() and stamp.get("place") == place
    enough = stamp.get("profile") in PROFILES[PROFILES.index(profile) :]
    if whole and enough and stamp.get("content") == content:
        return
    step.begin()
    if not whole:
        step.run([sys.executable, "-m", "venv", "--clear", str(VENV)], "venv", downloads=False)
    pip = pip_install(python)
    step.run([*pip, *pins("pip", "setuptools")], "pip-tools")
    keep = "test" if stamp.get("profile") == "test" and whole else profile
    extra = "[dev]" if keep == "test" else ""
    # No build isolation: an isolated build would fetch a setuptools that nobody pinned.
    step.run([*pip, "--no-build-isolation", "--editable", f".{extra}"], "pip-install")
    stamp_file.write_text(json.dumps({"place": place, "content": content, "profile": keep}))


def pip_install(python: Path) -> list[str]:
    """Return the beginning of every `pip install` here."""
    quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    return [str(python), "-m", "pip", "install", *quiet, "-c", str(CONSTRAINTS)]


def pins(*names: str) -> list[str]:
    pinned = dict(line.split("==") for line in CONSTRAINTS.read_text().split())
    return [f"{name}=={pinned[name]}" for name in names]
