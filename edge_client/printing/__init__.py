"""A paper that an expert offers and the resident has printed at the terminal."""
