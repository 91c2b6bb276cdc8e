"""Third-party clients against a freshly started server: `python3 tests/clients/run.py [CHECK…]`.

Exit status: 0 passed, 1 failed, 77 something is missing (said on the last line of standard error)."""

import importlib
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from ground.verdict import Failed, Missing  # noqa: E402

# Each is a package beside this file with a function `check`.
CHECKS = ("runapy", "python_clients", "javascript", "rust", "apache", "openapi", "conformance", "alike", "guides")


def main(names):
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        print(f"there is no check {unknown[0]}; there are: {', '.join(CHECKS)}", file=sys.stderr)
        return 2
    status = 0
    for name in names or CHECKS:
        start = time.monotonic()
        try:
            importlib.import_module(name).check()
            print(f"  {name}: passed in {time.monotonic() - start:.1f} s", flush=True)
        except Missing as missing:
            status = status or 77
            print(f"{name}: {missing}", file=sys.stderr, flush=True)
        except Failed as failed:
            status = 1
            print(f"{name}: {failed}", file=sys.stderr, flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
