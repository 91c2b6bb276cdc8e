"""How a check ends other than by passing."""


class Missing(Exception):
    """What the check needs is not here and could not be installed."""


class Failed(Exception):
    """The check ran, and what it found is wrong."""


def check(condition, what, *got):
    """Fails with what should hold and what came instead."""
    if not condition:
        raise Failed(what + "".join(f"\n    got: {item!r}" for item in got))


def equal(got, expected, what):
    """Fails unless both are equal."""
    check(got == expected, f"{what}: expected {expected!r}", got)
