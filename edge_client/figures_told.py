"""How the terminal's devices and encoders work, told in the log while they do."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Final

import structlog

from edge_client.equipment import Equipment
from edge_client.video.studio import Studio

log = structlog.get_logger(__name__)

FIGURES_S: Final = 60.0
"""How often the log tells how the encoders work, while somebody watches."""


async def telling_figures(studio: Studio, equipment: Equipment) -> None:
    """Until cancelled; of the sound only what has changed."""
    told = equipment.audio.figures
    while True:
        await asyncio.sleep(FIGURES_S)
        for figures in studio.figures():
            log.info("video.figures", **asdict(figures))
        sound = equipment.audio.figures
        if sound != told:
            told = sound
            log.info("sound.figures", **asdict(sound))
        paper = equipment.paper
        if paper is not None and paper.figures.frames:
            log.info("paper.figures", **paper.figures.plain())
