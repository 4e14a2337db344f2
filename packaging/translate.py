"""Bring the translations up to date: collect the texts of the interface, compile, and say what is missing.

    python packaging/translate.py            update and compile every resources/translations/*.ts
    python packaging/translate.py --check    change nothing; exit status 1 when a text has no translation
    python packaging/translate.py --loose    list the sentences below the window that no translator gets to see

A new language begins with `--add fr`. Translations are written into the .ts files, by hand or in Qt Linguist.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import subprocess
import sys
import tempfile
import tomllib
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
SOURCES = ROOT / "layerflow_studio" / "ui"
BELOW = ("core", "session", "media", "engine")
"""The floors that know no Qt; what they say is in `Sentence`s and errors."""
CONTEXT = "Sentences"
SAYING = {
    "Sentence": (0,),
    "Option": (1, "unset"),
    "Preset": (1, 6, "warning"),
    "Fields": (1,),
    "Schema": (1,),
}
"""Calls and which of their arguments are for people, besides the errors' first."""
MODELS = ROOT / "models"
Text = tuple[str, str]
"""The context and the text in English."""


def main() -> int:
    """Update, compile and report."""
    parser = argparse.ArgumentParser(description="Update and compile the translations.")
    parser.add_argument("--check", action="store_true", help="only say what is missing")
    parser.add_argument("--add", metavar="LANGUAGE", help="begin a new language, such as fr")
    parser.add_argument("--loose", action="store_true", help="only list what translators do not see")
    options = parser.parse_args()
    if options.loose:
        print(*loose_sentences(), sep="\n")
        return 0
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
    with tempfile.TemporaryDirectory() as folder:
        tool("lupdate", *sources(Path(folder)), "-no-obsolete", "-locations", "none", "-ts", path)


def untranslated(path: Path) -> list[Text]:
    """Return the texts of the interface that a .ts file has no finished translation for."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "fresh.ts"
        tool("lupdate", *sources(Path(folder)), "-locations", "none", "-ts", fresh)
        wanted = texts(fresh)
    done = translations(path)
    return [text for text in wanted if text not in done]


def texts(path: Path) -> list[Text]:
    """Return every text of a .ts file."""
    return [(context, source) for context, source, _ in _messages(path)]


def translations(path: Path) -> dict[Text, str]:
    """Return what a .ts file translates."""
    return {(context, source): text for context, source, text in _messages(path) if text}


def sources(folder: Path) -> list[Path]:
    """Return the files that hold texts; one of them, with the sentences of the floors below, is made in `folder`."""
    below = folder / "sentences.py"
    lines = (f"QT_TRANSLATE_NOOP({json.dumps(CONTEXT)}, {json.dumps(text)})\n" for text in sentences())
    below.write_text("from PySide6.QtCore import QT_TRANSLATE_NOOP\n" + "".join(lines), encoding="utf-8")
    return [*sorted(SOURCES.rglob("*.py")), below]


def sentences() -> list[str]:
    """Return every text that the floors below say: templates of sentences and errors, titles, words of models."""
    texts = {text for _, words in _said() for text in _literals(words)} | _model_words()
    return sorted(text for text in texts if text and not re.fullmatch(r"\{\w+\}", text))


def _model_words() -> set[str]:
    """Return what the models that come with the program say of themselves."""
    models = [tomllib.loads(path.read_text(encoding="utf-8")) for path in MODELS.glob("*/model.toml")]
    return {words for model in models for words in (model["model"]["kind"], model["model"]["summary"])}


def loose_sentences() -> list[str]:
    """Return where the floors below say something that is put together in place, so that nobody can translate it."""
    return [
        f"{path.relative_to(ROOT)}:{words.lineno}: {ast.unparse(words)}"
        for path, words in _said()
        if any(isinstance(part, ast.JoinedStr) for part in ast.walk(words))
    ]


def _said() -> list[tuple[Path, ast.expr]]:
    """Return the arguments of calls that are for people, each with its file."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in _below()}
    errors = _errors(trees.values())
    found: list[tuple[Path, ast.expr]] = []
    for path, tree in trees.items():
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            places = (0,) if name in errors else SAYING.get(name, ())
            found += [(path, call.args[at]) for at in places if isinstance(at, int) and at < len(call.args)]
            found += [(path, word.value) for word in call.keywords if word.arg in places]
    return found


def _below() -> list[Path]:
    house = SOURCES.parent
    rooms = [path for room in BELOW for path in sorted((house / room).rglob("*.py"))]
    return [house / "errors.py", house / "sentence.py", *rooms]


def _errors(trees: Iterable[ast.Module]) -> set[str]:
    """Return the names of the errors that tell something: `Told` and what derives from it."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    found, before = {"Told"}, 0
    while before < len(found):
        before = len(found)
        bases = {one.name: {ast.unparse(base) for base in one.bases} for one in classes}
        found |= {name for name, above in bases.items() if above & found}
    return found


def _literals(words: ast.expr) -> list[str]:
    """Return the texts that an argument may be: itself, or either side of a choice."""
    if isinstance(words, ast.IfExp):
        return _literals(words.body) + _literals(words.orelse)
    if isinstance(words, ast.BoolOp):
        return [text for value in words.values for text in _literals(value)]
    return [words.value] if isinstance(words, ast.Constant) and isinstance(words.value, str) else []


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
