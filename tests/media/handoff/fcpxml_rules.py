"""What FCPXML 1.10 demands of the part of it that we write, in our own words.

`problems` walks a document and returns a sentence for every rule it breaks; an empty list is a valid one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

_CLIP = "(asset-clip |gap )"
_MARK = "(marker )"


@dataclass(frozen=True)
class Rule:
    """An element's attributes, required and allowed, and the order of its children as a pattern of tags."""

    required: frozenset[str]
    allowed: frozenset[str]
    children: str = ""
    text: bool = False


def _rule(required: str = "", allowed: str = "", children: str = "", text: bool = False) -> Rule:
    return Rule(
        frozenset(required.split()), frozenset(allowed.split()) | frozenset(required.split()), children, text
    )


RULES = {
    "fcpxml": _rule("version", children="(resources )?(library )"),
    "resources": _rule(children="((asset )|(format ))*"),
    "format": _rule("id", "name frameDuration fieldOrder width height paspH paspV colorSpace projection"),
    "asset": _rule(
        "id",
        "name uid start duration hasVideo format hasAudio videoSources audioSources",
        "(media-rep )+(metadata )?",
    ),
    "media-rep": _rule("src", "kind sig suggestedFilename"),
    "library": _rule(allowed="location colorProcessing", children="(event )*"),
    "event": _rule(allowed="name uid", children="((asset-clip )|(project ))*"),
    "project": _rule(allowed="name uid id modDate", children="(sequence )"),
    "sequence": _rule(
        "format", "duration tcStart tcFormat audioLayout audioRate", "(note )?(spine )(metadata )?"
    ),
    "spine": _rule(allowed="lane offset name format", children=f"{_CLIP}*"),
    "gap": _rule("duration", "name offset start enabled", f"(note )?(asset-clip )*{_MARK}*"),
    "asset-clip": _rule(
        "ref",
        "lane offset name start duration enabled format tcStart tcFormat srcEnable videoRole",
        "(note )?(conform-rate )?(timeMap )?(adjust-crop )?(adjust-corners )?(adjust-conform )?"
        f"(adjust-transform )?(adjust-blend )?(asset-clip )*{_MARK}*(metadata )?",
    ),
    "note": _rule(text=True),
    "adjust-conform": _rule(allowed="type"),
    "adjust-transform": _rule(allowed="enabled position scale rotation anchor"),
    "adjust-blend": _rule(allowed="amount mode"),
    "marker": _rule("start value", "duration note completed"),
}
TIMES = ("start", "duration", "offset", "tcStart", "frameDuration")
ENUMS = {
    "enabled": {"0", "1"},
    "tcFormat": {"DF", "NDF"},
    "kind": {"original-media", "proxy-media"},
    "type": {"fit", "fill", "none"},
    "hasVideo": {"0", "1"},
}
_TIME = re.compile(r"(-?\d+)(?:/(\d+))?s")
_NUMBERS = {"position": 2, "scale": 2, "anchor": 2, "rotation": 1, "amount": 1}
_NUMBER = r"-?\d+(\.\d+)?"


def seconds(text: str) -> Fraction:
    """The value of a time attribute."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return Fraction(int(match[1]), int(match[2] or 1))


def problems(document: bytes) -> list[str]:
    """Return what is wrong with a document: grammar first, and times only when the grammar holds."""
    if not document.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n'):
        return ["the head is not that of an FCPXML document"]
    root = ElementTree.fromstring(document)
    found = [] if root.tag == "fcpxml" else [f"the root is {root.tag}"]
    if root.get("version") != "1.10":
        found.append(f"the version is {root.get('version')}")
    for element in root.iter():
        found += _grammar(element)
    found += _references(root)
    return found or _timing(root)


def _grammar(element: Element) -> list[str]:
    rule = RULES.get(element.tag)
    if rule is None:
        return [f"{element.tag} is no element"]
    found = [f"{element.tag} lacks {name}" for name in rule.required - set(element.attrib)]
    found += [f"{element.tag} may not have {name}" for name in set(element.attrib) - rule.allowed]
    order = "".join(f"{child.tag} " for child in element)
    if not re.fullmatch(rule.children, order):
        found.append(f"{element.tag} holds {order.strip() or 'nothing'}")
    if (element.text or "").strip() and not rule.text:
        found.append(f"{element.tag} holds text")
    for name, value in element.attrib.items():
        if name in ENUMS and value not in ENUMS[name]:
            found.append(f"{element.tag} {name} is {value}")
        if name in _NUMBERS and not re.fullmatch(" ".join([_NUMBER] * _NUMBERS[name]), value):
            found.append(f"{element.tag} {name} is {value}")
        if name in ("lane", "width", "height") and not re.fullmatch(r"-?[1-9]\d*", value):
            found.append(f"{element.tag} {name} is {value}")
        if name in TIMES:
            found += _time_form(element.tag, name, value)
    return found


def _time_form(tag: str, name: str, value: str) -> list[str]:
    match = _TIME.fullmatch(value)
    if match is None:
        return [f"{tag} {name} is {value}, no time"]
    over, under = int(match[1]), int(match[2] or 1)
    if under >= 2**31 or abs(over) >= 2**63 or (match[2] and Fraction(over, under).denominator != under):
        return [f"{tag} {name} is {value}, not reduced"]
    return [f"{tag} {name} is negative"] if over < 0 else []


def _references(root: Element) -> list[str]:
    identities = [element.get("id") for element in root.iter() if element.get("id")]
    found = ["two elements share an id"] if len(set(identities)) < len(identities) else []
    kinds = {element.get("id"): element.tag for element in root.iter("resources") for element in element}
    for element in root.iter():
        for name, kind in (("format", "format"), ("ref", "asset")):
            value = element.get(name)
            if value is not None and kinds.get(value) != kind:
                found.append(f"{element.tag} {name}={value} names no {kind}")
    return found


def _timing(root: Element) -> list[str]:
    sequence = next(root.iter("sequence"))
    formats = {element.get("id"): element for element in root.iter("format")}
    frame = seconds(formats[sequence.get("format")].attrib["frameDuration"])
    found: list[str] = []
    for element in root.iter():
        for name in TIMES:
            if name in element.attrib and (seconds(element.attrib[name]) / frame).denominator != 1:
                found.append(f"{element.tag} {name}={element.attrib[name]} falls between frames")
    assets = {element.attrib["id"]: element for element in root.iter("asset")}
    for asset in assets.values():
        source = asset[0].attrib["src"]
        name = unquote(urlsplit(source).path).rsplit("/", 1)[-1]
        if asset.get("name") != name:
            found.append(f"asset {asset.get('name')} is not called like its file {name}")
        if not re.fullmatch(r"[A-Za-z0-9._~%/:-]+", source):
            found.append(f"{source} is not escaped")
    if sequence.get("tcFormat") == "DF" and frame not in (Fraction(1001, 30000), Fraction(1001, 60000)):
        found.append("drop-frame at a rate without")
    return found + _spine(sequence, assets)


def _spine(sequence: Element, assets: dict[str, Element]) -> list[str]:
    found: list[str] = []
    at = seconds(sequence.attrib["tcStart"])
    end = at + seconds(sequence.attrib["duration"])
    for clip in sequence.iter("asset-clip"):
        asset = assets[clip.attrib["ref"]]
        first, length = seconds(asset.attrib["start"]), seconds(asset.attrib["duration"])
        start, duration = seconds(clip.attrib["start"]), seconds(clip.attrib["duration"])
        if not first <= start <= start + duration <= first + length or duration == 0:
            found.append(f"clip {clip.get('name')} shows more than its asset holds")
    for clip in sequence[0] if sequence[0].tag == "spine" else sequence[1]:
        if "lane" in clip.attrib:
            found.append("a clip of the storyline has a lane")
        if seconds(clip.attrib["offset"]) != at:
            found.append(f"the storyline has a hole at {at}")
        at += seconds(clip.attrib["duration"])
        found += _connected(clip)
    if at != end:
        found.append(f"the storyline ends at {at}, the sequence at {end}")
    return found


def _connected(parent: Element) -> list[str]:
    found: list[str] = []
    start = seconds(parent.attrib["start"])
    stop = start + seconds(parent.attrib["duration"])
    taken: dict[int, list[tuple[Fraction, Fraction]]] = {}
    for child in parent.findall("asset-clip"):
        lane = int(child.get("lane", "0"))
        first = seconds(child.attrib["offset"])
        last = first + seconds(child.attrib["duration"])
        if lane == 0:
            found.append("a connected clip has no lane")
        if not start <= first < last <= stop:
            found.append(f"a clip is connected at {first}, outside {start} to {stop} of what it hangs on")
        if any(first < other[1] and other[0] < last for other in taken.get(lane, [])):
            found.append(f"two clips overlap in lane {lane}")
        taken.setdefault(lane, []).append((first, last))
    for mark in parent.findall("marker"):
        if not start <= seconds(mark.attrib["start"]) < stop:
            found.append("a marker lies outside its clip")
    return found
