"""The two Python libraries that most OAuth clients in Python use."""

import subprocess
from pathlib import Path

from ground import environments
from ground.server import Server
from ground.verdict import Failed

HERE = Path(__file__).parent
PACKAGES = ["Authlib", "requests-oauthlib"]


def environment():
    """The interpreter that has them; the guides' Python is run with it too."""
    return environments.python(PACKAGES, HERE / "constraints.txt", "oauth")


def check():
    """Both against one server."""
    python = environment()
    with Server() as server:
        done = subprocess.run([str(python), str(HERE / "tokens.py")], env=server.environment() | server.made(), check=False)
    if done.returncode:
        raise Failed("Authlib or requests-oauthlib")
