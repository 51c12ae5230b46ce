"""A real CUPS with queues of our own, whose printers write what comes out into a folder."""

from __future__ import annotations

import getpass
import grp
import os
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.support.processes import Service, free_port

_PROGRAMS = Path("/usr/lib/cups")

_CUPSD = """\
Listen 127.0.0.1:{port}
LogLevel warn
WebInterface No
Browsing Off
DefaultAuthType None
# As CUPS does unless told otherwise: what is printed would lie there for a day.
PreserveJobHistory Yes
PreserveJobFiles 1d
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""

_FILES = """\
User {user}
Group {group}
SystemGroup sys
ServerRoot {folder}/root
ServerBin {folder}/programs
RequestRoot {folder}/spool
CacheDir {folder}/cache
StateDir {folder}/state
TempDir {folder}/temporary
ErrorLog {folder}/error
AccessLog {folder}/access
PageLog {folder}/pages
"""

# A backend's arguments: job, user, title, copies, options, and a file if it is no pipe.
_PRINTER = """\
#!/bin/sh
[ $# = 0 ] && exit 0
cat ${{6:--}} > "{out}/$1"
"""
_BROKEN = """\
#!/bin/sh
[ $# = 0 ] && exit 0
exit 4
"""


class PrintServer(Service):
    """CUPS with the queue `tiski`, and `rikki`, whose printer stops at the first job."""

    name = "cups"

    def __init__(self) -> None:
        super().__init__()
        self.port = free_port()
        self.out = self.folder / "out"

    @property
    def printed(self) -> list[bytes]:
        """What has come out of the printer, in order."""
        return [each.read_bytes() for each in sorted(self.out.iterdir(), key=lambda p: int(p.name))]

    @property
    def kept(self) -> list[bytes]:
        """What CUPS still has of it."""
        return [each.read_bytes() for each in (self.folder / "spool").glob("d*") if each.is_file()]

    def uri(self, queue: str = "tiski") -> str:
        """The queue's address for IPP."""
        return f"ipp://127.0.0.1:{self.port}/printers/{queue}"

    def argv(self) -> Sequence[str]:
        self._lay_out()
        return ["/usr/sbin/cupsd", "-f", "-c", f"{self.folder}/cupsd", "-s", f"{self.folder}/files"]

    def _lay_out(self) -> None:
        # CUPS gives up root's rights for whoever prints.
        root = os.geteuid() == 0
        user = "nobody" if root else getpass.getuser()
        group = "nogroup" if root else grp.getgrgid(os.getegid()).gr_name
        self.folder.chmod(0o755)
        for name in ("root", "programs/backend", "spool", "cache", "state", "temporary", "out"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self.out.chmod(0o777)
        (self.folder / "temporary").chmod(0o1777)
        daemon = self.folder / "programs" / "daemon"
        if not daemon.exists():
            daemon.symlink_to(_PROGRAMS / "daemon")
        for name, script in (("keep", _PRINTER.format(out=self.out)), ("stop", _BROKEN)):
            program = self.folder / "programs" / "backend" / name
            program.write_text(script)
            program.chmod(0o755)
        (self.folder / "cupsd").write_text(_CUPSD.format(port=self.port))
        (self.folder / "files").write_text(
            _FILES.format(folder=self.folder, user=user, group=group)
        )

    def is_ready(self) -> bool:
        with socket.create_connection(("127.0.0.1", self.port), 1):
            return True

    def start(self) -> None:
        super().start()
        try:
            self._admin("-p", "tiski", "-v", "keep:/", "-m", "raw", "-E")
            self._admin("-p", "rikki", "-v", "stop:/", "-m", "raw", "-E")
        except BaseException:
            self.stop()
            raise

    def pause(self, queue: str) -> None:
        """As a printer without paper."""
        subprocess.run(["/usr/sbin/cupsdisable", "-h", f"127.0.0.1:{self.port}", queue], check=True)

    def _admin(self, *words: str) -> None:
        where = f"127.0.0.1:{self.port}"
        subprocess.run(
            ["/usr/sbin/lpadmin", "-h", where, *words], check=True, capture_output=True, text=True
        )
