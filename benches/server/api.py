"""Lists and changes of a large organisation beside what the database itself does, in one run; writes docs/benchmarks/api.md.

CLIENTELE_BIN is the server (release), CLIENTELE_POSTGRES a superuser's URL of a durable cluster, OUT the file to write."""

import argparse
import contextlib
import http.client
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from servers import Clientele, Failed, cpu, postgres_database, resident

# What the console asks for.
LIST = "/api/v1/apps?order=newest&include=accessRules"
# The same rows, by the database's own program: `.mode json`, the rules as text within their application's row.
DUMP = """SELECT a.id, a.name, a.client_id, a.enabled, a.created_by, a.created_at, a.updated_at, a.version, a.secret_hint, a.secret_created_at, l.at,
  (SELECT json_group_array(json_object('id', r.id, 'roleId', r.role_id, 'roleName', r.role_name, 'scopeType', r.scope_type,
    'scopeId', r.scope_id, 'scopeName', r.scope_name)) FROM access_rules r WHERE r.subject_id = a.id AND r.deleted_at IS NULL) AS rules
  FROM applications a LEFT JOIN application_logins l ON l.application_id = a.id ORDER BY a.created_at DESC"""
REPEATS = 7


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--applications", type=int, default=100_000)
    options = options.parse_args()
    rows = []
    with contextlib.ExitStack() as stack:
        for store in ("SQLite", "PostgreSQL"):
            database = postgres_database("api") if store == "PostgreSQL" else None
            rows.append((store, measure(stack.enter_context(Clientele(postgres=database)), store, options.applications)))
    out = Path(os.environ["OUT"])
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text(options, rows), encoding="utf-8")


def say(words):
    print(f"  {words}", flush=True)


def measure(server, store, count):
    found = {}
    found["started"] = server.restart()
    found["memory at start"] = resident(server.process.pid)
    server.stop()
    server.command("seed", "--applications", str(count))
    begun = time.monotonic()
    server.start()
    found["started large"] = time.monotonic() - begun
    found["memory large"] = resident(server.process.pid)
    server.token = server.token_of(server.admin)

    lists = [listed(server) for _ in range(REPEATS)]
    for at, what in enumerate(("first byte", "list", "bytes")):
        found[what] = statistics.median(one[at] for one in lists)
    found["compressed"] = statistics.median(listed(server, "br")[1] for _ in range(3))
    found["compressed bytes"] = listed(server, "br")[2]
    found["not modified"] = unchanged(server)
    found["memory after lists"] = resident(server.process.pid)
    if store == "SQLite":
        found["dump"], found["dump bytes"] = dumped(server)
    say(f"{store}: list of {count:,} in {found['list'] * 1e3:.0f} ms, first byte after {found['first byte'] * 1e3:.1f} ms")

    found["disk"] = synced(server.folder)
    for connections in (1, 16):
        found[f"changes {connections}"] = changes(server, connections)
    found["memory after changes"] = resident(server.process.pid)
    say(f"{store}: {found['changes 16'][0]:.0f} applications made a second, {found['disk']:.0f} syncs a second")
    return found


def listed(server, encoding=None):
    """Seconds to the first byte of the body and to the last, and how many bytes came, over a new connection."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {"Authorization": f"Bearer {server.token}"} | ({"Accept-Encoding": encoding} if encoding else {})
    connection.connect()
    begun = time.monotonic()
    connection.request("GET", LIST, headers=headers)
    answer = connection.getresponse()
    if answer.status != 200:
        raise Failed(f"GET {LIST}: {answer.status}")
    size = len(answer.read1(1))
    first = time.monotonic() - begun
    while chunk := answer.read1(1 << 20):
        size += len(chunk)
    return first, time.monotonic() - begun, size


def unchanged(server):
    """The median seconds of a 304."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {"Authorization": f"Bearer {server.token}"}
    connection.request("GET", LIST, headers=headers)
    answer = connection.getresponse()
    answer.read()
    headers["If-None-Match"] = answer.headers["ETag"]
    taken = []
    for _ in range(300):
        begun = time.monotonic()
        connection.request("GET", LIST, headers=headers)
        answer = connection.getresponse()
        answer.read()
        taken.append(time.monotonic() - begun)
        if answer.status != 304:
            raise Failed(f"an unchanged list: {answer.status} instead of 304")
    return statistics.median(taken)


def dumped(server):
    """The median seconds of sqlite3's own dump of the same rows, and its size."""
    taken = []
    for _ in range(REPEATS):
        begun = time.monotonic()
        done = subprocess.run(["sqlite3", "-readonly", "-json", f"{server.folder}/clientele.db", DUMP], capture_output=True, check=True)
        taken.append(time.monotonic() - begun)
    return statistics.median(taken), len(done.stdout)


def synced(folder):
    """How often a second 4 KB can be appended to a file and be on the disk."""
    with open(folder / "sync", "wb", buffering=0) as file:
        begun, times = time.monotonic(), 0
        while time.monotonic() - begun < 2:
            file.write(bytes(4096))
            os.fdatasync(file.fileno())
            times += 1
        return times / (time.monotonic() - begun)


def changes(server, connections):
    """Applications made, rules added and secrets regenerated a second."""
    most = 200 * connections

    def rate(items, work):
        begun = time.monotonic()
        results = server.each(items, work, connections)
        return len(items) / (time.monotonic() - begun), results

    made, applications = rate(range(most), lambda to, n: server.ask(to, "POST", "/api/v1/apps", {"name": f"change {connections}-{n}"}))
    ids = [application["id"] for application in applications]
    roles = server.call("GET", "/api/v1/authorization/roles", expect=200).json()
    researcher = next(role["id"] for role in roles if role["name"] == "Researcher")
    rules, _ = rate(ids, lambda to, one: server.ask(to, "POST", "/api/v1/authorization/access-rules", {
        "subjectId": one, "subjectType": "app", "roleId": researcher, "scopeType": "tenant", "scopeId": "1"}))
    secrets, _ = rate(ids, lambda to, one: server.ask(to, "POST", f"/api/v1/apps/{one}/secret"))
    return made, rules, secrets


def text(options, rows):
    lines = [
        "# The API and the store", "",
        f"{options.applications:,} applications from `clientele seed`, on {os.cpu_count()} cores, {cpu()}; the client, in Python, shares them. Medians.",
        "Written by `cargo xtask bench api`.", "",
        "| | " + " | ".join(store for store, _ in rows) + " |", "| --- |" + " ---: |" * len(rows),
    ]

    def line(what, cell):
        lines.append(f"| {what} | " + " | ".join(cell(found) for _, found in rows) + " |")

    ms = lambda what: lambda found: f"{found[what] * 1e3:,.1f} ms"  # noqa: E731
    mb = lambda what: lambda found: f"{found[what]:,.0f} MB"  # noqa: E731
    line("start of an empty server until it is ready", ms("started"))
    line("resident memory then", mb("memory at start"))
    line("start with all applications", ms("started large"))
    line("resident memory then", mb("memory large"))
    line("list with rules: first byte", ms("first byte"))
    line("all of it", ms("list"))
    line("bytes", lambda found: f"{found['bytes'] / 1e6:,.1f} MB")
    line("sqlite3's dump of the same rows", lambda found: f"{found['dump'] * 1e3:,.1f} ms, {found['dump bytes'] / 1e6:,.1f} MB" if "dump" in found else "")
    line("**list to dump**", lambda found: f"**{found['list'] / found['dump']:.2f}**" if "dump" in found else "")
    line("list compressed (brotli)", lambda found: f"{found['compressed'] * 1e3:,.1f} ms, {found['compressed bytes'] / 1e6:,.1f} MB")
    line("unchanged list: 304", lambda found: f"{found['not modified'] * 1e3:.2f} ms")
    line("resident memory after these", mb("memory after lists"))
    line("appends of 4 KB synced to the disk", lambda found: f"{found['disk']:,.0f}/s")
    for at, what in enumerate(("applications made", "access rules added", "secrets regenerated")):
        for connections in (1, 16):
            key = f"changes {connections}"
            beside = "one connection" if connections == 1 else f"{connections} connections"
            line(f"{what}, {beside}", lambda found, key=key, at=at: f"{found[key][at]:,.0f}/s ({found[key][at] / found['disk']:.1f} of the syncs)")
    line("resident memory after these", mb("memory after changes"))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
