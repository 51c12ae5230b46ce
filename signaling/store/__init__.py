"""Where the state is kept: Redis, and its in-memory twin for tests of the rules."""
