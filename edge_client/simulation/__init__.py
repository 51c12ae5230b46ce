"""A terminal without devices: real inputs from files, for demos and tests."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ASSETS: Final = Path(__file__).parent / "assets"
"""Films, sounds and pictures; where they come from is told in LICENSES.md beside them."""

DEMO_CONFIG: Final = Path(__file__).parent / "demo.toml"
"""A terminal whose devices are these files."""
