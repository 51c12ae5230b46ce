"""The terminal: peers, pairing, booth screen."""
