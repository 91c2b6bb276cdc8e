"""A freshly started `clientele serve` on SQLite, seeded through its command line."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from .verdict import Failed, Missing

ROOT = Path(__file__).resolve().parents[3]


def free_port():
    """A port of 127.0.0.1 that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def binary():
    """The built server."""
    path = Path(os.environ.get("CLIENTELE_BIN") or ROOT / "target/debug/clientele")
    if not path.is_file():
        raise Missing(f"{path} is not there: cargo build -p clientele, or set CLIENTELE_BIN")
    return path.resolve()


class Answer:
    """Status, headers and body of an HTTP answer."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:400]!r}"


def request(method, url, body=None, headers=()):
    """One request; an error status is an answer like any other."""
    asked = urllib.request.Request(url, data=body, method=method, headers=dict(headers))
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.headers, error.read())


class Server:
    """Runs as long as its `with` block."""

    def __init__(self, *options):
        self.options = options
        self.folder = Path(tempfile.mkdtemp(prefix="clientele-clients-"))
        self.process = self.token = None

    def __enter__(self):
        try:
            # The application that the tests administer with; it exists before the server first starts.
            self.admin = self.application("harness", "System administrator")
            self.port = free_port()
            self.url = f"http://127.0.0.1:{self.port}"
            self.log = open(self.folder / "log", "w+", encoding="utf-8")
            self.start()
            self.token = self.token_of(self.admin)
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self):
        """Starts the server and waits until it is ready."""
        self.process = subprocess.Popen(
            [str(binary()), "serve", "--listen", f"127.0.0.1:{self.port}", *self.options],
            cwd=self.folder, env=self.environment(), stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
        )
        self.wait()

    def __exit__(self, *_):
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self):
        """The tests' own, without the settings in it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CLIENTELE_")}
        return kept | {"CLIENTELE_DATABASE_URL": f"sqlite://{self.folder}/clientele.db"}

    def command(self, *args, stdin=""):
        """Runs `clientele …` beside the server."""
        done = subprocess.run(
            [str(binary()), *args], cwd=self.folder, env=self.environment(), input=stdin, capture_output=True, text=True,
        )
        if done.returncode:
            raise Failed(f"clientele {' '.join(args)} failed:\n{done.stderr}")
        return done.stdout

    def application(self, name, role=None):
        """Makes an application through the command line; with a role, that in the account."""
        rule = ["--role", role, "--scope-type", "tenant"] if role else []
        return json.loads(self.command("app", "create", "--name", name, *rule))

    def wait(self):
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            try:
                if request("GET", self.url + "/readyz").status == 200:
                    return
            except OSError:
                time.sleep(0.02)
        raise Failed("the server does not start:\n" + (self.folder / "log").read_text(encoding="utf-8"))

    def token_of(self, application):
        """An access token of an application."""
        form = {
            "grant_type": "client_credentials",
            "client_id": application["clientId"],
            "client_secret": application["clientSecret"],
        }
        return request("POST", self.url + "/oauth2/token", urllib.parse.urlencode(form).encode()).json()["access_token"]

    def call(self, method, path, body=None, expect=None):
        """An API call as the administrator."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        answer = request(method, self.url + path, data, headers)
        if expect and answer.status != expect:
            raise Failed(f"{method} {path}: expected {expect}, got {answer!r}")
        return answer

    def made(self):
        """The environment in which the clients find the server: its address and the administrator's credentials."""
        return {
            "CLIENTELE_URL": self.url,
            "CLIENT_ID": self.admin["clientId"],
            "CLIENT_SECRET": self.admin["clientSecret"],
        }

    def requests(self, part):
        """How many log lines of the server hold a text."""
        return sum(part in line for line in (self.folder / "log").read_text(encoding="utf-8").splitlines())
