"""The token endpoint beside its limits and its peers, in one run; writes docs/benchmarks/tokens.md.

CLIENTELE_BIN is the server (release), CLIENTELE_LIMITS the limits' program, CLIENTELE_POSTGRES a superuser's URL of a
durable cluster, OUT the file to write."""

import argparse
import base64
import contextlib
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from servers import Clientele, Limits, Load, basic, cpu, figures, good, postgres_database, resident

from peers import Django, Glewlwyd, OidcProviderJwt  # noqa: E402  (servers.py says where they are)

ALGORITHMS = ("ES256", "EdDSA", "RS256")


# Of profiles and of runs that compared one change at a time; not measured anew in each run.
NOTES = """
## What bounds it, and what was tried

Goals: on SQLite 80 % of the route that only signs and 4 times oidc-provider, on PostgreSQL 60 % and 3 times.

- A request on SQLite takes about 25 µs of a core beyond signing, spread thinly: allocation 4; hyper with a larger answer, the
  log line, the runtime, routing, noting the login 1 to 3 each. On PostgreSQL the database's own processes take about 15 µs a
  request of the same cores.
- What helped, as part of the route that only signs (SQLite): a log that no request waits for, and fewer boxed futures, 51 to
  56 %; a look at the write-ahead log's index instead of a query, to 65; log lines as JSON without serde, 4 more. With 20,000
  applications: not reading back the last logins that this node wrote itself, and not copying them under the lock that
  requests take, 63 to 86 %, and the p99 from 112 to 1.5 ms.
- Counting each application's tokens for the audit log had taken it back to 55 %: with 20,000 applications that was as many rows
  a second. A row for each shard of applications: 65. Another allocator, mimalloc, than glibc's, whose locks threads waited for: 72
  (jemalloc the same; when it was first tried, before the log had its own thread, it brought nothing). Placeholders without names on SQLite,
  which looks each up among all others, and no timer for answers that are there at once: 2 to 3 % of the server's time each.
- The part depends on the machine's mood: what only signs did 29,000 tokens a second on one day and 45,000 on another, when the
  network within the machine was cheaper; then the same microseconds of ours weigh more.
- What did not help: larger caches of the C library's. aws-lc-rs signs ES256 between as fast as ring and half as fast again, by the run;
  its C library would add minutes to a first build.
- What is left of a request, in parts of the server's time: signing 27 %; the network 15; the log line 3.5; reading the request 2.7; proving the
  client 3; the look at the database 1.8; random numbers 1.6; noting the login 1.3 and writing it down 2; security headers 1.
- Beside a flood: the threads that hash have a lower priority (nice 5), so that good clients and administrators come first. Alone the
  p99 is below a millisecond at best, so that the ratio says little where both are a few milliseconds. With nice 10 it is
  lower still, but a sign-in beside full load then takes up to a second and a half, with nice 5 half a second, and without 0.3.
"""


class OidcProvider(OidcProviderJwt):
    """With a key of the algorithm that is measured."""

    def __init__(self, algorithm):
        super().__init__()
        self.algorithm = algorithm
        self.name = f"oidc-provider, {algorithm}"


class ServedDjango(Django):
    """Not by the server that is meant for development."""

    served_with, served_as = ["gunicorn"], {"WORKERS": "2"}


class Target:
    """An address under load."""

    def __init__(self, name, url, load, body=None):
        self.name, self.url, self.load = name, url, load
        self.options = {"body": body} if body else {}
        self.rounds = []

    def run(self, seconds):
        self.rounds.append(good(self.load.run(self.url, seconds, **self.options), self.name))

    def median(self, what):
        return statistics.median(found[what] for found in self.rounds)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--applications", type=int, default=20_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=int, default=4)
    options.add_argument("--peers", choices=("yes", "no"), default="yes")
    options = options.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="clientele-tokens-")))
        report = measure(options, stack, folder)
    out = Path(os.environ["OUT"])
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(report, encoding="utf-8")


def say(text):
    print(f"  {text}", flush=True)


def measure(options, stack, folder):
    limits = stack.enter_context(Limits(os.environ["CLIENTELE_LIMITS"]))
    any_client = Load(folder, "any", [basic("client", "secret")])
    targets = {"constant": Target("a route that returns a constant", limits.url + "/constant", any_client)}
    for algorithm in ALGORITHMS:
        targets[f"sign {algorithm}"] = Target(f"a route that only signs, {algorithm}", f"{limits.url}/sign/{algorithm}", any_client)
    targets["sign aws-lc"] = Target("a route that only signs, ES256 by aws-lc-rs", f"{limits.url}/sign/ES256-aws-lc", any_client)

    servers, files = {}, {}
    for store in ("SQLite", "PostgreSQL"):
        for algorithm in ALGORITHMS:
            database = postgres_database(f"tokens_{algorithm.lower()}") if store == "PostgreSQL" else None
            server = stack.enter_context(Clientele(algorithm, database))
            # The algorithms share nothing but the code: all but the main one take a smaller organisation.
            count = options.applications if algorithm == "ES256" else min(options.applications, 2000)
            begun = time.monotonic()
            key = f"{store} {algorithm}"
            files[key] = server.applications(count)
            say(f"{key}: {count} applications made in {time.monotonic() - begun:.0f} s, {resident(server.process.pid):.0f} MB resident")
            servers[key] = server
    cold = {}
    for store in ("SQLite", "PostgreSQL"):
        key = f"{store} ES256"
        server, load = servers[key], Load(folder, f"cold-{store}", files[key])
        started = server.restart()
        memory = resident(server.process.pid)
        first = good(load.run(server.url + "/oauth2/token", 120, most=len(files[key])), f"{key}, first tokens")
        cold[store] = (started, memory, first, resident(server.process.pid))
        say(f"{key}: {first['requests']} first tokens in {first['seconds']:.1f} s")
    for key, server in servers.items():
        load = Load(folder, key.replace(" ", "-"), files[key])
        targets[key] = Target(f"**Clientele, {key.split()[1]}, on {key.split()[0]}**", server.url + "/oauth2/token", load)
        # Each secret once, so that what is measured is the steady state.
        good(load.run(server.url + "/oauth2/token", 120, most=len(files[key])), key)
    if options.peers == "yes":
        for peer, body in ((OidcProvider("ES256"), None), (OidcProvider("EdDSA"), None), (Glewlwyd(), "grant_type=client_credentials&scope=read"), (ServedDjango(), None)):
            stack.enter_context(peer)
            clients = [basic(client["clientId"], client["clientSecret"]) for client in peer.clients]
            load = Load(folder, peer.name.replace(" ", "-"), clients)
            targets[peer.name] = Target(f"{peer.name} {peer.version}", peer.url + peer.endpoints["token"], load, body)

    for number in range(options.rounds):
        for target in targets.values():
            target.run(options.seconds)
        say(f"round {number + 1} of {options.rounds}")
    flood = {}
    for store in ("SQLite", "PostgreSQL"):
        key = f"{store} ES256"
        flood[store] = flooded(servers[key], targets[key], files[key], folder)
    return text(options, targets, cold, flood)


def flooded(server, target, credentials, folder):
    """Good clients alone, and beside a flood of wrong secrets; an administrator asks for applications meanwhile."""
    seconds = 8
    wrong = Load(folder, f"wrong-{server.port}", crossed(credentials))
    alone = good(target.load.run(target.url, seconds, connections=4), target.name)
    before = resident(server.process.pid)
    flood = wrong.start(target.url, seconds + 2)
    time.sleep(1)
    beside = target.load.start(target.url, seconds, connections=4)
    asked = []
    until = time.monotonic() + seconds - 1
    while time.monotonic() < until:
        begun = time.monotonic()
        server.call("GET", f"/api/v1/apps/{server.admin['id']}", expect=200)
        asked.append((time.monotonic() - begun) * 1e3)
        time.sleep(0.05)
    beside = good(figures(beside.communicate()[0]), f"{target.name} beside a flood")
    flood = figures(flood.communicate()[0])
    say(f"{target.name}: p99 {alone['p99']:.1f} ms alone, {beside['p99']:.1f} ms beside {flood['rate']:.0f} wrong secrets a second")
    return {"alone": alone, "beside": beside, "flood": flood, "admin": sorted(asked), "memory": (before, resident(server.process.pid))}


def crossed(credentials):
    """Each client with the next one's secret: right in form, so that nothing but the hash can tell."""
    pairs = [base64.b64decode(line).decode().split(":", 1) for line in credentials]
    return [basic(client, pairs[at - 1][1]) for at, (client, _) in enumerate(pairs)]


def text(options, targets, cold, flood):
    machine = f"{os.cpu_count()} cores, {cpu()}"
    lines = [
        "# Tokens", "",
        f"`POST /oauth2/token` with HTTP Basic, durable, argon2id at rest, {options.applications:,} applications in turn, 16 connections kept",
        f"open, by wrk on the same machine ({machine}): so load and server share the cores. Medians of {options.rounds} interleaved rounds of",
        f"{options.seconds} s. Written by `cargo xtask bench tokens`.", "",
        "| | tokens/s | p50 ms | p99 ms | of what only signs | of oidc-provider |", "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    rate = lambda key: targets[key].median("rate") if key in targets else None  # noqa: E731
    for key, target in targets.items():
        algorithm = next((name for name in ALGORITHMS if name in key), None)
        limit = rate(f"sign {algorithm}") if algorithm and not key.startswith("sign") else None
        peer = rate(f"oidc-provider, {algorithm}") if algorithm and not key.startswith("sign") else None
        part = f"{target.median('rate') / limit:.0%}" if limit else ""
        times = f"{target.median('rate') / peer:.1f}×" if peer else ""
        lines.append(
            f"| {target.name} | {target.median('rate'):,.0f} | {target.median('p50'):.2f} | {target.median('p99'):.2f} | {part} | {times} |")
    lines += [
        "", "The peers have two clients each, which favours them. oidc-provider keeps everything in memory; glewlwyd is on SQLite and signs",
        "RS256; django-oauth-toolkit is served by gunicorn with two workers on SQLite, with opaque tokens.", "",
        "## After a restart: the first token of each application", "",
        "Nothing is remembered, so that each costs an argon2id.", "",
        "| | ready after s | resident MB | all first tokens s | tokens/s | resident MB after |", "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for store, (started, memory, first, after) in cold.items():
        lines.append(f"| {store}, {first['requests']:,} applications | {started:.2f} | {memory:.0f} | {first['seconds']:.1f} | {first['rate']:,.0f} | {after:.0f} |")
    lines += [
        "", "## Beside a flood of wrong secrets", "",
        "Four connections of good clients, alone and beside 16 that send other clients' secrets, as fast as they are",
        "answered; an administrator asks for an application meanwhile.", "",
        "| | p99 alone ms | p99 beside ms | ratio | tokens/s alone | beside | wrong/s | administrator's median ms | slowest | resident MB before | after |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for store, found in flood.items():
        alone, beside, asked = found["alone"], found["beside"], found["admin"]
        lines.append(
            f"| {store} | {alone['p99']:.2f} | {beside['p99']:.2f} | {beside['p99'] / alone['p99']:.1f} | {alone['rate']:,.0f} | {beside['rate']:,.0f} | "
            f"{found['flood']['rate']:,.0f} | {statistics.median(asked):.1f} | {asked[-1]:.1f} | {found['memory'][0]:.0f} | {found['memory'][1]:.0f} |")
    return "\n".join(lines) + "\n" + NOTES


if __name__ == "__main__":
    sys.exit(main())
