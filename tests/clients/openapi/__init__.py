"""schemathesis over the OpenAPI document: made-up requests for every operation, answers checked against the document."""

import subprocess
from pathlib import Path

from ground import environments
from ground.server import Server
from ground.verdict import Failed

CONSTRAINTS = Path(__file__).parent / "constraints.txt"
SECONDS = 40
# Left out: checks that take the document for the whole truth about what is valid. Names must be new, ids must exist, and
# unknown fields are ignored by contract.
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
    "response_headers_conformance", "unsupported_method", "ignored_auth", "use_after_free",
)


def check():
    """Finds nothing."""
    python = environments.python(["schemathesis"], CONSTRAINTS, "schemathesis")
    with Server() as server:
        server.command("seed", "--applications", "20")
        document = server.url + "/api/openapi.json"
        answer = server.call("GET", "/api/openapi.json")
        if answer.status != 200:
            raise Failed(f"GET /api/openapi.json: {answer!r}")
        done = subprocess.run(
            [
                str(python.parent / "schemathesis"), "run", document, "--header", f"Authorization: Bearer {server.token}",
                "--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing", "--max-time", str(SECONDS),
                "--workers", "2", "--seed", "42", "--no-color", "--warnings", "off",
            ],
            cwd=server.folder, env=server.environment(), capture_output=True, text=True, check=False,
        )
        if done.returncode:
            raise Failed("schemathesis\n" + done.stdout[-12000:] + done.stderr[-2000:])
    told = [line.strip(" =") for line in done.stdout.splitlines()]
    for line in told[told.index("SUMMARY") :] if "SUMMARY" in told else told[-1:]:
        print("    " + line)
