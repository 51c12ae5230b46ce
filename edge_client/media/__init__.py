"""Tracks: what devices give, in the form that aiortc sends; what aiortc receives, played."""
