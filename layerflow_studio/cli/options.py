"""Options that several commands share, and what they become."""

from __future__ import annotations

import argparse
import secrets
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from layerflow_studio.core.document import Document
    from layerflow_studio.core.request import Sampling
    from layerflow_studio.session.memory_plans import Wish

RANDOM_SEEDS = 2**31


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add what every command understands; a command's own steps add it too, so that it may stand last."""
    for name, text in (
        ("--json", "print one JSON object on stdout, no more"),
        ("--quiet", "print only errors"),
    ):
        parser.add_argument(name, action="store_true", default=argparse.SUPPRESS, help=text)


def add_prompts(parser: argparse.ArgumentParser) -> None:
    """Add the texts of the three layers and what to avoid."""
    group = parser.add_argument_group("prompts")
    group.add_argument("--foreground", metavar="TEXT", help="what is in front, such as “an orange fox”")
    group.add_argument(
        "--background", metavar="TEXT", help="what is behind, such as “a green meadow at dusk”"
    )
    group.add_argument("--scene", metavar="TEXT", help="what the whole shows; default: both prompts joined")
    group.add_argument("--negative", metavar="TEXT", help="what to avoid, on every layer")


def add_sampling(parser: argparse.ArgumentParser) -> None:
    """Add model, seed and how the noise is removed."""
    group = parser.add_argument_group("generation")
    group.add_argument(
        "--model", metavar="ID", help="which model (see layerflow-studio models); default: mini"
    )
    group.add_argument(
        "--seed", type=seed, metavar="N", help="the same seed gives the same pixels; default: random"
    )
    group.add_argument(
        "--size",
        type=size,
        metavar="WxH",
        help="size of the canvas and the clips, one of the model's such as 448x256; default: the project's, "
        "or the model's own for a new one",
    )
    group.add_argument("--steps", type=int, metavar="N", help="denoising steps; default: the model's")
    group.add_argument("--guidance", type=float, metavar="X", help="how closely to follow the prompts")
    group.add_argument(
        "--guidance-end",
        type=float,
        metavar="X",
        help="share of the steps that are guided, 0 to 1; the others take half of the time",
    )
    group.add_argument("--sampler", choices=("dpm++2m", "ddim"), help="how to step; default: the model's")
    group.add_argument(
        "--adapter",
        type=adapter,
        action="append",
        metavar="NAME=X",
        help="strength of one of the model's adapters; may be repeated",
    )
    group.add_argument(
        "--lora",
        type=lora,
        action="append",
        dest="adapter",
        metavar="NAME:X",
        help="use a LoRA (see layerflow-studio models add-lora), with its strength; default: 1",
    )
    add_memory(parser)


def add_memory(parser: argparse.ArgumentParser) -> None:
    """Add how a large model shares the memory; without these options the preferences count."""
    group = parser.add_argument_group("memory (for large models; see layerflow-studio models plan)")
    group.add_argument("--plan", metavar="auto|NAME", help="the memory plan; auto: the fastest that fits")
    group.add_argument(
        "--allow-step-down", action="store_true", help="go on with a smaller plan where memory runs out"
    )
    group.add_argument(
        "--weights", choices=("none", "int8", "4-bit"), help="store weights in fewer bits; none: as they are"
    )


def wish(options: argparse.Namespace) -> Wish:
    """Return what is wanted of memory: the preferences, with what was given in their place."""
    from layerflow_studio.engine.plans import AUTO, Quantisation, named_plan
    from layerflow_studio.session.memory_plans import Wish

    wished = Wish.preferred()
    if options.plan is not None:
        if options.plan != AUTO:
            named_plan(options.plan)
        wished = replace(wished, plan=options.plan)
    if options.weights is not None:
        wished = replace(wished, weights=Quantisation(options.weights))
    return replace(wished, smaller_plans=wished.smaller_plans or options.allow_step_down)


def add_out(parser: argparse.ArgumentParser, help_text: str, *, required: bool = True) -> None:
    """Add the place to write to."""
    parser.add_argument("--out", type=Path, required=required, metavar="DIR", help=help_text)


def add_picture_rate(parser: argparse.ArgumentParser, default: str) -> None:
    """Add the rate of numbered pictures, which carry none."""
    parser.add_argument(
        "--fps", type=rate, metavar="FPS", help=f"rate of numbered pictures; default: {default}"
    )


def seed(text: str) -> int:
    """Read a seed; argparse says what is wrong with it."""
    value = int(text)
    if not 0 <= value < 2**63:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 0 to 2^63 - 1")
    return value


def size(text: str) -> tuple[int, int]:
    """Read WIDTHxHEIGHT in pixels."""
    try:
        width, height = (int(side) for side in text.lower().replace("×", "x").split("x"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} should be written like 448x256") from None
    return width, height


def adapter(text: str) -> tuple[str, float]:
    """Read NAME=STRENGTH."""
    name, equals, strength = text.partition("=")
    try:
        if not (name and equals):
            raise ValueError
        return name, float(strength)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} should be written like motion_lora=0.8") from None


def lora(text: str) -> tuple[str, float]:
    """Read NAME or NAME:STRENGTH."""
    name, colon, strength = text.partition(":")
    try:
        if not name or (value := float(strength) if colon else 1.0) != value:
            raise ValueError
        return name, value
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} should be written like my_style:0.8") from None


def rate(text: str) -> Fraction:
    """Read a frame rate such as 24 or 24000/1001."""
    from layerflow_studio.core.timebase import parse_rate

    try:
        return parse_rate(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None


def colour(text: str) -> tuple[int, int, int]:
    """Read a colour such as #1e1e20."""
    digits = text.removeprefix("#")
    try:
        if len(digits) != 6:
            raise ValueError
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} should be a colour like #1e1e20") from None


def chosen_seed(options: argparse.Namespace) -> int:
    """Return the seed that was given, else a random one."""
    return secrets.randbelow(RANDOM_SEEDS) if options.seed is None else options.seed


def chosen_sampling(options: argparse.Namespace, sampling: Sampling) -> Sampling:
    """Return sampling with what the options say exchanged."""
    for name in ("steps", "guidance", "guidance_end", "sampler"):
        value = getattr(options, name)
        if value is not None:
            sampling = replace(sampling, **{name: value})
    return sampling


def with_prompts(document: Document, options: argparse.Namespace) -> Document:
    """Return the document with the prompts that were given, locked layers included.

    A scene that is not described is the foreground before the background, unless the document describes it.
    """
    from layerflow_studio.core.kinds import MODEL_ROLES, Role
    from layerflow_studio.core.request import PromptSet

    texts = {
        Role.FOREGROUND: options.foreground,
        Role.BACKGROUND: options.background,
        Role.BLENDED: options.scene,
    }
    if options.scene is None and (options.foreground or options.background):
        both = [texts[role] or document.prompts.of(role) for role in (Role.FOREGROUND, Role.BACKGROUND)]
        texts[Role.BLENDED] = ", ".join(text for text in both if text)
    tops = {layer.id: texts[role] for role in MODEL_ROLES if (layer := document.top(role)) is not None}
    layers = tuple(
        replace(layer, prompt=tops[layer.id]) if tops.get(layer.id) is not None else layer
        for layer in document.layers
    )
    negative = document.negative
    if options.negative is not None:
        negative = PromptSet(options.negative, options.negative, options.negative)
    return replace(document, layers=layers, negative=negative)
