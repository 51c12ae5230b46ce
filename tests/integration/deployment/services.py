"""The services of docker/ as real processes on loopback: their settings, other ports and folders."""

from __future__ import annotations

import datetime
import os
import socket
import sysconfig
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from redis import Redis
from redis.exceptions import RedisError

from tests.support.processes import Service, free_port, stun_binding, system_redis

DOCKER = Path(__file__).resolve().parents[3] / "docker"
DOMAIN = "etaluukku.test"


class DeployedRedis(Service):
    """Redis with docker/redis.conf."""

    name = "redis-conf"

    def __init__(self) -> None:
        super().__init__()
        self.port = free_port()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def argv(self) -> Sequence[str]:
        here = ["--port", str(self.port), "--bind", "127.0.0.1"]
        return [system_redis(), str(DOCKER / "redis.conf"), *here]

    def is_ready(self) -> bool:
        try:
            with Redis.from_url(self.url, socket_timeout=1) as redis:
                told = cast("dict[str, int]", redis.info())
        except RedisError as error:
            raise OSError(str(error)) from error
        assert self.process is not None
        # Another run's server may have taken the port since it was found free; and it tells of
        # itself already while it reads what it had written.
        return told["process_id"] == self.process.pid and not told["loading"]


class DeployedTurn(Service):
    """coturn as docker/turn.sh starts it. `options` are environment variables of turn.sh."""

    name = "turn-sh"

    def __init__(self, secret: str, **options: str) -> None:
        super().__init__()
        self.options = options
        self.port = free_port()
        self.tls_port = free_port()
        self.secret_file = self.folder / "turn_secret"
        self.secret_file.write_text(f"{secret}\n")
        self.certificates = self.folder / "certificates"
        self.run = self.folder / "run"
        self.run.mkdir()

    def argv(self) -> Sequence[str]:
        # Apart for parallel runs; below the ports that the kernel gives out by itself.
        low = 30_000 + os.getpid() % 50 * 20
        return [
            "sh",
            str(DOCKER / "turn.sh"),
            "--listening-ip=127.0.0.1",
            "--relay-ip=127.0.0.1",
            f"--listening-port={self.port}",
            f"--tls-listening-port={self.tls_port}",
            f"--min-port={low}",
            f"--max-port={low + 19}",
            # coturn refuses loopback even where allowed-peer-ip names it.
            "--allow-loopback-peers",
        ]

    def environ(self) -> Mapping[str, str]:
        return {
            "DOMAIN": DOMAIN,
            "TURN_SETTINGS": str(DOCKER / "turnserver.conf"),
            "TURN_SECRET_FILE": str(self.secret_file),
            "TURN_RUN": str(self.run),
            "TURN_CERTIFICATES": str(self.certificates),
            "TURN_LOOK_S": "0.2",
            **self.options,
        }

    def is_ready(self) -> bool:
        return stun_binding(("127.0.0.1", self.port), timeout_s=0.5) is not None

    def put_certificate(self) -> str:
        """Write what the proxy would have got; the certificate as PEM."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, DOMAIN)])
        now = datetime.datetime.now(datetime.UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(hours=1))
            .sign(key, SHA256())
        )
        folder = self.certificates / "certificates" / "local" / DOMAIN
        folder.mkdir(parents=True, exist_ok=True)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        pem = certificate.public_bytes(Encoding.PEM)
        (folder / f"{DOMAIN}.key").write_bytes(private)
        (folder / f"{DOMAIN}.crt").write_bytes(pem)
        return pem.decode()


@dataclass(frozen=True)
class ProxyPorts:
    """Where the proxy listens."""

    http: int = field(default_factory=free_port)
    https: int = field(default_factory=free_port)
    health: int = field(default_factory=free_port)


class DeployedProxy(Service):
    """Caddy with docker/Caddyfile, its own certificate authority, in front of `nodes`."""

    name = "proxy"

    def __init__(self) -> None:
        super().__init__()
        self.nodes = ""
        self.ports = ProxyPorts()
        self.storage = self.folder / "storage"

    @property
    def origin(self) -> str:
        return f"https://{DOMAIN}:{self.ports.https}"

    @property
    def root_certificate(self) -> Path:
        return self.storage / "pki" / "authorities" / "local" / "root.crt"

    def argv(self) -> Sequence[str]:
        caddy = Path(sysconfig.get_path("scripts"), "caddy")
        return [str(caddy), "run", "--config", str(DOCKER / "Caddyfile"), "--adapter", "caddyfile"]

    def environ(self) -> Mapping[str, str]:
        return {
            "DOMAIN": DOMAIN,
            "TLS_CONTACT": "internal",
            "SIGNALING_NODES": self.nodes,
            "PROXY_STORAGE": str(self.storage),
            "PROXY_HTTP_PORT": str(self.ports.http),
            "PROXY_HTTPS_PORT": str(self.ports.https),
            "PROXY_HEALTH_PORT": str(self.ports.health),
            "HOME": str(self.folder),
        }

    def is_ready(self) -> bool:
        with socket.create_connection(("127.0.0.1", self.ports.health), timeout=1) as link:
            link.sendall(f"GET / HTTP/1.0\r\nHost: 127.0.0.1:{self.ports.health}\r\n\r\n".encode())
            healthy = link.recv(64).startswith(b"HTTP/1.0 200")
        return healthy and self.root_certificate.exists() and self._holds_certificate()

    def _holds_certificate(self) -> bool:
        return any(self.storage.glob(f"certificates/*/{DOMAIN}/{DOMAIN}.crt"))
