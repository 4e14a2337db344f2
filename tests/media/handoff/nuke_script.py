"""A small reader of Nuke scripts: words as Tcl splits them, nodes, and the graph their stack makes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_ESCAPES = {"n": "\n", "t": "\t"}


@dataclass
class Node:
    """A node, its knobs as text, and what its inputs are connected to, input 0 first."""

    kind: str
    knobs: dict[str, str]
    inputs: list[Node] = field(default_factory=list)


def read_script(text: str) -> list[Node]:
    """Return a script's nodes in order, connected; ValueError where it is not a script."""
    words, at, nodes, stack = _words, 0, list[Node](), list[Node]()
    while (at := _skip(text, at)) < len(text):
        match = re.compile(r"([A-Za-z]\w*) \{\n").match(text, at)
        if match is None:
            raise ValueError(f"no node at {text[at : at + 40]!r}")
        knobs, at = words(text, match.end())
        node = Node(match[1], knobs)
        wanted = int(knobs.get("inputs", "1"))
        if wanted > len(stack):
            raise ValueError(f"{node.kind} wants {wanted} inputs and the stack holds {len(stack)}")
        node.inputs = [stack.pop() for _ in range(wanted)]
        if node.kind not in ("Root", "StickyNote"):
            stack.append(node)
        nodes.append(node)
    return nodes


def evaluated(text: str) -> str:
    """What a knob's text says once Nuke evaluates it, for text without commands; ValueError with one."""
    if re.search(r"(?<!\\)(\\\\)*[\[$]", text):
        raise ValueError(f"{text!r} would run a command")
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \n":
        at += 1
    return at


def _words(text: str, at: int) -> tuple[dict[str, str], int]:
    """Read ` name value` lines up to the closing brace."""
    knobs: dict[str, str] = {}
    while not text.startswith("}", at):
        match = re.compile(r" ([A-Za-z_]\w*) ").match(text, at)
        if match is None:
            raise ValueError(f"no knob at {text[at : at + 40]!r}")
        value, at = _word(text, match.end())
        if match[1] in knobs or text[at] != "\n":
            raise ValueError(f"knob {match[1]} is not one word")
        knobs[match[1]] = value
        at += 1
    return knobs, at + 1


def _word(text: str, at: int) -> tuple[str, int]:
    if text[at] != '"':
        match = re.compile(r"[^\s\"\[\]${}\\;]+").match(text, at)
        if match is None:
            raise ValueError(f"no word at {text[at : at + 40]!r}")
        return match[0], match.end()
    made, at = "", at + 1
    while text[at] != '"':
        if text[at] in "[$":
            raise ValueError("an unescaped command in a word")
        if text[at] == "\\":
            at += 1
            made += _ESCAPES.get(text[at], text[at])
        else:
            made += text[at]
        at += 1
    return made, at + 1
