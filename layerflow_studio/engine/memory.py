"""How much memory a run needs, stage by stage, worked out from shapes before anything is loaded; no torch.

What is counted: weights, the tensors that are alive at the busiest moment of each stage, and what the process
takes by itself. `benchmarks/memory_estimate.py` holds these figures against measurements.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from layerflow_studio.engine.plans import (
    CPU,
    PLAIN,
    PLANS,
    Attention,
    Buffers,
    Norm,
    Offload,
    Plan,
    Quantisation,
)
from layerflow_studio.engine.shapes import AutoencoderShape, Layer, ModelShape, TextShape, TransformerShape

GB = 1 << 30
WINDOW_BYTES = 256 << 20
"""How much the autoencoder gives to one convolution, or takes from it, at once, unless one frame is more."""
CHUNK_LATENTS = 2
"""Latent frames over which a low-memory group norm takes its statistics."""
CONTEXT_BYTES = 600 << 20
"""What a CUDA device holds beside tensors: its context, kernels and libraries' workspaces."""
PROCESS_BYTES = 450 << 20
"""What the process takes with its libraries loaded and no model."""
STAGES = ("load", "text", "encode", "denoise", "decode")
_FLOAT = 4
_BLOCK_COPIES = 11
"""Sequences alive in a block's feed-forward: its input twice, one before, the inner layer's eight."""


@dataclass(frozen=True)
class Need:
    """Bytes that a stage needs at its busiest, on the device and in host memory; on a processor all is host."""

    stage: str
    device: int
    host: int


@dataclass(frozen=True)
class Estimate:
    """The needs of all stages of a run."""

    plan: Plan
    needs: tuple[Need, ...]

    @property
    def device(self) -> int:
        """The most bytes on the device."""
        return max(need.device for need in self.needs)

    @property
    def host(self) -> int:
        """The most bytes in host memory."""
        return max(need.host for need in self.needs)

    def of(self, stage: str) -> Need:
        """The need of one stage; KeyError for one that the run does not have."""
        return {need.stage: need for need in self.needs}[stage]

    def fits(self, room: Room) -> bool:
        """Whether all stages fit."""
        return self.device <= room.device and self.host <= room.host


@dataclass(frozen=True)
class Room:
    """Bytes that a run may fill: on the device, 0 where the processor computes, and in host memory."""

    device: int
    host: int


def estimate(shape: ModelShape, plan: Plan, *, on_cpu: bool = False, bytes_each: int = 2) -> Estimate:
    """What a run needs. `bytes_each` is that of a number where the plan leaves it open."""
    size = _BYTES.get(plan.dtype, bytes_each)
    weights, idle = _weights(shape, plan, size, on_cpu)
    vae = shape.autoencoder.parameters * size if shape.autoencoder else 0
    rest = idle.device + vae + shape.other_bytes
    values = 3 * shape.pixels * shape.frames
    needs = [Need("load", rest, max(idle.host, 0 if on_cpu else shape.transformer.parameters * size))]
    if shape.text is not None:
        text = _text(shape.text, shape.transformer.tokens_per_prompt, plan, size, on_cpu)
        needs.append(Need("text", rest + text.device, idle.host + text.host))
    if shape.autoencoder is not None and shape.gives:
        walk = _autoencoder(shape.autoencoder, shape, plan, size, decoding=False)
        clips = 2 * values * _FLOAT
        needs.append(Need("encode", rest + walk.device + values * size, idle.host + walk.host + clips))
    busy = _denoising(shape, plan, size)
    needs.append(Need("denoise", rest - idle.device + weights.device + busy, weights.host))
    walk = Need("decode", 0, 0)
    if shape.autoencoder is not None:
        walk = _autoencoder(shape.autoencoder, shape, plan, size, decoding=True)
    after = values * _FLOAT + (3 * values * _FLOAT if on_cpu else 0)
    needs.append(
        Need(
            "decode",
            rest + values * size + max(walk.device, after),
            idle.host + max(walk.host, 0 if on_cpu else 3 * values * _FLOAT),
        )
    )
    return Estimate(plan, tuple(_with_process(need, on_cpu) for need in needs))


_BYTES = {"bfloat16": 2, "float16": 2, "float32": 4}


def _with_process(need: Need, on_cpu: bool) -> Need:
    if on_cpu:
        return Need(need.stage, 0, need.device + need.host + PROCESS_BYTES)
    return Need(need.stage, need.device + CONTEXT_BYTES, need.host + PROCESS_BYTES)


# --- the transformer


def _weights(shape: ModelShape, plan: Plan, size: int, on_cpu: bool) -> tuple[Need, Need]:
    """Where the transformer's weights are while it works, and while other parts do."""
    t = shape.transformer
    block, other = _block(t, plan, size), t.other_parameters * size
    everything = t.blocks * block + other
    if plan.offload in (Offload.GROUP, Offload.SEQUENTIAL):
        here = min(t.blocks, 2 if plan.offload is Offload.GROUP else 1)
        return (
            Need("denoise", other + here * block, t.blocks * block),
            Need("", other, t.blocks * block),
        )
    working = Need("denoise", everything, 0)
    return working, working if plan.offload is Offload.NONE or on_cpu else Need("", 0, everything)


def _block(shape: TransformerShape | TextShape, plan: Plan, size: int) -> int:
    """Bytes of a block's weights as the plan stores them."""
    if plan.quantisation is Quantisation.NONE:
        return shape.block_parameters * size
    matrices = sum(rows * columns for rows, columns in shape.block_matrices)
    rows = sum(rows for rows, _ in shape.block_matrices)
    rest = (shape.block_parameters - matrices) * size
    if plan.quantisation is Quantisation.INT8:
        return matrices + rows * _FLOAT + rest
    return matrices // 2 + matrices // 64 * _FLOAT + rest


def _unpacked(shape: TransformerShape | TextShape, plan: Plan, size: int) -> int:
    """The largest matrix, which a quantised layer unpacks while it multiplies."""
    if plan.quantisation is Quantisation.NONE:
        return 0
    return max(rows * columns for rows, columns in shape.block_matrices) * size


def _denoising(shape: ModelShape, plan: Plan, size: int) -> int:
    """Bytes of the tensors that are alive in the busiest moment of a step."""
    t = shape.transformer
    ways, at_once = 2, 2 if plan.guidance_together else 1
    sequence = at_once * shape.tokens * t.inner * size
    # beside the sequence: its positions, prompts, latents and their noise
    still = ways * t.prompts * t.tokens_per_prompt * t.text_width * size
    still += 12 * shape.latents * t.channels * t.height * t.width * _FLOAT
    busy = _BLOCK_COPIES * sequence + still + _unpacked(t, plan, size)
    if t.one_way:  # who sees whom, and the keys and values of what is given
        busy += at_once * shape.tokens**2
        busy += 2 * ways * t.blocks * t.prompts * t.tokens_per_prompt * t.inner * size
    if plan.attention is Attention.MATH:
        busy += at_once * t.heads * shape.tokens**2 * (size + _FLOAT)
    return busy


# --- the text encoder


def _text(shape: TextShape, tokens: int, plan: Plan, size: int, on_cpu: bool) -> Need:
    """The encoder at work on one prompt; its weights are read into host memory first."""
    block, other = _block(shape, plan, size), shape.other_parameters * size
    everything = shape.blocks * block + other
    busy = tokens * (6 * shape.width + 3 * shape.inner) * size + _unpacked(shape, plan, size)
    busy += 3 * shape.heads * tokens**2 * _FLOAT
    if plan.text_offload in (Offload.GROUP, Offload.SEQUENTIAL):
        here = min(shape.blocks, 2 if plan.text_offload is Offload.GROUP else 1)
        return Need("text", other + here * block + busy, shape.blocks * block)
    return Need("text", everything + busy, 0 if on_cpu else shape.parameters * size)


# --- the autoencoder


def _autoencoder(vae: AutoencoderShape, shape: ModelShape, plan: Plan, size: int, *, decoding: bool) -> Need:
    """The busiest layer of the walk in `layerflow.frugal_vae`, over the largest chunk of frames."""
    area, tiles = shape.pixels, 0
    if plan.tiling:  # quarters, which overlap; all of them are there before they are joined
        area, tiles = area // 4, 3 * shape.pixels * shape.frames * size * 3 // 2
    total, step = (shape.latents, CHUNK_LATENTS) if decoding else (shape.frames, CHUNK_LATENTS * vae.temporal)
    whole = plan.norm is Norm.EXACT or total < 2 * step
    frames = total if whole else step + total % step
    layers = list(vae.decoding(frames, area // vae.spatial**2) if decoding else vae.encoding(frames, area))
    kept = 0 if whole else sum(_tails(layer, size) for layer in layers)
    waiting = max(_stored(layer, size) for layer in layers) + kept
    working = max(_working(layer, size, decoding) for layer in layers)
    if plan.buffers is Buffers.HOST:
        # a frame that is brought lies beside what is made of it
        brought = 2 * max(layer.channels_before * layer.area_before for layer in layers) * size
        return Need("", working + brought + tiles, waiting)
    together = max(_stored(layer, size) + _working(layer, size, decoding) for layer in layers)
    return Need("", together + kept + tiles, 0)


def _stored(layer: Layer, size: int) -> int:
    """Frames that wait before and after a layer; inputs go as they are used up."""
    before = layer.channels_before * layer.area_before * layer.frames_before
    after = layer.channels_after * layer.area_after * layer.frames_after
    return (before + after if layer.kind == "residual" else max(before, after)) * size


def _tails(layer: Layer, size: int) -> int:
    """The two frames that each causal convolution keeps for the next chunk."""
    if layer.kind == "resample":
        return 0
    channels = layer.channels_before + (layer.channels_after if layer.kind == "residual" else 0)
    return 2 * channels * layer.area_before * size


def _working(layer: Layer, size: int, conditioned: bool) -> int:
    """What a layer's busiest moment takes beside the frames that wait."""
    if layer.kind == "resample":
        large, small = max(layer.area_before, layer.area_after), min(layer.area_before, layer.area_after)
        channels = layer.channels_before * size
        return 2 * (channels * large + channels * (large if conditioned else small))
    widths = {layer.channels_before} | ({layer.channels_after} if layer.kind == "residual" else set())
    return max(_convolving(width, layer, size) for width in widths)


def _convolving(before: int, layer: Layer, size: int) -> int:
    """A causal convolution with the norm ahead of it: windows of three frames, and the library's own copies."""
    area, after = layer.area_before, layer.channels_after
    frame, window = before * area * size, 3 * before * area * size
    at_once = max(1, min(layer.frames_before, WINDOW_BYTES // max(window, after * area * size)))
    out = 2 * after * area * size * at_once
    windows = window * at_once
    norming = window * (at_once - 1) + 2 * before * area * _FLOAT
    return 2 * frame + max(2 * windows + out, norming)


# --- the choice


def choose_plan(
    shape: ModelShape,
    room: Room,
    *,
    on_cpu: bool = False,
    quantisation: Quantisation = Quantisation.NONE,
) -> Estimate | None:
    """The fastest plan that fits into the room, with its estimate; None when none does."""
    for plan in plans_for(shape, on_cpu=on_cpu):
        plan = replace(plan, quantisation=quantisation)
        found = estimate(shape, plan, on_cpu=on_cpu)
        if found.fits(room):
            return found
    return None


def plans_for(shape: ModelShape, *, on_cpu: bool = False) -> tuple[Plan, ...]:
    """The plans that make sense for a model, the fastest first: a small one has no parts to be frugal with."""
    if shape.autoencoder is None and shape.text is None:
        return (PLAIN,)
    return (CPU,) if on_cpu else PLANS


def next_smaller(shape: ModelShape, than: Estimate) -> Estimate | None:
    """The first later plan for a graphics card that needs less on it than this one; None for the last."""
    later = False
    for plan in plans_for(shape):
        if later:
            found = estimate(shape, plan)
            if found.device < than.device:
                return found
        later = later or plan.name == than.plan.name
    return None
