"""What the steps share: places, the error, the stamps, a step that shows its progress."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
WEB = ROOT / "web"
LOGS = ROOT / ".cache" / "setup"
CONSTRAINTS = ROOT / ".ci" / "constraints.txt"
PROFILES = ("demo", "test")
EXIT_NEEDS_A_PERSON = 2


class SetupError(Exception):
    """Set-up cannot go on; the text says why and what to do."""

    def __init__(self, text: str, exit_code: int = 1) -> None:
        super().__init__(text)
        self.exit_code = exit_code


def digest(*parts: bytes) -> str:
    """Return one short hash of all `parts`, their borders included."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()[:32]


def read_stamp(path: Path) -> dict[str, str]:
    """Return what was done last time, empty when unknown."""
    try:
        stamp = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


class Step:
    """One numbered step: says nothing when there is nothing to do, else shows progress."""

    count = 5

    def __init__(self, number: int, title: str) -> None:
        self.label = f"[{number}/{self.count}] {title}"
        self.started = time.monotonic()
        self.busy = False

    def begin(self, detail: str = "") -> None:
        """Announce that this step has work to do."""
        self.busy = True
        print(f"{self.label}{': ' + detail if detail else ''} …", flush=True)

    def end(self) -> None:
        """Close the step with the seconds it took."""
        if self.busy:
            print(f"{self.label}: done in {self._elapsed_s():.1f} s", flush=True)

    def _elapsed_s(self) -> float:
        return time.monotonic() - self.started

    def run(
        self,
        argv: list[str],
        log_name: str,
        cwd: Path = ROOT,
        env: dict[str, str] | None = None,
        downloads: bool = True,
    ) -> None:
        """Run `argv` with its output in a log file, showing the log's last line as it goes.

        `downloads` tells that a failure may be the network's, and the text then looks for that.
        Raises SetupError with plain words and the log's end when the command fails.
        """
        LOGS.mkdir(parents=True, exist_ok=True)
        log = LOGS / f"{log_name}.log"
        shown_at = time.monotonic()
        interval_s = 1.0 if sys.stdout.isatty() else 10.0
        with log.open("wb") as output:
            process = subprocess.Popen(
                argv,
                cwd=cwd,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            try:
                while process.poll() is None:
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        process.wait(0.2)
                    if time.monotonic() - shown_at >= interval_s:
                        shown_at = time.monotonic()
                        self._show(log)
            finally:
                _stop(process)
                if sys.stdout.isatty():
                    print("\r\x1b[K", end="", flush=True)
        if process.returncode != 0:
            raise SetupError(_explain(argv, process.returncode, log, downloads))

    def _show(self, log: Path) -> None:
        text = f"      {self._elapsed_s():.0f} s  {_last_line(log)[:80]}"
        if sys.stdout.isatty():
            print(f"\r\x1b[K{text}", end="", flush=True)
        else:
            print(text, flush=True)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a command that Ctrl-C interrupted; a no-op for one that has ended."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _lines(log: Path) -> list[str]:
    text = re.sub(r"\x1b\[[0-9;]*m", "", log.read_text(encoding="utf-8", errors="replace"))
    return [line.strip() for line in re.split(r"[\r\n]+", text) if line.strip()]


def _last_line(log: Path) -> str:
    """Return what a command is at now; of an address only what is fetched."""
    lines = _lines(log)
    fetched = re.search(r"https?://[^/\s]+/(?:.*/)?([^/\s]+)", lines[-1]) if lines else None
    return f"fetching {fetched[1]}" if fetched else "".join(lines[-1:])


NETWORK_SIGNS = re.compile(
    r"ENOTFOUND|ETIMEDOUT|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ENETUNREACH|ERR_SOCKET_TIMEOUT"
    r"|network (?:request|connectivity|timeout)|Max retries exceeded|NewConnectionError"
    r"|NameResolutionError|Read timed out|ConnectTimeoutError|Temporary failure (?:in name )?resol"
    r"|Could not resolve|Failed to fetch|Unable to connect|Could not connect",
    re.IGNORECASE,
)


def _explain(argv: list[str], code: int, log: Path, downloads: bool) -> str:
    """Say in plain words why a command failed, with the end of what it printed."""
    lines = _lines(log)
    # Where in its own code a tool failed tells nobody here anything.
    telling = [line for line in lines if not line.startswith("at ")]
    tail = "\n".join(f"    {line}" for line in telling[-12:])
    tool = next((Path(word).name for word in argv if "=" not in word and word != "env"), "")
    if downloads and any(NETWORK_SIGNS.search(line) for line in lines):
        reason = (
            "A download failed: the network or the package registry did not answer. Check the\n"
            "connection (and the proxy settings, if there is a proxy) and start again;\n"
            "what is already set up is kept."
        )
    else:
        reason = f"The command ended with code {code}: {tool} {' '.join(argv[1:])}"
    return f"{reason}\nThe end of its output (all of it: {log.relative_to(ROOT)}):\n{tail}"
