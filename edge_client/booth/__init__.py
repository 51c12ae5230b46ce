"""The booth screen's local server: the web app's booth page on loopback, and what it shows."""
