"""The vendor's Python client, several versions of it."""

import subprocess
from pathlib import Path

from ground import environments
from ground.server import Server
from ground.verdict import Failed

HERE = Path(__file__).parent
VERSIONS = ("1.218.0", "1.221.1", "1.222.0", "1.223.0", "1.224.0")


def check():
    """Every version against a server of its own."""
    failed = []
    for version in VERSIONS:
        # 1.218 imports aiohttp-retry without declaring it.
        python = environments.python([f"runapy=={version}", "aiohttp-retry"], HERE / "constraints.txt", f"runapy-{version}")
        with Server() as server:
            print(f"  runapy {version}", flush=True)
            done = subprocess.run([str(python), "-W", "ignore", str(HERE / "lifecycle.py")], env=server.environment() | server.made(), check=False)
        if done.returncode:
            failed.append(version)
    if failed:
        raise Failed(f"runapy {', '.join(failed)}")
