"""Pinned packages from the public registries, installed once into a folder that clones share.

The folder is $CLIENTELE_TOOLS, else ~/.cache/clientele/tools, as for the other commands."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from .verdict import Missing


def cache():
    """The shared folder."""
    named = os.environ.get("CLIENTELE_TOOLS")
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = Path(named) if named else base / "clientele/tools"
    folder = folder / "clients"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode:
        raise Missing(f"{' '.join(map(str, command[:6]))} …: {(done.stderr or done.stdout).strip()[-1500:]}")
    return done.stdout


def _once(folder, stamp, make):
    """Makes a folder's content unless it is there; several clones may want it at once."""
    with open(folder.with_suffix(".lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / ".done"
        if not (done.is_file() and done.read_text(encoding="utf-8") == stamp):
            shutil.rmtree(folder, ignore_errors=True)
            make()
            done.write_text(stamp, encoding="utf-8")
    return folder


def python(requirements, constraints, name):
    """A virtual environment with exactly these packages; gives its interpreter."""
    stamp = f"{sys.version}\n{requirements}\n{constraints.read_text(encoding='utf-8')}"
    folder = cache() / f"{name}-{hashlib.sha256(stamp.encode()).hexdigest()[:12]}"
    interpreter = folder / "bin/python"

    def make():
        print(f"  installing {' '.join(requirements)}", flush=True)
        _run([sys.executable, "-m", "venv", str(folder)])
        _run([str(interpreter), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input",
              "-c", str(constraints), *requirements])

    _once(folder, stamp, make)
    return interpreter


def node(source):
    """The packages of a folder's lock file; gives a folder with them and with the folder's scripts."""
    lock = (source / "package-lock.json").read_text(encoding="utf-8")
    folder = cache() / f"node-{source.name}-{hashlib.sha256(lock.encode()).hexdigest()[:12]}"

    def make():
        print(f"  npm ci for {source.name}", flush=True)
        folder.mkdir(parents=True)
        for file in ("package.json", "package-lock.json"):
            shutil.copy(source / file, folder)
        _run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder)

    return _once(folder, lock, make)
