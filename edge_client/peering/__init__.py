"""Peer connections: one per counterpart and generation, and what keeps them alive."""
