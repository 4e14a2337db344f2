"""XML as text: one element under another, numbers without exponents, a document with its type."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement


def add(parent: Element, tag: str, text: object | None = None, **attributes: object) -> Element:
    """Append a child with attributes, in the order given, None ones left out, and return it."""
    present = {name: str(value) for name, value in attributes.items() if value is not None}
    child = SubElement(parent, tag, present)
    if text is not None:
        child.text = str(text)
    return child


def number(value: float) -> str:
    """Return a number to six decimals, without exponent, trailing zeros or a minus before zero."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def document(root: Element, doctype: str) -> bytes:
    """Return a whole XML document, indented, UTF-8."""
    ElementTree.indent(root, "    ")
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE {doctype}>\n{body}\n'.encode()
