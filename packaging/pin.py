"""Write the versions installed in this environment to packaging/constraints.txt and constraints-train.txt.

The first file holds what the app and its tests need, the second what only the `train` extra adds. Build tags
such as torch's "+cpu" are left out, so that the same pins hold for every build of a version.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

FOLDER = Path(__file__).parent
PROJECT = "layerflow-studio"


def closure(extras: set[str]) -> dict[str, str]:
    """Name and version of every installed distribution that the project with these extras needs."""
    pins: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    todo = [(PROJECT, extra) for extra in ("", *sorted(extras))]
    while todo:
        name, extra = todo.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        try:
            found = distribution(name)
        except PackageNotFoundError:
            raise SystemExit(f"{name} is not installed: run packaging/setup.sh train first.") from None
        if name != PROJECT:
            pins[name] = found.version.split("+")[0]
        for line in found.requires or ():
            need = Requirement(line)
            if need.marker is None or need.marker.evaluate({"extra": extra}):
                todo += [(canonicalize_name(need.name), wanted) for wanted in ("", *sorted(need.extras))]
    return pins


def main() -> None:
    """Write both files."""
    app = closure({"dev"})
    train = {name: pin for name, pin in closure({"dev", "train"}).items() if name not in app}
    for file, head, pins in (
        ("constraints.txt", "What the app and its tests run on. Written by packaging/pin.py.", app),
        ("constraints-train.txt", "What only the `train` extra adds. Written by packaging/pin.py.", train),
    ):
        lines = [f"# {head}", *(f"{name}=={pin}" for name, pin in sorted(pins.items()))]
        (FOLDER / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"packaging/{file}: {len(pins)} versions")


if __name__ == "__main__":
    main()
