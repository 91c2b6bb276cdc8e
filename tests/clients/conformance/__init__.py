"""The conformance suite (tests/conformance) against this server alone; `cargo xtask conformance` compares it with others."""

import subprocess

from ground.server import Server
from ground.verdict import Failed
from rust import built

PACKAGE = "clientele-conformance"
# What does not hold, each for a reason; docs/conformance.md shows it like any other server's.
EXCEPTIONS = {
    "scope-unknown": "a scope is ignored without a word: oauthlib refuses a token whose answer names another scope than it asked for, or an empty one",
}


def options(server, client, second):
    """How the suite finds this server."""
    return [
        "--token-url", server.url + "/oauth2/token",
        "--introspection-url", server.url + "/oauth2/introspect",
        "--revocation-url", server.url + "/oauth2/revoke",
        "--metadata-url", server.url + "/.well-known/oauth-authorization-server",
        "--jwks-url", server.url + "/.well-known/jwks.json",
        "--resource-url", server.url + "/api/v1/authorization/me/access-rules",
        "--client-id", client["clientId"], "--client-secret", client["clientSecret"],
        "--second-client-id", second["clientId"], "--second-client-secret", second["clientSecret"],
    ]


def check():
    """Every MUST and SHOULD that applies, but for the exceptions."""
    program = built(PACKAGE)
    with Server() as server:
        first, second = server.application("first client"), server.application("second client")
        excepted = [word for case in EXCEPTIONS for word in ("--except", case)]
        done = subprocess.run([str(program), *options(server, first, second), *excepted], capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    if done.returncode:
        raise Failed("the conformance suite\n" + done.stdout + done.stderr)
    print("    " + "\n    ".join(line for line in lines if not line.startswith(("pass", "  "))))
