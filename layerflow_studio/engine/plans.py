"""Memory plans: ways to run one model on graphics cards of different size, from fast to frugal.

Nothing here loads torch; `engine.memory` says what a plan needs for a model.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from layerflow_studio.errors import BadInput


class Offload(StrEnum):
    """Where weights wait that are not at work."""

    NONE = "none"
    """On the device, always."""
    MODEL = "model"
    """In host memory; a part moves to the device as a whole while it works."""
    GROUP = "group"
    """In host memory; block after block is brought, the next one while the last one computes."""
    SEQUENTIAL = "sequential"
    """In host memory; one block at a time, nothing ahead of time."""


class Norm(StrEnum):
    """Over which frames the autoencoder takes the statistics of its group norms."""

    EXACT = "exact"
    """All frames of the clip, as the official code."""
    LOW_MEMORY = "low memory"
    """Chunks of two latents, as diffusers; slightly different colours, a fraction of the memory."""


class Buffers(StrEnum):
    """Where the autoencoder keeps the frames between two of its layers."""

    DEVICE = "device"
    HOST = "host"


class Quantisation(StrEnum):
    """How the weights of the big linear layers are stored."""

    NONE = "none"
    INT8 = "int8"
    """One byte a weight, one scale a row; part of the program."""
    FOUR_BIT = "4-bit"
    """Half a byte a weight (NF4); needs the package bitsandbytes and an NVIDIA card."""


class Attention(StrEnum):
    """Which of torch's attention kernels to use."""

    AUTO = "auto"
    FLASH = "flash"
    EFFICIENT = "efficient"
    CUDNN = "cudnn"
    MATH = "math"
    """Plain matrix products: works everywhere, needs memory for every pair of tokens."""


@dataclass(frozen=True)
class Plan:
    """How to run a model. The default is the plain way: everything on the device at once."""

    name: str = "none"
    offload: Offload = Offload.NONE
    """Of the transformer."""
    text_offload: Offload = Offload.NONE
    """Of the text encoder, which is freed after use in every plan."""
    norm: Norm = Norm.LOW_MEMORY
    buffers: Buffers = Buffers.DEVICE
    tiling: bool = False
    """Whether the autoencoder works on overlapping quarters of the picture."""
    guidance_together: bool = True
    """Whether both directions of guidance are one batch, or run one after the other."""
    quantisation: Quantisation = Quantisation.NONE
    attention: Attention = Attention.AUTO
    dtype: str = ""
    """"bfloat16", "float16" or "float32"; empty for what the device computes fastest."""

    def words(self) -> str:
        """What it does, in a few English words, for tables and logs."""
        parts = [_OFFLOAD_WORDS[self.offload]]
        if self.text_offload not in (self.offload, Offload.NONE):
            parts.append(f"text encoder {_OFFLOAD_WORDS[self.text_offload]}")
        frames = " held in host memory" if self.buffers is Buffers.HOST else ""
        parts.append(f"{self.norm} norm{frames}{', tiled' if self.tiling else ''}")
        parts.append("guidance together" if self.guidance_together else "guidance in turn")
        if self.quantisation is not Quantisation.NONE:
            parts.append(f"{self.quantisation} weights")
        if self.attention is not Attention.AUTO:
            parts.append(f"{self.attention} attention")
        return "; ".join(parts)


_OFFLOAD_WORDS = {
    Offload.NONE: "everything on the device",
    Offload.MODEL: "one part at a time",
    Offload.GROUP: "block by block, read ahead",
    Offload.SEQUENTIAL: "block by block",
}

PLAIN = Plan()
"""How small models run."""

_48 = Plan("48gb", norm=Norm.EXACT)
_24 = replace(_48, name="24gb", offload=Offload.MODEL, text_offload=Offload.MODEL)
_16 = replace(_24, name="16gb", buffers=Buffers.HOST)
_12 = replace(_24, name="12gb", norm=Norm.LOW_MEMORY, guidance_together=False)
_8 = replace(_12, name="8gb", text_offload=Offload.GROUP, buffers=Buffers.HOST)
_4 = replace(_8, name="4gb", offload=Offload.GROUP, tiling=True)
CPU = Plan("cpu", guidance_together=False, tiling=True, dtype="bfloat16")
"""For machines without a graphics card that torch can use."""

PLANS: tuple[Plan, ...] = (_48, _24, _16, _12, _8, _4)
"""For graphics cards, the fastest first; each is made for the card in its name."""

AUTO = "auto"
NAMES = (AUTO, *(plan.name for plan in PLANS), CPU.name, PLAIN.name)


def card_gb(plan: Plan) -> int | None:
    """The size of the card that a plan is made for; None when it is for no card in particular."""
    digits = plan.name.removesuffix("gb")
    return int(digits) if digits.isdigit() else None


def named_plan(name: str) -> Plan:
    """The plan of this name; BadInput lists them."""
    for plan in (*PLANS, CPU, PLAIN):
        if plan.name == name:
            return plan
    raise BadInput(
        "There is no memory plan '{name}'; choose one of {plans}.", name=name, plans=", ".join(NAMES)
    )
