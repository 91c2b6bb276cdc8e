"""Runs every command and program of `docs/guides`, in order, each guide against a server of its own."""

import os
import shutil
import subprocess
from pathlib import Path

from ground import environments
from ground.server import ROOT, Server, binary
from ground.verdict import Failed, Missing, check as holds, equal
from javascript import HERE as JAVASCRIPT
from python_clients import environment as python_with_authlib
from rust import PACKAGE, built

from .blocks import blocks, commands
from .moving import compare, fill

GUIDES = ROOT / "docs/guides"
OURS, THEIRS = "https://clientele.example.com", "https://vendor.example.com"


class Desk:
    """A folder to work in, and the programs that the guides name."""

    def __init__(self, server, guide):
        self.server, self.guide = server, guide
        self.folder = server.folder / guide
        self.bin = self.folder / "bin"
        self.bin.mkdir(parents=True)
        (self.bin / "clientele").symlink_to(binary())
        (self.folder / "migrate").symlink_to(GUIDES / "migrate")
        self.addresses = {OURS: server.url}
        self.variables = {"CLIENTELE": server.url}
        self.path = [self.bin]

    def shim(self, name, text):
        file = self.bin / name
        file.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        file.chmod(0o755)

    def run(self, script):
        """A script, with the guide's addresses replaced; gives its output."""
        for address, real in self.addresses.items():
            script = script.replace(address, real)
        path = os.pathsep.join([*map(str, self.path), os.environ["PATH"]])
        done = subprocess.run(
            ["bash", "-c", "set -euo pipefail\n" + script], cwd=self.folder, capture_output=True, text=True, check=False,
            env=self.server.environment() | self.variables | {"PATH": path},
        )
        return done

    def follow(self, before=None):
        """Writes the guide's files and runs its commands in one shell; gives what was printed."""
        script = []
        for block in blocks((GUIDES / f"{self.guide}.md").read_text(encoding="utf-8")):
            if block.file:
                (self.folder / block.file).write_text(block.text, encoding="utf-8")
            for command in commands(block):
                if before:
                    script.append(before(command))
                script.append(command)
        holds(script, f"{self.guide}: has commands")
        done = self.run("\n".join(script))
        if done.returncode:
            raise Failed(f"{self.guide}.md ({done.returncode})\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
        print(f"    ok      {self.guide}: {len(script)} blocks")
        return done.stdout


def five_minutes():
    with Server() as server:
        Desk(server, "five-minutes").follow()


def ci():
    with Server() as server:
        desk = Desk(server, "ci")
        application = server.application("pipeline")
        desk.variables |= {"CLIENT_ID": application["clientId"], "CLIENT_SECRET": application["clientSecret"]}
        printed = desk.follow()
        equal(printed.count('"accessRules"'), 8, "four pipelines ask for their rules")


def rotating():
    with Server() as server:
        desk = Desk(server, "rotating")
        made = server.call("POST", "/api/v1/apps", {"name": "rotated"}, expect=201).json()
        desk.variables |= {
            "ADMIN_TOKEN": server.token, "APP": made["id"], "CLIENT_ID": made["clientId"], "CLIENT_SECRET": made["secret"],
        }
        desk.follow()


def binding():
    with Server() as server:
        desk = Desk(server, "binding")
        application = server.application("bound")
        desk.variables |= {"CLIENT_ID": application["clientId"], "CLIENT_SECRET": application["clientSecret"]}
        packages = environments.node(JAVASCRIPT) / "node_modules"
        desk.shim("npm", f'[ "$*" = "install openid-client" ] && ln -sfn {packages} node_modules')
        equal(desk.follow().strip(), "dpop 200", "the program's token is bound, and good")


def keys():
    with Server() as server:
        desk = Desk(server, "keys")
        made = server.call("POST", "/api/v1/apps", {"name": "keyed"}, expect=201).json()
        desk.variables |= {"ADMIN_TOKEN": server.token, "APP": made["id"], "CLIENT_ID": made["clientId"]}
        packages = environments.node(JAVASCRIPT) / "node_modules"
        desk.shim("npm", f'[ "$*" = "install openid-client" ] && ln -sfn {packages} node_modules')
        equal(desk.follow().splitlines()[-2:], ["true", "bearer"], "the key is registered, and obtains a token")


def moving():
    with Server() as old, Server() as new:
        fill(old)
        desk = Desk(new, "moving")
        desk.addresses[THEIRS] = old.url
        desk.variables |= {
            "OLD_ID": old.admin["clientId"], "OLD_SECRET": old.admin["clientSecret"],
            "NEW_ID": new.admin["clientId"], "NEW_SECRET": new.admin["clientSecret"],
        }
        # What the guide removes at its end is looked at afterwards.
        printed = desk.follow(lambda command: "cp secrets.json kept.json" if "shred" in command else ":")
        compare(old, new, printed, desk.folder / "kept.json")


def verifying():
    with Server() as server:
        desk = Desk(server, "verifying")
        service = server.application("service", "System administrator")
        caller = server.application("caller")
        cluster = server.call("POST", "/api/v1/clusters", {"name": "A"}, expect=201).json()["uuid"]
        role = next(each for each in server.call("GET", "/api/v1/authorization/roles").json() if each["name"] == "Researcher")
        server.call("POST", "/api/v1/authorization/access-rules", {
            "subjectId": caller["clientId"], "subjectType": "app", "roleId": role["id"], "scopeType": "cluster", "scopeId": cluster,
        }, expect=201)
        token = server.token_of(caller)
        desk.variables |= {
            "CLIENT_ID": service["clientId"], "CLIENT_SECRET": service["clientSecret"], "TOKEN": token,
            "CALLER": caller["clientId"], "CLUSTER": cluster, "GOCACHE": str(environments.cache() / "go"),
        }
        desk.path.append(python_with_authlib().parent)
        # The pinned package is there already, under the name that the guide installs.
        packages = environments.node(JAVASCRIPT) / "node_modules"
        desk.shim("npm", f'[ "$*" = "install jose" ] && ln -sfn {packages} node_modules')
        (desk.bin / "verify").symlink_to(built(PACKAGE).parent / "verify")
        go = shutil.which("go")
        if not go:
            desk.shim("go", f"echo {caller['clientId']}")
        program = (Path(__file__).parents[1] / "rust/src/bin/verify.rs").read_text(encoding="utf-8")
        shown = next(block for block in blocks((GUIDES / "verifying.md").read_text(encoding="utf-8")) if block.file == "verify.rs")
        equal(shown.text, program, "the guide's Rust program is the one that is built")
        printed = desk.follow()
        equal(printed.count(caller["clientId"] + "\n"), 4, "each program names the client")
        mangled = token[:-10] + ("A" if token[-10] != "A" else "B") + token[-9:]
        for program in ("python verify.py", "node verify.mjs", "verify") + (("go run verify.go",) if go else ()):
            holds(desk.run(f"{program} {mangled}").returncode, f"{program}: refuses a mangled token")
        if not go:
            raise Missing("Go, for one program of verifying.md: apt-get install golang-go")


def check():
    """Every guide."""
    guides = {"five-minutes": five_minutes, "ci": ci, "rotating": rotating, "binding": binding, "keys": keys, "moving": moving, "verifying": verifying}
    written = {page.stem for page in GUIDES.glob("*.md")} - {"README"}
    equal(set(guides), written, "every guide has a test")
    if not shutil.which("jq"):
        raise Missing("apt-get install jq")
    for guide in guides.values():
        guide()
