"""Draw docs/architecture.svg from the imports the code really makes. Standard library only.

    python packaging/draw_architecture.py            writes docs/architecture.svg

`scan` is also what tests/test_architecture.py reads the house from.
"""

from __future__ import annotations

import ast
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "layerflow_studio"
PICTURE = ROOT / "docs" / "architecture.svg"


# --- reading the imports ----------------------------------------------------------------------------------
class When(Enum):
    """At what moment an import statement is carried out."""

    LOAD = "when the module is imported"
    CALL = "when a function is called"
    TYPES = "never: for type checkers only"


@dataclass(frozen=True)
class Import:
    """One module of ours naming another module, ours or not."""

    importer: str
    target: str
    line: int
    when: When

    @property
    def internal(self) -> bool:
        """Whether the target is one of our own modules."""
        return self.target.split(".")[0] == PACKAGE


def module_files(root: Path = ROOT) -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    files: dict[str, Path] = {}
    for path in sorted((root / PACKAGE).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        files[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return files


def scan(root: Path = ROOT) -> list[Import]:
    """Every import in the package, those inside functions and `import_module("...")` calls included."""
    files = module_files(root)
    found: list[Import] = []
    for name, path in files.items():
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        for node, when in _walk(tree, When.LOAD):
            for target in _targets(node, package, files):
                found.append(Import(name, target, node.lineno, when))
    return found


Statement = ast.Import | ast.ImportFrom | ast.Call


def _walk(node: ast.AST, when: When) -> Iterator[tuple[Statement, When]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom | ast.Call):
            yield child, when
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for part in child.body:
                if isinstance(part, ast.Import | ast.ImportFrom):
                    yield part, When.TYPES
            for part in child.orelse:
                yield from _walk(part, when)
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _walk(child, When.CALL)
        else:
            yield from _walk(child, when)


def _targets(node: Statement, package: str, files: dict[str, Path]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*above, *([node.module] if node.module else [])])
        for alias in node.names:
            whole = f"{base}.{alias.name}"
            yield whole if whole in files else base
    elif ast.unparse(node.func).rpartition(".")[2] in {"import_module", "__import__"} and node.args:
        first = node.args[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


def room(module: str) -> str:
    """The room of the house a module of ours lives in: its first name below the package."""
    return [*module.split("."), ""][1]


# --- drawing ----------------------------------------------------------------------------------------------
TALL = 106  # of every box


@dataclass(frozen=True)
class Box:
    """One room: where it stands in the picture and what it is for."""

    x: int
    y: int
    width: int
    title: str
    purpose: str


A, B, C, D, E = 60, 208, 356, 504, 652  # the tops of the five floors
BOXES = {
    "app": Box(400, A, 280, "app", "the composition root"),
    "ui": Box(60, B, 460, "ui", "windows, panels, the bridge to the session"),
    "cli": Box(560, B, 460, "cli", "one command family a file"),
    "session": Box(300, C, 396, "session", "store, job runner, project folders"),
    "media": Box(60, D, 280, "media", "clip store, import, export, mattes"),
    "engine": Box(400, D, 280, "engine", "the models that make layers"),
    "training": Box(740, D, 280, "training", "makes the engine's data and weights"),
    "core": Box(0, E, 1080, "core", "types, edits, history, compositing, time; and errors.py, sentence.py"),
}
# Where the lines run; the first and last point touch the boxes. Upright unless a room stands in the way.
ROUTES: dict[tuple[str, str], tuple[tuple[int, int], ...]] = {
    ("app", "ui"): ((440, A + TALL), (440, B)),
    ("app", "cli"): ((640, A + TALL), (640, B)),
    ("app", "session"): ((540, A + TALL), (540, C)),
    ("app", "core"): ((400, A + 50), (14, A + 50), (14, E)),
    ("ui", "session"): ((420, B + TALL), (420, C)),
    ("ui", "media"): ((200, B + TALL), (200, D)),
    ("ui", "core"): ((60, B + 50), (36, B + 50), (36, E)),
    ("cli", "session"): ((628, B + TALL), (628, C)),
    ("cli", "training"): ((880, B + TALL), (880, D)),
    ("cli", "engine"): ((712, B + TALL), (712, D + 30), (680, D + 30)),
    ("cli", "core"): ((1020, B + 50), (1048, B + 50), (1048, E)),
    ("session", "media"): ((320, C + TALL), (320, D)),
    ("session", "engine"): ((540, C + TALL), (540, D)),
    ("session", "core"): ((370, C + TALL), (370, E)),
    ("media", "core"): ((200, D + TALL), (200, E)),
    ("engine", "core"): ((540, D + TALL), (540, E)),
    ("training", "core"): ((880, D + TALL), (880, E)),
    ("training", "engine"): ((740, D + 70), (680, D + 70)),
}
INK, MUTED, LINE, LAZY, FILL, FLOOR = "#222222", "#666666", "#444444", "#8a8a8a", "#ffffff", "#f3f3f3"
ACCENT = "#0b5cad"


def draw(imports: list[Import]) -> str:
    """The picture as SVG text: the same imports always give the same text."""
    edges: dict[tuple[str, str], bool] = {}
    libraries: dict[str, set[str]] = {name: set() for name in BOXES}
    for found in imports:
        source = _box_of(found.importer)
        if source is None:
            continue
        if found.internal:
            target = _box_of(found.target)
            if target is not None and target != source:
                edges[source, target] = edges.get((source, target), False) or found.when is When.LOAD
        else:
            library = found.target.split(".")[0]
            if library not in sys.stdlib_module_names and found.when is not When.TYPES:
                libraries[source].add(library)
    lines = [_line(pair, loaded) for pair, loaded in sorted(edges.items())]
    boxes = [_box(box, sorted(libraries[name], key=str.lower)) for name, box in BOXES.items()]
    floors = [
        f'<rect x="-20" y="{y - 18}" width="1120" height="{TALL + 36}" fill="{FLOOR}"/>'
        for y in (A, B, C, D, E)
    ]
    return "\n".join([_HEAD, *floors, *lines, *boxes, _LEGEND, "</svg>", ""])


def _box_of(module: str) -> str | None:
    name = {"errors": "core", "sentence": "core", "__main__": "app"}.get(room(module), room(module))
    return name if name in BOXES else None


def _line(pair: tuple[str, str], loaded: bool) -> str:
    start, end = BOXES[pair[0]], BOXES[pair[1]]
    straight = ((start.x + start.width // 2, start.y + TALL), (end.x + end.width // 2, end.y))
    points = ROUTES.get(pair, straight)
    path = " ".join(f"{'M' if i == 0 else 'L'}{x} {y}" for i, (x, y) in enumerate(points))
    kind = "load" if loaded else "call"
    title = f"<title>{pair[0]} → {pair[1]}</title>"
    return f'<path d="{path}" class="{kind}" marker-end="url(#{kind})">{title}</path>'


def _box(box: Box, libraries: list[str]) -> str:
    left = box.x + 18
    rows = textwrap.wrap(", ".join(libraries), (box.width - 24) * 10 // 63)
    return (
        f'<rect x="{box.x}" y="{box.y}" width="{box.width}" height="{TALL}" rx="6" class="box"/>'
        f'<text x="{left}" y="{box.y + 28}" class="title">{escape(box.title)}</text>'
        f'<text x="{left}" y="{box.y + 48}" class="purpose">{escape(box.purpose)}</text>'
        + "".join(
            f'<text x="{left}" y="{box.y + 68 + 15 * i}" class="library">{escape(row)}</text>'
            for i, row in enumerate(rows)
        )
    )


_HEAD = f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="-20 0 1120 816" role="img" aria-labelledby="name">
<title id="name">The rooms of LayerFlow Studio and what each imports</title>
<defs>
<marker id="load" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">
<path d="M0 0L10 5L0 10z" fill="{LINE}"/></marker>
<marker id="call" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">
<path d="M0 0L10 5L0 10z" fill="{LAZY}"/></marker>
</defs>
<style>
text {{ font-family: system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: {INK}; }}
.title {{ font-size: 19px; font-weight: 600; }}
.purpose {{ font-size: 13px; fill: {MUTED}; }}
.library {{ font-size: 12px; fill: {ACCENT}; }}
.box {{ fill: {FILL}; stroke: {LINE}; stroke-width: 1.2; }}
.load, .call {{ fill: none; stroke-width: 1.6; stroke-linejoin: round; }}
.load {{ stroke: {LINE}; }}
.call {{ stroke: {LAZY}; stroke-dasharray: 5 4; }}
</style>
<rect x="-20" y="0" width="1120" height="816" fill="#ffffff"/>
<text x="0" y="26" class="purpose">An arrow is an import. A floor may use the floors below it, \
never one above or beside it; only training may use the engine, which it serves.</text>"""
_LEGEND = f"""\
<path d="M0 792L44 792" class="load" marker-end="url(#load)"/>
<text x="54" y="796" class="purpose">loaded with the module</text>
<path d="M240 792L284 792" class="call" marker-end="url(#call)"/>
<text x="294" y="796" class="purpose">only when a function needs it, or for types</text>
<text x="1080" y="796" class="library" text-anchor="end">blue<tspan fill="{MUTED}">: \
libraries that the room's code names</tspan></text>"""


def main() -> None:
    """Write the picture."""
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(draw(scan()), encoding="utf-8")
    print(PICTURE.relative_to(ROOT))


if __name__ == "__main__":
    main()
