"""The Python end of the wire."""
