"""Files that are written whole or not at all."""

import os
import shutil
from contextlib import suppress
from pathlib import Path


def put(path: Path, content: bytes) -> None:
    """Write a file; until all of it is written an older one stays, and a part of the new one is never there.

    A link stays a link. What is no file, such as a terminal or a pipe, and a file in a folder that takes no new ones is
    written in place. Raises OSError.
    """
    place = Path(os.path.realpath(path))
    fresh = place.with_name(f".boundkit-{os.getpid()}")
    open_already = Path(os.path.abspath(path)).parts[1:2] in (("dev",), ("proc",))  # such as /dev/stdout
    old = path.exists()
    if open_already or (
        old and not (path.is_file() and os.access(place, os.W_OK) and os.access(place.parent, os.W_OK))
    ):
        path.write_bytes(content)
        return
    try:
        fresh.write_bytes(content)
        if old:
            shutil.copymode(place, fresh)
        fresh.replace(place)
    except BaseException:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
