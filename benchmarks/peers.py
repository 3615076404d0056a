"""Environments of their own for programs that boundkit is set beside."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def environment(name: str, packages: Sequence[str], test: str, folder: Path | None = None) -> tuple[Path | None, str]:
    """The interpreter of an environment that holds the packages and nothing of ours, made if need be; else the reason.

    It is in boundkit's cache folder unless a folder is given; ``test`` is Python that fails without the packages.
    """
    from boundkit.discovery.index import cache_folder

    folder = folder or cache_folder() / "benchmarks" / name
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    probe = [str(python), "-c", test]
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
    try:
        if python.exists() and subprocess.run(probe, capture_output=True, timeout=120).returncode == 0:
            return python, ""
        print(f"{', '.join(packages)}: installed into an environment of its own", file=sys.stderr, flush=True)
        making = [sys.executable, "-m", "venv", "--clear", str(folder)]
        subprocess.run(making, check=True, capture_output=True, timeout=300)
        subprocess.run(install, check=True, capture_output=True, text=True, timeout=900)
        subprocess.run(probe, check=True, capture_output=True, text=True, timeout=120)
    except subprocess.CalledProcessError as error:
        lines = str(error.stderr or "").strip().splitlines()
        return None, lines[-1] if lines else str(error)
    except (OSError, subprocess.TimeoutExpired) as error:
        return None, str(error)
    return python, ""
