"""What is installed from a wheel is whole: the program, its models and its resources."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ASK = """
from layerflow_studio.core.shipped import MODELS, RESOURCES
from layerflow_studio.engine.registry import describe
model = describe(MODELS / "mini")
model.missing_check()
print(MODELS, RESOURCES, model.name, sep="\\n")
"""


def test_an_installed_package_holds_models_and_resources(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    installed = tmp_path / "installed"
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(installed)
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert asked.returncode == 0, asked.stderr
    package = installed / "layerflow_studio"
    assert asked.stdout.splitlines() == [
        str(package / "models"),
        str(package / "resources"),
        "Mini LayerFlow",
    ]
    for folder in ("models", "resources"):
        assert _files(package / folder) == _files(ROOT / folder)


def _files(folder: Path) -> set[Path]:
    return {one.relative_to(folder) for one in folder.rglob("*") if one.is_file()}
