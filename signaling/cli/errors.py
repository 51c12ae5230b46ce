"""What a sub-command raises."""

from __future__ import annotations


class CommandError(Exception):
    """The command cannot do what was asked; the text is one line that says what to do."""
