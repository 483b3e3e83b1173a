"""Who has the portfolio open for writing: a file `.~lock.NAME#` beside it, taken over from a dead holder."""

from __future__ import annotations

import getpass
import json
import os
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import psutil

from desktop.domain.errors import FileProblem

_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Holder:
    """Who wrote the lock: user, host, process and when."""

    user: str
    host: str
    pid: int
    since: str
    started: float
    """When the process started, in seconds: the system gives a dead process's number to another one."""

    @property
    def is_alive(self) -> bool:
        """False only if the process is known to be gone; another computer's holder counts as alive."""
        if self.host != socket.gethostname():
            return True
        try:
            process = psutil.Process(self.pid)
            return process.status() != psutil.STATUS_ZOMBIE and abs(_started(process) - self.started) < 2
        except psutil.NoSuchProcess:
            return False
        except psutil.AccessDenied:
            return True

    def __str__(self) -> str:
        return f"{self.user} on {self.host} (process {self.pid}, since {self.since})"


def _started(process: psutil.Process) -> float:
    # Linux counts it from the boot, and reckoned as a time it would move whenever the clock is set.
    return process.create_time() - psutil.boot_time() if psutil.LINUX else process.create_time()


def current_user() -> str:
    """The name of whoever runs this process; "unknown" where the system has none for them."""
    try:
        return getpass.getuser().encode("utf-8", "replace").decode()
    except (OSError, KeyError):
        return "unknown"


def lock_path(portfolio: Path) -> Path:
    return portfolio.with_name(f".~lock.{portfolio.name}#")


def holder_of(portfolio: Path) -> Holder | None:
    """Whoever has the portfolio open for writing, if anyone; an unreadable lock counts as someone unknown."""
    path = lock_path(portfolio)
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST)
    except FileNotFoundError:
        return None
    try:
        data = json.loads(content)
        if not isinstance(data, dict):
            raise ValueError(content)
        entry = cast("dict[str, object]", data)
        pid = int(str(entry["pid"]))
        if not 0 < pid < 1 << 31:
            raise ValueError(pid)
        return Holder(str(entry["user"]), str(entry["host"]), pid, str(entry["since"]), float(str(entry["started"])))
    except (ValueError, KeyError, RecursionError):
        return _unreadable(path)


def _unreadable(path: Path) -> Holder | None:
    """A lock without contents: its maker died, or is about to write them; a few seconds tell which."""
    try:
        age = time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return None
    return None if age > 5 else Holder("someone", "an unknown computer", 0, "just now", 0.0)


class Lock:
    """Held from `take` to `release`; readers take none."""

    def __init__(self, path: Path, content: bytes) -> None:
        self._path = path
        self._content = content

    @classmethod
    def take(cls, portfolio: Path) -> Lock:
        """Make this process the one that writes.

        Raises:
            FileProblem: a living holder has it, named in the message, or the folder cannot be written.
        """
        lock = cls(lock_path(portfolio), _content())
        for _ in range(5):
            try:
                lock._write()
                return lock
            except FileExistsError:
                _remove_dead(portfolio)
            except OSError as problem:
                raise FileProblem(
                    f"{portfolio.name} cannot be opened for writing: no file can be made beside it "
                    f"({problem.strerror}). Open it for reading, or save a copy elsewhere.",
                    cause="read-only",
                ) from problem
        raise FileProblem(
            f"{portfolio.name} is being opened by somebody else at this moment: try again.", cause="locked"
        )

    def release(self) -> None:
        """Remove the lock, if it is still ours; one that stays behind is taken over from a dead holder."""
        with suppress(OSError):
            if self._path.read_bytes() == self._content:
                self._path.unlink()

    def _write(self) -> None:
        with self._path.open("xb") as file:
            try:
                file.write(self._content)
                file.flush()
            except BaseException:
                self._path.unlink(missing_ok=True)
                raise


def _content() -> bytes:
    entry = {
        "user": current_user(),
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "since": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "started": _started(psutil.Process()),
    }
    return json.dumps(entry).encode()


def _file_id(path: Path) -> tuple[int, int]:
    """Tells files of one name apart; numbers of removed files are given out again, but not with their time."""
    status = path.lstat()
    return status.st_ino, status.st_mtime_ns


def _remove_dead(portfolio: Path) -> None:
    """Take the lock away from a holder that is gone.

    Raises:
        FileProblem: the holder lives.
    """
    path = lock_path(portfolio)
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        judged = _file_id(path)
        holder = holder_of(portfolio)
        if holder is not None and holder.is_alive:
            raise FileProblem(
                f"{portfolio.name} is open for writing by {holder}. Close it there, or work on a copy. "
                f"If nobody has it open, remove {path.name} beside it.",
                cause="locked",
            )
        # Moved, not removed: of several that come to the same verdict only one gets it, and sees what it got.
        path.rename(aside)
        if _file_id(aside) == judged:
            aside.unlink()
        else:
            aside.replace(path)
    except FileNotFoundError:
        return
