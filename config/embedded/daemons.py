"""Is a server's process alive, and is it this server? A pid alone says neither."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path


def read_pid(file: Path) -> int | None:
    """The first line of a pid file; None where there is no such file or no number in it."""
    try:
        return int(file.read_text(encoding="utf-8").split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def is_running(pid: int | None, mark: Path) -> bool:
    """Whether the process lives, is no zombie, and names `mark` in its command line.

    After kill -9 the pid can live on as a zombie, where nothing reaps it, or belong to a stranger.
    """
    if pid is None:
        return False
    state, command = _look_at(pid)
    return bool(state) and not state.startswith("Z") and str(mark) in command


def end(pid: int, mark: Path, how: signal.Signals, *, seconds: float) -> bool:
    """Send the signal and wait until the process is gone; False when it is still there after that time."""
    deadline = time.monotonic() + seconds
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        return True
    while is_running(pid, mark):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _look_at(pid: int) -> tuple[str, str]:
    """The process's state letter and its command line; empty when there is no such process."""
    process = Path("/proc") / str(pid)
    if process.exists():
        return _read_proc(process)
    if Path("/proc/self").exists():
        return "", ""
    told = subprocess.run(["ps", "-p", str(pid), "-o", "stat=,command="], capture_output=True, text=True, check=False)  # noqa: S603, S607
    state, _, command = told.stdout.strip().partition(" ")
    return state, command


def _read_proc(process: Path) -> tuple[str, str]:
    try:
        # The name in parentheses may itself contain blanks and parentheses.
        state = (process / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
        command = os.fsdecode((process / "cmdline").read_bytes().replace(b"\0", b" "))
    except OSError:
        return "", ""
    return state, command
