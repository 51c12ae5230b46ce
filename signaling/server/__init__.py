"""The aiohttp shell: sockets, tokens, TURN credentials, the directory."""
