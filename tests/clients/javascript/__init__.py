"""The two JavaScript libraries."""

import shutil
import subprocess
from pathlib import Path

from ground import environments
from ground.server import Server
from ground.verdict import Failed

HERE = Path(__file__).parent


def check():
    """Both against one server. The scripts run from the folder that has the packages, where Node looks for them."""
    folder = environments.node(HERE)
    failed = []
    with Server() as server:
        for script in sorted(HERE.glob("*.mjs")):
            shutil.copy(script, folder)
            done = subprocess.run(["node", str(folder / script.name)], env=server.environment() | server.made(), check=False)
            if done.returncode:
                failed.append(script.stem)
    if failed:
        raise Failed(", ".join(failed))
