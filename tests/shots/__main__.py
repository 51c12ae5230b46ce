"""`make screenshots`: every page and state in three languages, in one folder.

The staff's pages are driven through a real conversation, an inquiry and an alarm; the booth's
screens are what the terminal's reducer gives. Text that is cut or hangs over, a page that scrolls
sideways and what axe finds (as it is, magnified two- and fourfold, in forced colours) are defects:
each is printed, and the status is 1.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from tests.shots import booth, staff
from tests.shots.album import Album
from tests.support.browser import chromium
from tests.support.processes import RedisServer
from tests.support.stage import ROOT


async def shoot(options: argparse.Namespace) -> Album:
    """Play and save."""
    folder: Path = options.folder
    await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    album = Album(folder, check=not options.pictures_only)
    if options.only != "staff":
        async with chromium() as browser:
            await booth.play(browser, album)
    if options.only != "booth":
        with tempfile.TemporaryDirectory() as scratch, RedisServer() as redis:
            await staff.play(Path(scratch), redis.url, album)
    return album


def main() -> int:
    """Shoot and tell; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "tour" / "screens")
    parser.add_argument("--only", choices=("staff", "booth"))
    parser.add_argument("--pictures-only", action="store_true", help="neither axe nor magnified")
    options = parser.parse_args()
    album = asyncio.run(shoot(options))
    print(f"{album.count} pictures in {options.folder}, {len(album.defects)} defects")
    for each in album.defects:
        print(f"  {each}")
    return 1 if album.defects else 0


if __name__ == "__main__":
    sys.exit(main())
