"""Unknown, wrong, disabled, deleted, expired and replaced credentials get one answer, and nobody can tell them apart by
how long it takes: thousands of requests in random order over one connection, each two kinds compared by their ranks."""

import base64
import json
import random
import socket
import time
from datetime import datetime, timedelta, timezone
from itertools import combinations

from ground.server import Server
from ground import verdict

EACH = 1000
# The chance that a request of one kind takes longer than one of another is a half where they are alike. Between kinds
# that are, it strays from that by a standard deviation of 0.013; this is more than four of them.
MOST = 0.06
# What is no secret is refused unhashed. It says nothing about the client, and shows that the measure can tell.
CONTROL = "no secret"


def made(server, name, **more):
    application = server.call("POST", "/api/v1/apps", {"name": name} | more, expect=201).json()
    return application["id"], application["clientId"], application["secret"]


def kinds(server):
    """A client ID and a secret for each kind of credential that must be refused."""
    soon = datetime.now(timezone.utc) + timedelta(seconds=2)
    _, right, _ = made(server, "right")
    _, _, another = made(server, "another")
    disabled, disabled_client, disabled_secret = made(server, "disabled")
    deleted, deleted_client, deleted_secret = made(server, "deleted")
    _, expired_client, expired_secret = made(server, "expired", expiresAt=soon.isoformat().replace("+00:00", "Z"))
    replaced, replaced_client, replaced_secret = made(server, "replaced")
    server.call("PATCH", f"/api/v1/apps/{disabled}", {"enabled": False}, expect=200)
    server.call("DELETE", f"/api/v1/apps/{deleted}", expect=204)
    server.call("POST", f"/api/v1/apps/{replaced}/secret", expect=200)
    time.sleep(max(0, (soon - datetime.now(timezone.utc)).total_seconds() + 0.1))
    return {
        "unknown": ("nobody-a1b2c3", another),
        "wrong": (right, another),
        "disabled": (disabled_client, disabled_secret),
        "deleted": (deleted_client, deleted_secret),
        "expired": (expired_client, expired_secret),
        "replaced": (replaced_client, replaced_secret),
        CONTROL: (right, "not-a-secret"),
    }


def bytes_of(server, client, secret):
    body = b"grant_type=client_credentials"
    pair = base64.b64encode(f"{client}:{secret}".encode()).decode()
    head = (
        f"POST /oauth2/token HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nAuthorization: Basic {pair}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def answered(stream, file, request):
    """Sends a request; gives the seconds until the answer began, and the answer without what is each one's own."""
    begun = time.perf_counter()
    stream.sendall(request)
    status = file.readline()
    took = time.perf_counter() - begun
    headers, length = [], 0
    while (line := file.readline().decode().strip()) != "":
        name, value = line.split(":", 1)
        if name.lower() == "content-length":
            length = int(value)
        if name.lower() not in ("date", "x-request-id"):
            headers.append(line.lower())
    return took, (status, tuple(headers), file.read(length))


def chance_of_longer(ones, others):
    """How likely one takes longer than another, by ranks (Mann and Whitney, 1947); a tie counts half."""
    both = sorted([(took, 0) for took in ones] + [(took, 1) for took in others])
    ranks, at = 0.0, 0
    while at < len(both):
        end = at
        while end < len(both) and both[end][0] == both[at][0]:
            end += 1
        rank = (at + 1 + end) / 2
        ranks += rank * sum(which == 0 for _, which in both[at:end])
        at = end
    return (ranks - len(ones) * (len(ones) + 1) / 2) / (len(ones) * len(others))


def check():
    """The answers are one, and so are the times."""
    with Server() as server, socket.create_connection(("127.0.0.1", server.port)) as stream:
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        file = stream.makefile("rb")
        requests = {kind: bytes_of(server, *pair) for kind, pair in kinds(server).items()}
        order = [kind for kind in requests for _ in range(EACH)]
        random.Random(7).shuffle(order)
        for kind in requests:
            answered(stream, file, requests[kind])
        times, answers = {kind: [] for kind in requests}, {kind: set() for kind in requests}
        for kind in order:
            took, answer = answered(stream, file, requests[kind])
            times[kind].append(took)
            answers[kind].add(answer)
    distinct = set().union(*answers.values())
    verdict.check(len(distinct) == 1, "every refusal is the same answer", distinct)
    status, _, body = distinct.pop()
    verdict.check(b" 401 " in status, "refused credentials get 401", status)
    verdict.equal(json.loads(body)["error"], "invalid_client", "the error")
    if chance_of_longer(times["wrong"], times[CONTROL]) < 0.9:
        raise verdict.Failed("what is not hashed answers no sooner: the measure can't tell anything")
    alike = [kind for kind in requests if kind != CONTROL]
    furthest = max(combinations(alike, 2), key=lambda pair: abs(chance_of_longer(times[pair[0]], times[pair[1]]) - 0.5))
    chance = chance_of_longer(times[furthest[0]], times[furthest[1]])
    medians = {kind: f"{sorted(times[kind])[EACH // 2] * 1e3:.2f} ms" for kind in requests}
    print(f"  {EACH} of each: {medians}; furthest apart {furthest[0]} and {furthest[1]}, {chance:.3f}")
    verdict.check(abs(chance - 0.5) <= MOST, f"{furthest[0]} and {furthest[1]} can be told apart by the time they take", chance, medians)
