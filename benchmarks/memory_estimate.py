"""Hold the memory estimate against measurements: full width, few blocks, random weights, on the processor.

    python benchmarks/memory_estimate.py                   every case, each in a process of its own
    python benchmarks/memory_estimate.py --cases denoise   only those whose name begins so
    python benchmarks/memory_estimate.py --out memory.json

The transformer has the published width (1920, 30 heads, 3 prompts of 226 tokens) and 2 blocks, the autoencoder is
the whole published one; both are bfloat16. What is measured is the most memory that the process ever held (VmHWM).
A decode or encode in chunks holds no more after its second chunk than then, so that four latents tell of any
length. Ends with 1 when a measurement is more than 15 % away from the estimate.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from layerflow_studio.engine import host_memory
from layerflow_studio.engine.memory import GB, estimate
from layerflow_studio.engine.plans import Norm, Plan
from layerflow_studio.engine.shapes import AutoencoderShape, ModelShape, TransformerShape

BAR = 0.15
BLOCKS = 2


@dataclass(frozen=True)
class Case:
    """One stage at one size, under one plan."""

    stage: str
    height: int
    width: int
    frames: int
    plan: Plan

    @property
    def name(self) -> str:
        """Stage, size and plan, in a row."""
        return f"{self.stage} {self.height}x{self.width}x{self.frames} {self.plan.name}"

    @property
    def shape(self) -> ModelShape:
        """What the estimate is made from; the part that the stage does not use is left out."""
        transformer = TransformerShape(blocks=BLOCKS, height=self.height // 8, width=self.width // 8)
        alone = self.stage == "denoise"
        if not alone:  # a process that only decodes loads no transformer
            transformer = replace(transformer, blocks=0)
        shape = ModelShape(
            self.name,
            transformer,
            self.frames // 4,
            self.frames,
            self.height * self.width,
            autoencoder=None if alone else AutoencoderShape(),
            text=None,
        )
        return shape

    @property
    def expected(self) -> int:
        """Bytes of the estimate."""
        need = estimate(self.shape, self.plan, on_cpu=True).of(self.stage).host
        if self.stage != "denoise":
            need -= self.shape.transformer.other_parameters * 2
        return need


TOGETHER = Plan("together")
IN_TURN = Plan("in turn", guidance_together=False)
CHUNKS = Plan("chunks")
EXACT = Plan("exact", norm=Norm.EXACT)
SIZES = ((480, 720, 64), (320, 480, 64), (240, 352, 64))
CASES = (
    *(Case("denoise", *size, TOGETHER) for size in SIZES),
    Case("denoise", 480, 720, 64, IN_TURN),
    *(Case("decode", height, width, 16, CHUNKS) for height, width, _ in SIZES),
    Case("decode", 240, 352, 32, EXACT),
    Case("decode", 240, 352, 64, EXACT),
    Case("encode", 240, 352, 32, CHUNKS),
    Case("encode", 240, 352, 32, EXACT),
)


def main() -> int:
    """Measure, print a table, and say whether every case is within the bar."""
    parser = argparse.ArgumentParser(description="Hold the memory estimate against measurements.")
    parser.add_argument("--cases", default="", help="only those whose name begins so")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if options.one is not None:
        print(json.dumps(measure(CASES[options.one], options.threads)))
        return 0
    rows = []
    print(f"{'stage, size, plan':<34} estimate  measured  ratio  seconds")
    for number, case in enumerate(CASES):
        if not case.name.startswith(options.cases):
            continue
        command = [sys.executable, __file__, "--one", str(number), "--threads", str(options.threads)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            print(f"{case.name:<34} failed: {done.stderr.strip().splitlines()[-1:]}")
            rows.append({"case": case.name, "failed": True})
            continue
        row = {"case": case.name, "estimate": case.expected} | json.loads(done.stdout.splitlines()[-1])
        row["ratio"] = row["peak"] / row["estimate"]
        rows.append(row)
        sizes = f"{row['estimate'] / GB:8.2f}  {row['peak'] / GB:8.2f}  {row['ratio']:5.2f}"
        print(f"{case.name:<34} {sizes}  {row['seconds']:7.0f}", flush=True)
        if options.out:
            options.out.write_text(json.dumps(rows, indent=1) + "\n")
    far = [row for row in rows if row.get("failed") or abs(row["ratio"] - 1) > BAR]
    print("every case is within 15 %" if not far else f"{len(far)} of {len(rows)} cases are not within 15 %")
    return 1 if far else 0


def measure(case: Case, threads: int) -> dict[str, Any]:
    """Run one case in this process: bytes before and at most, and seconds of the stage."""
    import torch

    torch.set_num_threads(threads)
    from layerflow_studio.engine.layerflow import pipeline  # what every run loads  # noqa: F401

    before = host_memory.own()
    started = time.monotonic()
    with torch.inference_mode():
        (denoise if case.stage == "denoise" else code)(case)
    return {"before": before, "peak": host_memory.peak(), "seconds": time.monotonic() - started}


def denoise(case: Case) -> None:
    """One step of guided denoising."""
    import torch

    from layerflow_studio.core.request import Sampling
    from layerflow_studio.engine.layerflow import denoising
    from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer

    shape = case.shape
    t = shape.transformer
    with torch.device("meta"):
        empty = LayerFlowTransformer(num_layers=t.blocks, sample_height=t.height, sample_width=t.width)
    transformer: Any = filled(torch.nn.Module.to(empty, torch.bfloat16).to_empty(device="cpu"))
    size = (t.channels, t.height, t.width)
    embeds = torch.randn(2, 1, t.prompts * t.tokens_per_prompt, t.text_width, dtype=torch.bfloat16)
    conditions = denoising.Conditions(embeds, (False,) * shape.latents, torch.zeros(1, 0, *size))
    denoising.denoise(
        transformer,
        "v_prediction",
        conditions,
        Sampling(1, 6.0, True, "ddim"),
        lambda: torch.randn(1, shape.latents, *size),
        lambda step, clean: None,
        together=case.plan.guidance_together,
    )


def code(case: Case) -> None:
    """A decode or an encode."""
    import torch
    from diffusers.models.autoencoders.autoencoder_kl_cogvideox import AutoencoderKLCogVideoX

    from layerflow_studio.engine.layerflow.vae import CogVideoXCodec

    a = AutoencoderShape()
    kind: Any = AutoencoderKLCogVideoX
    with torch.device("meta"):
        empty = kind(
            down_block_types=("CogVideoXDownBlock3D",) * 4,
            up_block_types=("CogVideoXUpBlock3D",) * 4,
            block_out_channels=a.channels,
            latent_channels=a.latent,
            temporal_compression_ratio=a.temporal,
        )
    autoencoder: Any = filled(torch.nn.Module.to(empty, torch.bfloat16).to_empty(device="cpu"))
    codec = CogVideoXCodec(autoencoder, case.plan)
    if case.stage == "decode":
        codec.decode(torch.randn(1, case.frames // 4, a.latent, case.height // 8, case.width // 8))
    else:
        video = torch.rand(1, 3, case.frames, case.height, case.width)
        codec.encode(video, torch.Generator().manual_seed(0))


def filled(model: Any) -> Any:
    """Random weights of a size that keeps activations in bounds."""
    import torch

    with torch.no_grad():
        for name, tensor in model.named_parameters():
            if tensor.ndim > 1:
                tensor.normal_(0, 1 / tensor[0].numel() ** 0.5)
            else:
                tensor.fill_(1.0 if name.endswith("weight") else 0.0)
    return model.eval().requires_grad_(False)


if __name__ == "__main__":
    sys.exit(main())
