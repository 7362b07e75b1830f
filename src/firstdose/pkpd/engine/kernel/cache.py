"""Machine code kept on disk between runs; a folder that cannot be written, or a broken file, costs only time."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

_DIGEST = 32  # bytes of the checksum before the code


def folder() -> Path:
    """Where it is kept: FIRSTDOSE_CACHE, or the user's folder for caches."""
    if given := os.environ.get("FIRSTDOSE_CACHE"):
        return Path(given)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "firstdose" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "firstdose"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "firstdose"


def kept(key: str, made: Callable[[], bytes]) -> bytes:
    """What was made under this key before, or is made now.

    Examples
    --------
    >>> import os, tempfile
    >>> os.environ["FIRSTDOSE_CACHE"] = tempfile.mkdtemp()
    >>> kept("one", lambda: b"made once"), kept("one", lambda: b"never made")
    (b'made once', b'made once')
    >>> del os.environ["FIRSTDOSE_CACHE"]
    """
    name = hashlib.sha256(key.encode()).hexdigest()[:40] + ".o"
    try:
        path = folder() / name
        found = path.read_bytes()
    except (OSError, RuntimeError):  # no file, no right to read it, or no home
        found = b""
    if len(found) > _DIGEST and hashlib.sha256(found[_DIGEST:]).digest() == found[:_DIGEST]:
        return found[_DIGEST:]
    content = made()
    _keep(name, content)
    return content


def _keep(name: str, content: bytes) -> None:
    """Under another name first: a reader never sees half a file."""
    try:
        place = folder()
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place, delete=False) as file:
            file.write(hashlib.sha256(content).digest() + content)
        os.replace(file.name, place / name)
    except (OSError, RuntimeError):
        return
