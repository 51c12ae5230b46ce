"""The paper on the table: finding it, flattening it, lighting it, telling whether it can be read.

Functions of pictures here are pure: no I/O, no clock, no randomness (docs/paper.md).
"""
