"""Public notices that a free booth shows: read from a feed, never in anybody's way."""
