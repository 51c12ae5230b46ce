"""The booth's screen: its browser is started, locked to the page, and watched."""
