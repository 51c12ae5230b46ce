"""The cameras' pictures on their way out: encoded once, whoever many watch.

`tiers`, `key_frames` and `budget` are pure. `Studio` keeps one `Encoding` for each camera,
codec and tier in use; a `Viewer` is what one peer's sender reads from it.
"""
