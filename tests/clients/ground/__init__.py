"""The ground under the client tests: a server of its own for each, environments with pinned packages, and verdicts."""
