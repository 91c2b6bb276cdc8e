"""Runs the conformance suite on this server and on the others, and writes `docs/conformance.md`."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import peers
from ground.server import ROOT
from ground.verdict import Failed, Missing
from rust import built

DOCUMENT = ROOT / "docs/conformance.md"
MARKS = {"pass": "yes", "fail": "**no**", "n/a": "–"}
HEAD = """# Conformance: the client credentials grant, RFC by RFC

`cargo xtask conformance` starts each server on the loopback, runs `tests/conformance` on all of them in one run, and writes
this page. The suite is a black box: it knows a server by its addresses and two clients, and nothing of it is particular to
one product. Run it on yours: `cargo run -p clientele-conformance -- --help`.

*yes*: holds. **no**: doesn't. *–*: doesn't apply, or is left free (MAY) and not offered. Where a standard says SHOULD or MAY,
so does the table: a **no** there is a choice that a server may have reasons for. Everything that the grant can use was
switched on where a server has it (metadata, introspection, revocation, JWTs, DPoP); what is beyond the grant was not looked at.

The suite was written by this server's authors, who read the same standards for both; many cases come from faults that others
reported in public and that this server was built against. It is no measure of how good a server is: one cause can fail many
cases (a challenge of another scheme, an error without a body), and the others do much that this one doesn't.

"""
TAIL = """
## The MUST that Clientele fails by default

It has no scopes, and ignores one that a request names: the answer is that of a request without. RFC 6749 section 3.3 wants the granted
scope in it, and has no way of writing *none*: with any other than was asked for, an empty one too, oauthlib (and requests-oauthlib
over it) refuses the token, *Scope has changed*. Where clients are known to ask for no scope, `token-scope = refuse` answers
`invalid_scope`, which the same section allows: the second column.

## What is not in the table

- TLS: everything ran on the loopback over plain HTTP.
- RFC 9068 section 2.1 wants RS256 among the supported algorithms; from outside only the one in use shows.
- How long a server takes to answer, and whether the time tells an unknown client from a wrong secret.
"""


def run(program, peer):
    """The cases of one server, by id."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        done = subprocess.run([str(program), *peer.options(), "--json", file.name], capture_output=True, text=True, check=False)
        if done.returncode == 2:
            raise Failed(f"{peer.name}: {done.stderr}")
        return {case["id"]: case for case in json.loads(Path(file.name).read_text(encoding="utf-8"))["cases"]}


def tally(cases, level):
    """`30 of 31`: of those that apply."""
    applying = [case for case in cases.values() if case["level"] == level and case["verdict"] != "n/a"]
    return f"{sum(case['verdict'] == 'pass' for case in applying)} of {len(applying)}"


def cell(text):
    return text.replace("|", "\\|").replace("<", "&lt;")


def write(results):
    """The page."""
    names = list(results)
    lines = [f"Written {time.strftime('%Y-%m-%d', time.gmtime())}, from one run.", "", "| | " + " | ".join(names) + " |", "| --- " * (len(names) + 1) + "|"]
    lines.append("| Version | " + " | ".join(version for version, _ in results.values()) + " |")
    for level in ("MUST", "SHOULD", "MAY"):
        lines.append(f"| {level} | " + " | ".join(tally(cases, level) for _, cases in results.values()) + " |")
    lines += ["", "## Case by case", "", "| Section | Level | What should hold | " + " | ".join(names) + " |", "| --- " * (len(names) + 3) + "|"]
    first = next(iter(results.values()))[1]
    for case in first.values():
        marks = [MARKS[cases[case["id"]]["verdict"]] for _, cases in results.values()]
        lines.append(f"| {case['section']} | {case['level']} | {cell(case['title'])} | " + " | ".join(marks) + " |")
    lines += ["", "## What was answered where it does not hold", ""]
    for name, (_, cases) in results.items():
        failed = [case for case in cases.values() if case["verdict"] == "fail"]
        lines += [f"### {name}", ""] + ([] if failed else ["Nothing.", ""])
        for case in failed:
            lines += [
                f"- **{case['section']}, {case['level']}**: {cell(case['title'])}. Sent: `{case['sent'].replace('`', '')[:180]}`. "
                f"Expected: {cell(case['expected'])}. Got: {cell(case['got'][:240])}.",
            ]
        lines.append("")
    DOCUMENT.write_text(HEAD + "\n".join(lines).rstrip() + "\n" + TAIL, encoding="utf-8")


def main():
    program = built("clientele-conformance")
    results = {}
    for kind in peers.ALL:
        with kind() as peer:
            start = time.monotonic()
            cases = run(program, peer)
            results[peer.name] = (peer.version, cases)
            counts = ", ".join(f"{level} {tally(cases, level)}" for level in ("MUST", "SHOULD", "MAY"))
            print(f"  {peer.name} {peer.version}: {counts} ({time.monotonic() - start:.1f} s)", flush=True)
    write(results)
    print(f"written: {DOCUMENT.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Failed, Missing) as error:
        sys.exit(str(error))
