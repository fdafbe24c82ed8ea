"""Small texts that an installation makes once and keeps: its secret key, the place of its sockets."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def make_folder(folder: Path) -> None:
    """Make a folder that nobody else can list. Existing folders, and their modes, are left as they are.

    Root's may be passed through, because the embedded PostgreSQL inside it runs as another user.
    """
    mode = 0o711 if os.geteuid() == 0 else 0o700
    for one in (*reversed(folder.parents), folder):
        try:
            one.mkdir()
        except FileExistsError:
            continue
        one.chmod(mode)  # whatever the umask says


def keep(path: Path, make: Callable[[], str]) -> str:
    """Read the text, made and written first where it is missing. Processes starting at once agree on one text."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        pass
    make_folder(path.parent)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(make())
        # A link, unlike a rename, fails where another process was faster; its text then counts.
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
    return path.read_text(encoding="utf-8")
