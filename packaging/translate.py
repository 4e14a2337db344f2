"""Bring the translations up to date: collect the texts of the interface, compile, and say what is missing.

    python packaging/translate.py            update and compile every resources/translations/*.ts
    python packaging/translate.py --check    change nothing; exit status 1 when a text has no translation

A new language begins with `--add fr`. Translations are written into the .ts files, by hand or in Qt Linguist.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
SOURCES = ROOT / "layerflow_studio" / "ui"
Text = tuple[str, str]
"""The context and the text in English."""


def main() -> int:
    """Update, compile and report."""
    parser = argparse.ArgumentParser(description="Update and compile the translations.")
    parser.add_argument("--check", action="store_true", help="only say what is missing")
    parser.add_argument("--add", metavar="LANGUAGE", help="begin a new language, such as fr")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    files = sorted(FOLDER.glob("layerflow_*.ts"))
    if options.add:
        files.append(FOLDER / f"layerflow_{options.add}.ts")
    lacking = 0
    for path in files:
        if not options.check:
            update(path)
            tool("lrelease", path, "-qm", path.with_suffix(".qm"))
        missing = untranslated(path)
        lacking += len(missing)
        print(f"{path.name}: {len(translations(path))} translated, {len(missing)} missing")
        for context, text in missing:
            print(f"    {context}: {text!r}")
    return 1 if lacking and options.check else 0


def update(path: Path) -> None:
    """Put new texts into a .ts file and take obsolete ones out."""
    tool("lupdate", *sources(), "-no-obsolete", "-locations", "none", "-ts", path)


def untranslated(path: Path) -> list[Text]:
    """Return the texts of the interface that a .ts file has no finished translation for."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "fresh.ts"
        tool("lupdate", *sources(), "-locations", "none", "-ts", fresh)
        wanted = texts(fresh)
    done = translations(path)
    return [text for text in wanted if text not in done]


def texts(path: Path) -> list[Text]:
    """Return every text of a .ts file."""
    return [(context, source) for context, source, _ in _messages(path)]


def translations(path: Path) -> dict[Text, str]:
    """Return what a .ts file translates."""
    return {(context, source): text for context, source, text in _messages(path) if text}


def sources() -> list[Path]:
    """Return the files that hold texts."""
    return sorted(SOURCES.rglob("*.py"))


def _messages(path: Path) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            finished = translation is not None and translation.get("type") is None
            text = (translation.text or "") if translation is not None and finished else ""
            found.append((context.findtext("name", ""), message.findtext("source", ""), text))
    return found


def tool(name: str, *arguments: object) -> None:
    """Run one of Qt's translation tools from this environment; its complaints end the script."""
    command = [str(Path(sys.executable).with_name(f"pyside6-{name}")), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"pyside6-{name} failed: {done.stderr or done.stdout}")


if __name__ == "__main__":
    sys.exit(main())
