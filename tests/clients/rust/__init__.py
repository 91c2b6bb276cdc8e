"""The crate oauth2: built by cargo as a member of the workspace."""

import os
import subprocess

from ground.server import ROOT, Server
from ground.verdict import Failed, Missing

PACKAGE = "clientele-oauth2-client-test"


def built(package):
    """Builds a member's program; gives its path."""
    cargo = os.environ.get("CARGO", "cargo")
    done = subprocess.run([cargo, "build", "--quiet", "--locked", "-p", package], cwd=ROOT, check=False)
    if done.returncode:
        raise Missing(f"cargo can't build {package}")
    return ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "debug" / package


def check():
    """Its program against a server."""
    program = built(PACKAGE)
    with Server() as server:
        done = subprocess.run([str(program)], env=server.environment() | server.made(), check=False)
    if done.returncode:
        raise Failed("oauth2 (crates.io)")
    print("    ok      oauth2")
