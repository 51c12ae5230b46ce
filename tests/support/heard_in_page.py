"""What a page has gathered of a sound in `window.heard`, block by block, as one piece."""

from __future__ import annotations

import base64
from typing import Final

import numpy as np
import numpy.typing as npt

TAKE: Final = """() => {
  const all = new Float32Array(window.heard.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of window.heard) { all.set(part, at); at += part.length }
  const bytes = new Uint8Array(all.buffer)
  let text = ''
  for (let i = 0; i < bytes.length; i += 32768)
    text += String.fromCharCode(...bytes.subarray(i, i + 32768))
  return { began: window.began, samples: btoa(text) }
}"""
"""Gives `began`, undefined where the page does not note it, and `samples` for `decoded`."""


def decoded(samples: str) -> npt.NDArray[np.float32]:
    """The samples as `TAKE` tells them: -1 to 1, at the page's own rate."""
    return np.frombuffer(base64.b64decode(samples), np.float32)
