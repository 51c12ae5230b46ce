"""The booth screen spoken aloud, for who cannot see it (EN 301 549, 5.1.3)."""
