"""Which browser the booth's screen is, and how it is told to be nothing but the page."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
"""What Chromium is called where it is installed."""

FLAGS = (
    # The whole screen, and neither address bar, tabs nor menus.
    "--kiosk",
    "--no-first-run",
    "--no-default-browser-check",
    "--noerrdialogs",
    "--disable-session-crashed-bubble",
    "--disable-infobars",
    "--disable-extensions",
    "--disable-features=Translate,TranslateUI",
    # Two fingers neither enlarge the page nor leave it.
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    # Nothing is kept: no history, no cache, no key ring, no picture of a crashed page's memory.
    "--incognito",
    "--disk-cache-size=1",
    "--password-store=basic",
    "--disable-breakpad",
    "--disable-crash-reporter",
    # It speaks with the terminal alone.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-pings",
    # A window that something covers for a moment goes on drawing.
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
)
"""Chromium's switches; what a switch cannot lock, the page does itself."""


def find_browser(wanted: str | None) -> str | None:
    """The browser's file: that of the settings (a command or a path), else a known one."""
    names = (wanted,) if wanted is not None else NAMES
    return next((path for path in map(shutil.which, names) if path is not None), None)


def arguments(browser: str, url: str, profile: Path, flags: Sequence[str] = ()) -> list[str]:
    """The command line. `flags` are those of the settings: they come last and win."""
    return [browser, *FLAGS, f"--user-data-dir={profile}", *flags, f"--app={url}"]


def page_url(booth: str, screen: str) -> str:
    """The booth page's address as this screen opens it.

    What stands after # is never sent: the page reads it, and tells it with what it counts.
    """
    return f"{booth}#screen={screen}"
