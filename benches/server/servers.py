"""The servers that are measured, on the loopback, and what loads them."""

import base64
import http.client
import json
import os
import shutil
import subprocess
import sys
import threading
import time
import urllib.parse
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "tests/clients"), str(ROOT / "tests/conformance/compare")]

from ground.server import Server, free_port, request  # noqa: E402
from ground.verdict import Failed, Missing  # noqa: E402

GRANT = "grant_type=client_credentials"


def basic(client_id, secret):
    """RFC 6749 section 2.3.1."""
    pair = f"{urllib.parse.quote(client_id, safe='')}:{urllib.parse.quote(secret, safe='')}"
    return base64.b64encode(pair.encode()).decode()


def resident(pid):
    """The resident memory of a process and its children, in MB."""
    pages = 0
    for process in [pid, *children(pid)]:
        with open(f"/proc/{process}/statm", encoding="ascii") as file:
            pages += int(file.read().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def cpu():
    """The processor's name."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        return next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), "unknown")


def postgres_database(name):
    """Makes a database in the cluster; gives its URL."""
    url = os.environ["CLIENTELE_POSTGRES"]
    subprocess.run(["psql", "-q", url, "-c", f"CREATE DATABASE {name}"], check=True, stdout=subprocess.DEVNULL)
    return url.rsplit("/", 1)[0] + f"/{name}"


def children(pid):
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            found += [int(child), *children(int(child))]
    return found


class Clientele(Server):
    """This server; with PostgreSQL in a database of its own there."""

    def __init__(self, algorithm="ES256", postgres=None):
        super().__init__("--token-algorithm", algorithm)
        self.database = postgres

    def environment(self):
        given = super().environment()
        if self.database:
            given["CLIENTELE_DATABASE_URL"] = self.database
            given["CLIENTELE_MASTER_KEY"] = base64.b64encode(bytes(32)).decode()
        return given

    def stop(self):
        self.process.terminate()
        self.process.wait(20)

    def restart(self):
        """Stops it and starts it again; gives the seconds until it answered."""
        self.stop()
        begun = time.monotonic()
        self.start()
        return time.monotonic() - begun

    def each(self, items, work, connections=16):
        """Calls `work(http connection, item)` for each, over some connections at once; gives the results in order."""
        results, items = [None] * len(items), list(enumerate(items))
        lock = threading.Lock()
        failures = []

        def run():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            while not failures:
                with lock:
                    if not items:
                        return
                    at, item = items.pop()
                try:
                    results[at] = work(connection, item)
                except Exception as error:  # pylint: disable=broad-except
                    failures.append(error)

        threads = [threading.Thread(target=run) for _ in range(connections)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]
        return results

    def ask(self, connection, method, path, body=None):
        """One call as the administrator over a kept connection."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise Failed(f"{method} {path}: {answer.status} {text[:300]!r}")
        return json.loads(text) if text else None

    def applications(self, count):
        """Makes applications through the API; gives their credentials."""

        def make(connection, number):
            made = self.ask(connection, "POST", "/api/v1/apps", {"name": f"client-{number:05}"})
            return basic(made["clientId"], made["secret"])

        return self.each(range(count), make)


class Limits:
    """The routes of `benches/server/limit`."""

    def __init__(self, binary):
        self.binary, self.port = binary, free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        self.process = subprocess.Popen([self.binary], env=os.environ | {"PORT": str(self.port)})
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            try:
                request("POST", self.url + "/constant")
                return self
            except OSError:
                time.sleep(0.05)
        raise Failed("the limits' server does not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)


class Load:
    """wrk, on one thread, over 16 connections that are kept open, with the credentials of a file."""

    def __init__(self, folder, name, credentials):
        self.file = folder / f"{name}.txt"
        self.file.write_text("\n".join(credentials) + "\n", encoding="ascii")

    def command(self, url, seconds, body=GRANT, most=None, connections=16):
        if not shutil.which("wrk"):
            raise Missing("apt-get install wrk")
        command = [
            "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(HERE / "load.lua"), url, "--", str(self.file), body,
        ]
        return command + ([str(most)] if most else [])

    def run(self, url, seconds, **options):
        """Loads an address; gives the figures. An answer that is an error fails the run."""
        begun = time.monotonic()
        done = subprocess.run(self.command(url, seconds, **options), capture_output=True, text=True, check=True)
        return figures(done.stdout, time.monotonic() - begun)

    def start(self, url, seconds, **options):
        """The same beside something else: `figures` of its output tells."""
        return subprocess.Popen(self.command(url, seconds, **options), stdout=subprocess.PIPE, text=True)


def figures(output, seconds=0):
    """What load.lua printed, with the rate. `seconds`: how long it took where wrk doesn't say."""
    found = {"seconds": seconds} | json.loads(output.splitlines()[-1])
    found["rate"] = found["requests"] / found["seconds"]
    return found


def good(found, what):
    """The figures of a load in which each request must have been answered with a token."""
    if found["refused"] or found["broken"] or not found["requests"]:
        raise Failed(f"{what}: not every request got a token: {found}")
    return found
