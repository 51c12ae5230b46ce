"""How addresses of Redis are written. Apart, so that reading the settings loads no client."""


def addresses_in(urls: str) -> list[str]:
    """One address of a Redis, or several of a cluster, apart by spaces or commas."""
    return urls.replace(",", " ").split()
