"""A specialist in Python: for the command line, for tests and for load."""
