"""The one place that imports OpenCV.

OpenCV reads its settings from the environment when it is loaded, so they have to stand before
the import: import `cv2` from here, never directly.
"""

from __future__ import annotations

import os

# A camera that is pulled out blocks a read for this many seconds (10 by default).
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "1")
# A camera that is not there is a normal state here, told in our own words.
os.environ.setdefault("OPENCV_LOG_LEVEL", "ERROR")

import cv2

# Pictures here are small: measured for 720p30 and 1080p10 together, OpenCV's own threads cost a
# fifth more processor time than they save, and the encoders need the cores.
cv2.setNumThreads(1)

__all__ = ["cv2"]
