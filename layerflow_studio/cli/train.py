"""`layerflow-studio train`: the data and the training of the demonstration model."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layerflow_studio.cli.options import add_output
from layerflow_studio.cli.terminal import Outcome, Terminal
from layerflow_studio.errors import BadInput
from layerflow_studio.session.runner import Lane

if TYPE_CHECKING:
    from layerflow_studio.core.jobs import CancelToken, ProgressSink
    from layerflow_studio.training.pixel_run import PixelRun
    from layerflow_studio.training.recipe import BlockRecipe

ASSETS = Path(".cache/assets")
MODEL = Path("models/mini")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the steps of training, each with its options."""
    parser.usage = "%(prog)s STEP ..."
    steps = parser.add_subparsers(dest="step", metavar="STEP ...", prog=parser.prog, required=True)
    fetch = steps.add_parser("fetch", help="get the packages with the pictures and build the asset store")
    autoencoder = steps.add_parser("autoencoder", help="fit the autoencoder and gather the word vectors")
    widen = steps.add_parser("widen", help="keep more numbers of each block beside those there are")
    widen.add_argument("recipe", type=Path, help="a TOML file like that of the autoencoder, of more channels")
    stage = steps.add_parser("run", help="train one stage; goes on where it was stopped")
    stage.add_argument("recipe", type=Path, help="the stage's TOML file")
    restore = steps.add_parser(
        "restore", help="train the autoencoder's decoder; goes on where it was stopped"
    )
    upscale = steps.add_parser("upscale", help="train the upscaling decoder; goes on where it was stopped")
    for step in (autoencoder, restore, upscale):
        step.add_argument(
            "recipe",
            nargs="?",
            type=Path,
            help="the TOML file of this part; default: that of the shipped model",
        )
    for step in (stage, restore, upscale):
        step.add_argument("--folder", type=Path, required=True, metavar="DIR", help="folder of the run")
        step.add_argument(
            "--minutes", type=float, required=True, metavar="N", help="how long to train at most"
        )
        step.add_argument("--threads", type=int, metavar="N", help="processor threads; 1 beside other work")
    ship = steps.add_parser("ship", help="write a run's weights into the model folder")
    ship.add_argument("recipe", type=Path, help="the TOML file of the run")
    ship.add_argument("--folder", type=Path, required=True, metavar="DIR", help="folder of the run")
    ship.add_argument("--motion", type=Path, metavar="DIR", help="folder of the run of the motion adapter")
    ship.add_argument(
        "--keep",
        type=float,
        default=0.0,
        metavar="X",
        help="share of the model's weights before in those written, 0 to 1 (default: 0)",
    )
    ship.add_argument("--frames", type=int, default=16, metavar="N", help="frames of a clip (default: 16)")
    ship.add_argument("--steps", type=int, default=24, metavar="N", help="default sampling steps")
    ship.add_argument("--guidance", type=float, default=2.5, metavar="X", help="default guidance")
    ship.add_argument(
        "--guidance-end",
        type=float,
        default=1.0,
        metavar="X",
        help="default share of the steps that are guided",
    )
    ship.add_argument(
        "--shared-noise",
        type=float,
        metavar="X",
        help="share of its noise that a layer has in common at all its moments, 0 to 1 (default: as in training)",
    )
    sheet = steps.add_parser("sheet", help="draw some training clips, to look at")
    sheet.add_argument(
        "--out", type=Path, default=Path("runs/sheet.png"), metavar="FILE", help="PNG to write"
    )
    sheet.add_argument("--seed", type=int, default=0, metavar="N", help="which clips")
    sheet.add_argument("--count", type=int, default=9, metavar="N", help="how many clips")
    for step in (fetch, autoencoder, widen, stage, restore, upscale, ship, sheet):
        step.add_argument("--assets", type=Path, default=ASSETS, metavar="DIR", help=f"default: {ASSETS}")
        add_output(step)
    for step in (autoencoder, widen, stage, restore, upscale, ship):
        step.add_argument("--model", type=Path, default=MODEL, metavar="DIR", help=f"default: {MODEL}")


def run(options: argparse.Namespace, terminal: Terminal) -> Outcome:
    """Carry out one step."""
    steps: dict[str, Callable[[argparse.Namespace, ProgressSink, CancelToken], Outcome]] = {
        "fetch": _fetch,
        "autoencoder": _autoencoder,
        "widen": _widen,
        "run": _run,
        "restore": _restore,
        "upscale": _upscale,
        "ship": _ship,
        "sheet": _sheet,
    }
    return terminal.do(Step(options, steps[options.step], f"do the training step {options.step}"))


@dataclass(frozen=True)
class Step:
    """One step as work for the runner; BadInput when the packages for training are not installed."""

    options: argparse.Namespace
    carry_out: Callable[[argparse.Namespace, ProgressSink, CancelToken], Outcome]
    title: str
    lane = Lane.ENGINE
    stages = ()

    def run(self, progress: ProgressSink, cancel: CancelToken) -> Outcome:
        """Return what to print."""
        try:
            return self.carry_out(self.options, progress, cancel)
        except ModuleNotFoundError as problem:
            raise BadInput(
                f"Training needs the package {problem.name}; run packaging/setup.sh train first."
            ) from problem


def _fetch(options: argparse.Namespace, progress: ProgressSink, cancel: CancelToken) -> Outcome:
    from layerflow_studio.training.fetch import fetch

    def report(what: str, done: int, total: int) -> None:
        cancel.check()
        progress.progress(what, done, total)

    store = fetch(options.assets, report)
    facts = {
        "folder": str(store.folder),
        "objects": len(store.foregrounds),
        "photos": len(store.photos),
        "panoramas": len(store.panoramas),
    }
    return Outcome([f"{facts['objects']} objects, {facts['photos']} photos in {store.folder}"], facts)


def _autoencoder(options: argparse.Namespace, progress: ProgressSink, cancel: CancelToken) -> Outcome:
    from layerflow_studio.training import codec
    from layerflow_studio.training.assets import open_store

    recipe, store = _block_recipe(options), open_store(options.assets)
    progress.progress("Gathering word vectors", 0, 2)
    codec.gather_word_vectors(options.model / "text_encoder")
    cancel.check()
    progress.progress("Fitting the autoencoder", 1, 2)
    variances = codec.fit_autoencoder(store, options.model / "vae", recipe)
    kept = float(variances[: recipe.channels].sum() / variances.sum())
    facts: dict[str, Any] = {"folder": str(options.model), "variance_kept": kept}
    return Outcome([f"The autoencoder in {options.model / 'vae'} keeps {kept:.2%} of the variance."], facts)


def _widen(options: argparse.Namespace, progress: ProgressSink, cancel: CancelToken) -> Outcome:
    from layerflow_studio.training import codec
    from layerflow_studio.training.assets import open_store

    recipe, store = _block_recipe(options), open_store(options.assets)
    progress.progress("Widening the autoencoder", 0, 1)
    psnr = codec.reconstruction_psnr(codec.widen_autoencoder(store, options.model / "vae", recipe), store)
    return Outcome([f"Held-out clips through the autoencoder: {_in_words(psnr)}."], {"psnr_db": psnr})


def _block_recipe(options: argparse.Namespace) -> BlockRecipe:
    from layerflow_studio.training.recipe import RECIPES, BlockRecipe, read_part_recipe

    return read_part_recipe(options.recipe or RECIPES / "autoencoder.toml", BlockRecipe)


def _in_words(psnr_db: dict[str, float]) -> str:
    return ", ".join(f"{part} {value:.1f} dB" for part, value in psnr_db.items())


def _run(options: argparse.Namespace, progress: ProgressSink, cancel: CancelToken) -> Outcome:
    from layerflow_studio.engine.devices import use_threads
    from layerflow_studio.engine.host_memory import keep_freed
    from layerflow_studio.training.recipe import read_recipe
    from layerflow_studio.training.trainer import Trainer

    use_threads(options.threads)
    keep_freed()
    recipe = read_recipe(options.recipe)
    trainer = Trainer(recipe, options.folder, options.assets, options.model)
    first = trainer.step
    progress.progress(f"Training {recipe.name}", first, recipe.steps)
    trainer.run(
        options.minutes,
        cancel,
        lambda at: progress.progress(f"Training {recipe.name}", at.step, recipe.steps),
    )
    facts = {
        "folder": str(options.folder),
        "from_step": first,
        "step": trainer.step,
        "seconds": trainer.seconds,
    }
    return Outcome([f"Steps {first} to {trainer.step} of {recipe.steps} are in {options.folder}."], facts)


def _pixel_run(
    options: argparse.Namespace, part: str, progress: ProgressSink, cancel: CancelToken
) -> PixelRun:
    """The run of a part that makes pixels, on what is made beside what may be given."""
    from layerflow_studio.engine.devices import use_threads
    from layerflow_studio.engine.host_memory import keep_freed
    from layerflow_studio.training.pixel_run import PixelRun
    from layerflow_studio.training.recipe import RECIPES, PixelRecipe, read_part_recipe

    use_threads(options.threads)
    keep_freed()
    recipe = read_part_recipe(options.recipe or RECIPES / f"{part}.toml", PixelRecipe)

    def report(step: int, loss: float) -> None:
        progress.progress(f"Training the {part}, error {loss:.4f}", step, step)
        with (options.folder / "log.jsonl").open("a") as log:
            log.write(json.dumps({"step": step, "loss": loss}) + "\n")

    return PixelRun(options.folder, options.assets, recipe, options.minutes, cancel, report)


def _restore(options: argparse.Namespace, progress: ProgressSink, cancel: CancelToken) -> Outcome:
    from layerflow_studio.training import codec
    from layerflow_studio.training.assets import open_store
    from layerflow_studio.training.restore import train_restorer

    autoencoder = train_restorer(options.model, _pixel_run(options, "decoder", progress, cancel))
    psnr = codec.reconstruction_psnr(autoencoder, open_store(options.assets))
    assert autoencoder.restorer is not None
    autoencoder.restorer.half()
    autoencoder.save_pretrained(options.model / "vae")
    facts = {"folder": str(options.folder), "psnr_db": psnr}
    return Outcome([f"Held-out clips in calm layouts through the autoencoder: {_in_words(psnr)}."], facts)


def _upscale(options: argparse.Namespace, progress: ProgressSink, cancel: CancelToken) -> Outcome:
    from layerflow_studio.training.assets import open_store
    from layerflow_studio.training.upscale import train_upscaler, upscaled_psnr

    run = _pixel_run(options, "upscaler", progress, cancel)
    upscaler = train_upscaler(options.model, run)
    learned, bicubic = upscaled_psnr(options.model, upscaler, open_store(options.assets), run.recipe.specs[0])
    upscaler.half().save_pretrained(options.model / "upscaler")
    facts = {"folder": str(options.folder), "psnr_db": learned, "bicubic_psnr_db": bicubic}
    return Outcome([f"Held-out clips at twice the size: {learned:.1f} dB; bicubic {bicubic:.1f} dB."], facts)


def _ship(options: argparse.Namespace, progress: ProgressSink, cancel: CancelToken) -> Outcome:
    from layerflow_studio.core.request import Sampling
    from layerflow_studio.training import ship
    from layerflow_studio.training.assets import open_store
    from layerflow_studio.training.recipe import read_recipe

    recipe = read_recipe(options.recipe)
    sampling = Sampling(options.steps, options.guidance, False, "dpm++2m", options.guidance_end)
    concepts = ship.known_concepts(recipe, open_store(options.assets))
    transformer = ship.trained_transformer(recipe, options.folder)
    if options.keep:
        ship.average_with(transformer, options.model, options.keep)
    if options.shared_noise is not None:
        ship.share_noise(transformer, options.shared_noise)
    ship.write_model(transformer, options.model, concepts, options.frames, sampling, options.motion)
    return Outcome([str(options.model)], {"path": str(options.model), "concepts": len(concepts)})


def _sheet(options: argparse.Namespace, progress: ProgressSink, cancel: CancelToken) -> Outcome:
    import numpy as np

    from layerflow_studio.training.assets import open_store
    from layerflow_studio.training.clips import ClipSpec, LayeredSample, sample
    from layerflow_studio.training.sheet import write_sheet

    store = open_store(options.assets)
    samples: list[LayeredSample] = []
    for number in range(options.count):
        cancel.check()
        progress.progress("Drawing clips", number, options.count)
        samples.append(sample(np.random.default_rng([options.seed, number]), store, ClipSpec()))
    write_sheet(samples, options.out, across=3)
    return Outcome([str(options.out)], {"path": str(options.out), "clips": options.count})
