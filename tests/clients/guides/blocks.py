"""The code blocks of a guide, and the commands in them."""

import re
import textwrap
from dataclasses import dataclass

FENCE = re.compile(r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)


@dataclass
class Block:
    """A code block: its language, the file that it is the content of, its text."""

    language: str
    file: str
    text: str


def blocks(markdown):
    """All of a page, in order, without the indentation of the list that they stand in."""
    found = []
    for match in FENCE.finditer(markdown):
        language, _, rest = match["info"].partition(" ")
        file = rest.removeprefix("file=") if rest.startswith("file=") else ""
        found.append(Block(language, file, textwrap.dedent(match["body"])))
    return found


def commands(block):
    """What a block runs: a shell block itself, and the steps of a CI system's file, each in a shell of its own."""
    if block.language == "sh":
        return [block.text]
    if block.language == "groovy":
        return [_alone(step) for step in re.findall(r"sh '''\n(.*?)'''", block.text, re.DOTALL)]
    if block.language != "yaml":
        return []
    steps = []
    for match in re.finditer(r"^( *)- run: \|\n((?:\1  .*\n)+)", block.text, re.MULTILINE):
        steps.append(_alone(match[2]))
    for match in re.finditer(r"^( *)script:\n((?:\1  - .*\n)+)", block.text, re.MULTILINE):
        steps.append(_alone("\n".join(line.strip().removeprefix("- ") for line in match[2].splitlines())))
    return steps


def _alone(text):
    return f"(\nset -e\n{textwrap.dedent(text)}\n)\n"
