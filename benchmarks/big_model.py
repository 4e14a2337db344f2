"""Run the published architecture at full size, with random weights, under every memory plan on a CUDA card.

    python benchmarks/big_model.py --out big_model.json        minutes on a large card
    python benchmarks/big_model.py --tiny                      the same walk in seconds, also without a card

What it measures: seconds of a denoising step and of a decode, peak memory of every stage beside the estimate, how
far each plan's pictures are from those of a float32 run, kernels of attention, int8 weights, the text encoder, and
with --parity FOLDER the official outputs on random weights. Each plan runs with no more memory than its card has.
"""

from __future__ import annotations

import argparse
import copy
import gc
import json
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import torch
from diffusers.models.autoencoders.autoencoder_kl_cogvideox import AutoencoderKLCogVideoX
from torch import Tensor, nn

from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.request import GenerationRequest, PromptSet, Sampling
from layerflow_studio.engine import devices
from layerflow_studio.engine.layerflow.layout import Layout
from layerflow_studio.engine.layerflow.parts import Parts
from layerflow_studio.engine.layerflow.pipeline import LayerFlow
from layerflow_studio.engine.layerflow.placement import place_transformer, stream_blocks
from layerflow_studio.engine.layerflow.quantised import quantise
from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer
from layerflow_studio.engine.layerflow.vae import CogVideoXCodec
from layerflow_studio.engine.layerflow.variants import released
from layerflow_studio.engine.memory import CONTEXT_BYTES, GB, Estimate, estimate
from layerflow_studio.engine.plans import (
    PLANS,
    Attention,
    Norm,
    Offload,
    Plan,
    Quantisation,
    card_gb,
    named_plan,
)
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.engine.shapes import AutoencoderShape, ModelShape, TextShape, TransformerShape

VARIANT = "generation-rgba"
PARTS = ("kernels", "agreement", "text", "parity")
PARITY = {
    "gen_rgba": "generation-rgba",
    "seg_rgb": "decomposition-rgb",
    "fg2bg_rgba": "foreground-conditioned-rgba",
}


@dataclass(frozen=True)
class Size:
    """How large a model and a clip to run."""

    transformer: TransformerShape
    autoencoder: AutoencoderShape
    text: TextShape
    height: int
    width: int
    frames: int = 16

    @property
    def shape(self) -> ModelShape:
        """What the estimate is made from."""
        layout = released(VARIANT).layout
        sequence = Layout(layout.order, self.frames)
        return ModelShape(
            VARIANT,
            self.transformer,
            sequence.total_latents,
            sequence.total_frames,
            self.height * self.width,
            gives=True,
            autoencoder=self.autoencoder,
            text=self.text,
        )

    def at(self, height: int, width: int, **transformer: Any) -> Size:
        """The same model for a picture of another size."""
        other = replace(self.transformer, height=height // 8, width=width // 8, **transformer)
        return replace(self, transformer=other, height=height, width=width)


FULL = Size(TransformerShape(), AutoencoderShape(), TextShape(), 480, 720)
TINY = Size(
    TransformerShape(3, 2, 16, 24, 16, 4, 2, 8, 12, 3, 5, 4),
    AutoencoderShape((8, 8, 8, 8), 1, 4),
    TextShape(24, 32, 3, 8, 2, 64),
    64,
    96,
    4,
)


def main() -> int:
    """Measure everything, print a table and write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--tiny", action="store_true", help="a tiny model, on the processor if need be")
    parser.add_argument("--plans", default="", help="names, with commas; default: all")
    parser.add_argument(
        "--steps", type=int, default=3, help="denoising steps of a run (the first is not timed)"
    )
    parser.add_argument("--parity", type=Path, help="folder of the fixtures with official outputs")
    parser.add_argument("--out", type=Path, help="file for the results")
    parser.add_argument("--part", help=argparse.SUPPRESS)
    parser.add_argument("--skip", default="", help="parts to leave out: plans,agreement,kernels,text,parity")
    options = parser.parse_args()
    device = devices.best_device() if options.tiny else "cuda"
    torch.backends.cudnn.allow_tf32 = False  # a float32 run is the reference
    size = TINY if options.tiny else FULL
    if options.part:
        print(json.dumps(part(Bench(size, device, options.steps), options)))
        return 0
    started = time.monotonic()
    names = [name for name in options.plans.split(",") if name] or [plan.name for plan in PLANS]
    skipped = options.skip.split(",")
    results: dict[str, Any] = {"machine": facts(device), "steps": options.steps, "plans": []}
    parts = [f"plan:{name}" for name in names if "plans" not in skipped]
    parts += [name for name in PARTS if name not in skipped and (name != "parity" or options.parity)]
    for name in parts:
        before = time.monotonic()
        found = alone(name)
        if name.startswith("plan:"):
            results["plans"].append(found)
        else:
            results[name] = found
        print(f"[{name}: {time.monotonic() - before:.1f} s]", flush=True)
        results["seconds"] = round(time.monotonic() - started, 1)
        if options.out:
            options.out.write_text(json.dumps(results, indent=1) + "\n")
    for line in table(results):
        print(line)
    return 0


def part(bench: Bench, options: argparse.Namespace) -> Any:
    """One part of the benchmark, in a process of its own: a device that it loses is lost to it alone."""
    plans = [plan for plan in PLANS if not options.plans or plan.name in options.plans.split(",")]
    todo: dict[str, Callable[[], Any]] = {
        "kernels": bench.kernels,
        "agreement": lambda: bench.agreement(plans),
        "text": bench.text,
        "parity": lambda: parity(options.parity, bench.device),
    }
    name = options.part
    work = (lambda: bench.plan(named_plan(name[5:]))) if name.startswith("plan:") else todo[name]
    return attempt(work)


def alone(name: str) -> Any:
    """A part's results, from another process of this script; what it says meanwhile is passed on."""
    command = [sys.executable, __file__, *sys.argv[1:], "--part", name]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    lines = done.stdout.splitlines()
    for line in lines[:-1]:
        print(line)
    try:
        return json.loads(lines[-1])
    except (IndexError, ValueError):
        return {"plan": name, "stages": {}, "step_seconds": [], "failed": f"ended with {done.returncode}"}


def attempt(work: Callable[[], Any]) -> Any:
    """One part's results; its failure must not cost those of the others."""
    try:
        return work()
    except Exception as error:  # the seam between the parts of a benchmark on a rented machine
        return {"plan": "", "stages": {}, "step_seconds": [], "failed": in_short(error)}


def in_short(error: Exception) -> str:
    """An error in one line, with the place in our own code."""
    lines = traceback.extract_tb(error.__traceback__)
    ours = next((line for line in reversed(lines) if "layerflow_studio" in line.filename), lines[-1])
    first = (str(error).splitlines() or [""])[0]
    return f"{type(error).__name__}: {first[:200]} ({Path(ours.filename).name}:{ours.lineno})"


def facts(device: str) -> dict[str, Any]:
    """The machine and the libraries."""
    found: dict[str, Any] = {"device": device, "torch": torch.__version__, "python": sys.version.split()[0]}
    if device.startswith("cuda"):
        properties = torch.cuda.get_device_properties(0)
        found |= {"card": properties.name, "gb": round(properties.total_memory / GB, 1)}
    return found


# --- random models


def filled(model: nn.Module, seed: int) -> nn.Module:
    """Random weights of a size that keeps activations in bounds, drawn where the tensors are."""
    tensors = [*model.parameters()]
    dice = torch.Generator(tensors[0].device).manual_seed(seed)
    with torch.no_grad():
        for name, tensor in model.named_parameters():
            if tensor.ndim > 1:
                fan = tensor[0].numel()
                tensor.normal_(0, 1 / max(fan, 1) ** 0.5, generator=dice)
            else:
                tensor.fill_(1.0 if name.endswith("weight") else 0.0)
    return model.eval().requires_grad_(False)


@cache
def transformer_of(t: TransformerShape, device: str, dtype: torch.dtype) -> LayerFlowTransformer:
    """A random transformer, the same for every format up to rounding, in host memory; to be copied."""
    with torch.device("meta"):
        empty = LayerFlowTransformer(
            num_attention_heads=t.heads,
            attention_head_dim=t.head,
            in_channels=t.channels,
            out_channels=t.channels,
            time_embed_dim=t.time_width,
            text_embed_dim=t.text_width,
            num_layers=t.blocks,
            sample_width=t.width,
            sample_height=t.height,
            patch_size=t.patch,
            prompts=t.prompts,
            tokens_per_prompt=t.tokens_per_prompt,
            position_frames=t.position_frames,
            layer_embedding=t.layer_embedding,
        )
    made: Any = nn.Module.to(filled(empty.to_empty(device=device), 1), dtype).to("cpu")
    return made


@cache
def autoencoder_of(
    a: AutoencoderShape, height: int, width: int, device: str, dtype: torch.dtype
) -> AutoencoderKLCogVideoX:
    """A random autoencoder, in host memory; to be copied."""
    blocks = len(a.channels)
    kind: Any = AutoencoderKLCogVideoX
    with torch.device("meta"):
        empty = kind(
            down_block_types=("CogVideoXDownBlock3D",) * blocks,
            up_block_types=("CogVideoXUpBlock3D",) * blocks,
            block_out_channels=a.channels,
            layers_per_block=a.blocks,
            latent_channels=a.latent,
            temporal_compression_ratio=a.temporal,
            norm_num_groups=min(32, a.channels[0]),
            sample_height=height,
            sample_width=width,
        )
    made: Any = nn.Module.to(filled(empty.to_empty(device=device), 2), dtype).to("cpu")
    return made


class RandomPrompts:
    """Stands for a text encoder: unit noise that belongs to the prompt."""

    def __init__(self, tokens: int, width: int) -> None:
        self._shape = (tokens, width)

    def encode(self, prompts: Any, cancel: object = None) -> Tensor:
        """(prompts, tokens, width) float32, zeros for an empty one."""

        def one(prompt: str) -> Tensor:
            if not prompt:
                return torch.zeros(self._shape)
            return torch.randn(self._shape, generator=torch.Generator().manual_seed(len(prompt)))

        return torch.stack([one(prompt) for prompt in prompts])


# --- measuring


@dataclass
class Stage:
    """What a stage took."""

    seconds: float = 0.0
    peak: int = 0
    reserved: int = 0
    steps: list[float] = field(default_factory=list)


class Watch(SilentProgress):
    """Clocks the stages of a run and notes the most memory in each."""

    def __init__(self, device: str) -> None:
        self.stages: dict[str, Stage] = {}
        self._cuda, self._now, self._since, self._step = device.startswith("cuda"), "", 0.0, 0.0

    def progress(self, stage: str, done: int, total: int) -> None:
        """Close what ran before a stage's first report; count its steps."""
        self.sync()
        now = time.perf_counter()
        if stage != self._now:
            self.begin(stage)
        elif stage == "denoise":
            self.stages[stage].steps.append(now - self._step)
        self._step = time.perf_counter()

    def begin(self, stage: str) -> None:
        """Close the stage that runs and open another, "" for none."""
        self.sync()
        now = time.perf_counter()
        if self._now:
            closed = self.stages[self._now]
            closed.seconds = now - self._since
            if self._cuda:
                closed.peak = torch.cuda.max_memory_allocated()
                closed.reserved = torch.cuda.max_memory_reserved()
        self._now, self._since = stage, now
        if stage:
            self.stages[stage] = Stage()
            if self._cuda:
                torch.cuda.empty_cache()
                torch.cuda.reset_peak_memory_stats()

    def sync(self) -> None:
        """Wait for the device."""
        if self._cuda:
            torch.cuda.synchronize()


class Bench:
    """One random model, run in different ways."""

    def __init__(self, size: Size, device: str, steps: int) -> None:
        self.size, self.device, self.steps = size, device, max(2, steps)
        self.dtype = devices.compute_dtype(device)
        self._on_cpu = not device.startswith("cuda")

    def expected(self, size: Size, plan: Plan, dtype: torch.dtype) -> Estimate:
        """The estimate that a user would see."""
        return estimate(size.shape, plan, on_cpu=self._on_cpu, bytes_each=dtype.itemsize)

    def engine(self, size: Size, plan: Plan, dtype: torch.dtype) -> LayerFlow:
        """A model placed as the plan says."""
        t = size.transformer
        transformer, autoencoder = self.copies(size, dtype)
        place_transformer(transformer, plan, self.device)
        codec = CogVideoXCodec(autoencoder.to(self.device), plan)
        parts = Parts(
            transformer=transformer,
            codec=codec,
            encoder=RandomPrompts(t.tokens_per_prompt, t.text_width),
            layout=Layout(released(VARIANT).order, size.frames),
            prediction="v_prediction",
            index_prefix=True,
            plan=plan,
        )
        return LayerFlow(parts, described(size), self.device)

    def copies(self, size: Size, dtype: torch.dtype) -> Any:
        """The random transformer and autoencoder, to be placed and changed."""
        transformer = transformer_of(size.transformer, self.device, dtype)
        autoencoder = autoencoder_of(size.autoencoder, size.height, size.width, self.device, dtype)
        self.clean()
        return copy.deepcopy(transformer), copy.deepcopy(autoencoder)

    def run(self, engine: LayerFlow, size: Size, watch: Watch) -> Mapping[Role, np.ndarray[Any, Any]]:
        """Make one clip."""
        request = GenerationRequest(
            model_id="big",
            model_hash="",
            prompts=PromptSet("a red fox", "a green meadow", "a red fox in a green meadow"),
            negative=PromptSet(),
            given=(),
            width=size.width,
            height=size.height,
            frames=size.frames,
            fps=Fraction(8),
            seed=7,
            sampling=Sampling(self.steps, 6.0, True, "dpm++2m"),
        )
        clips = engine.run(request, {}, watch, CancelToken()).clips
        watch.begin("")
        return clips

    def plan(self, plan: Plan) -> dict[str, Any]:
        """A run, an encode and what both took, within the memory of the plan's card."""
        found = self.expected(self.size, plan, self.dtype)
        row: dict[str, Any] = {"plan": plan.name, "does": plan.words()}
        row["estimate_gb"] = {need.stage: gb(self.tensors(need.device)) for need in found.needs}
        watch = Watch(self.device)
        self.copies(self.size, self.dtype)  # drawn before the memory is capped
        with self.capped(plan):
            try:
                engine = self.engine(self.size, plan, self.dtype)
                self.run(engine, self.size, watch)
                watch.begin("encode")
                self.encode(engine)
                watch.begin("")
            except Exception as error:  # out of memory is a result here
                row["failed"] = in_short(error)
            engine = None
            self.clean()
        row["stages"] = {
            name: {
                "seconds": round(stage.seconds, 3),
                "peak_gb": gb(stage.peak),
                "reserved_gb": gb(stage.reserved),
                "ratio": round(stage.peak / max(1, self.tensors(found.of(name).device)), 3),
            }
            for name, stage in watch.stages.items()
        }
        steps = watch.stages["denoise"].steps if "denoise" in watch.stages else []
        row["step_seconds"] = [round(step, 3) for step in steps]
        print(f"  {plan.name}: {json.dumps(row['stages'])} steps {row['step_seconds']}", flush=True)
        return row

    def encode(self, engine: LayerFlow) -> None:
        """Encode a whole clip, as a run with given layers does."""
        frames = self.size.shape.frames
        video = torch.rand(1, 3, frames, self.size.height, self.size.width) * 2 - 1
        with torch.inference_mode():
            engine._parts.codec.encode(video, torch.Generator().manual_seed(1))

    def tensors(self, device_bytes: int) -> int:
        """The part of an estimate that is tensors: what torch's own count can be held against."""
        return max(0, device_bytes - CONTEXT_BYTES)

    def kernels(self) -> list[dict[str, Any]]:
        """Seconds of a step with each attention kernel, and with int8 weights."""
        rows = []
        base = Plan("kernels", norm=Norm.LOW_MEMORY)
        ways = [replace(base, attention=kind) for kind in Attention if kind is not Attention.MATH]
        ways.append(replace(base, quantisation=Quantisation.INT8))
        ways.append(replace(base, offload=Offload.SEQUENTIAL))
        for plan in ways:
            row: dict[str, Any] = {
                "attention": plan.attention,
                "weights": plan.quantisation,
                "offload": plan.offload,
            }
            watch = Watch(self.device)
            try:
                engine = self.engine(self.size, plan, self.dtype)
                row["step_seconds"] = self.steps_alone(engine, watch)
                row["peak_gb"] = gb(watch.stages["denoise"].peak)
                need = self.expected(self.size, plan, self.dtype).of("denoise").device
                row["estimate_gb"] = gb(self.tensors(need))
            except Exception as error:  # a kernel that this card lacks is a result
                row["failed"] = in_short(error)
            engine = None
            self.clean()
            rows.append(row)
            print(f"  {json.dumps(row)}", flush=True)
        return rows

    def steps_alone(self, engine: LayerFlow, watch: Watch) -> list[float]:
        """Run until the denoising is over, and stop there."""
        token = CancelToken()

        class Until(Watch):
            def progress(self, stage: str, done: int, total: int) -> None:
                watch.progress(stage, done, total)
                if stage == "decode":
                    token.cancel()

        request_size = self.size
        from layerflow_studio.errors import Cancelled

        try:
            request = GenerationRequest(
                "big", "", PromptSet("a", "b", "c"), PromptSet(), (), request_size.width, request_size.height,
                request_size.frames, Fraction(8), 7, Sampling(self.steps, 6.0, True, "dpm++2m"),
            )  # fmt: skip
            engine.run(request, {}, Until(self.device), token)
        except Cancelled:
            pass
        watch.begin("")
        return [round(step, 3) for step in watch.stages["denoise"].steps]

    def agreement(self, plans: list[Plan]) -> list[dict[str, Any]]:
        """How far each plan's pictures are from those of a float32 run of a smaller clip."""
        small = self.size if self.size is TINY else self.size.at(240, 352)
        reference = Plan("float32", norm=Norm.EXACT)
        chunked = replace(reference, name="float32, low-memory norm", norm=Norm.LOW_MEMORY)
        ways = [(chunked, torch.float32)]
        ways += [(plan, self.dtype) for plan in plans]
        ways.append((replace(PLANS[0], name="48gb int8", quantisation=Quantisation.INT8), self.dtype))
        exact = self.made(small, reference, torch.float32)
        rows = []
        for plan, dtype in ways:
            try:
                made = self.made(small, plan, dtype)
            except Exception as error:
                rows.append({"plan": plan.name, "failed": in_short(error)})
                continue
            away = np.concatenate([(made[role] - exact[role]).ravel() for role in exact])
            spread = np.concatenate([exact[role].ravel() for role in exact]).std()
            row = {
                "plan": plan.name,
                "dtype": str(dtype).removeprefix("torch."),
                "mean_error": float(np.abs(away).mean()),
                "relative": float(away.std() / spread),
            }
            rows.append(row)
            print(f"  {json.dumps(row)}", flush=True)
        return rows

    def made(self, size: Size, plan: Plan, dtype: torch.dtype) -> Mapping[Role, np.ndarray[Any, Any]]:
        """The clips of one run."""
        engine = self.engine(size, plan, dtype)
        clips = self.run(engine, size, Watch(self.device))
        del engine
        self.clean()
        return clips

    @torch.inference_mode()
    def text(self) -> list[dict[str, Any]]:
        """Seconds and peak memory of a T5-XXL on one prompt, whole, streamed and in int8."""
        from transformers import T5Config, T5EncoderModel

        t, rows = self.size.text, []
        config = T5Config(
            vocab_size=t.words, d_model=t.width, d_kv=t.head, d_ff=t.inner, num_layers=t.blocks,
            num_heads=t.heads, feed_forward_proj="gated-gelu",
        )  # fmt: skip
        kinds = (
            Plan("whole", text_offload=Offload.MODEL, offload=Offload.MODEL),
            Plan("int8", text_offload=Offload.MODEL, offload=Offload.MODEL, quantisation=Quantisation.INT8),
            Plan("streamed", text_offload=Offload.GROUP, offload=Offload.MODEL),
        )
        words = torch.zeros(1, self.size.transformer.tokens_per_prompt, dtype=torch.long)
        for plan in kinds:
            with torch.inference_mode(False), torch.no_grad():
                with torch.device("meta"):
                    empty = nn.Module.to(T5EncoderModel(config), self.dtype)
                model: Any = filled(empty.to_empty(device=self.device), 3)
                model.encoder.set_input_embeddings(model.shared)  # one table, as in a loaded encoder
                quantise(model.encoder.block, plan.quantisation)
                if plan.text_offload is Offload.GROUP:
                    model.to("cpu")
                    self.clean()
                    stream = stream_blocks(model, model.encoder.block, self.device, plan.text_offload)
                    stream.hook()
            watch = Watch(self.device)
            self.clean()
            seconds = []
            for _ in range(2):
                watch.begin("text")
                model(words.to(self.device))
                watch.begin("")
                seconds.append(round(watch.stages["text"].seconds, 3))
            need = self.expected(self.size, plan, self.dtype).of("text").device
            vae = self.size.autoencoder.parameters * self.dtype.itemsize
            wanted = self.tensors(need) - vae
            peak = watch.stages["text"].peak
            rows.append(
                {
                    "text": plan.name,
                    "seconds": seconds,
                    "peak_gb": gb(peak),
                    "estimate_gb": gb(wanted),
                    "ratio": round(peak / max(1, wanted), 3),
                }
            )
            print(f"  {json.dumps(rows[-1])}", flush=True)
            del model, empty
            self.clean()
        return rows

    @contextmanager
    def capped(self, plan: Plan) -> Iterator[None]:
        """No more of the card's memory than the card in the plan's name has."""
        card = card_gb(plan)
        if self._on_cpu or card is None:
            yield
            return
        total = torch.cuda.get_device_properties(0).total_memory
        torch.cuda.set_per_process_memory_fraction(min(1.0, (card * GB - CONTEXT_BYTES) / total))
        try:
            yield
        finally:
            torch.cuda.set_per_process_memory_fraction(1.0)

    def clean(self) -> None:
        """Forget what is not used."""
        gc.collect()
        devices.tidy(self.device)


def described(size: Size) -> ModelDescription:
    """What the pipeline wants to know of a model."""
    return ModelDescription(
        id="big",
        name="Big",
        kind="benchmark",
        summary="",
        folder=Path("/nonexistent"),
        width=size.width,
        height=size.height,
        frames=size.frames,
        fps=Fraction(8),
        sub_clips=tuple(released(VARIANT).order),
        given_sets=None,
        sampling=Sampling(2, 6.0, True, "dpm++2m"),
        files=(),
        concepts=(),
        scenes=(),
        settings={
            "transformer": {"folder": "transformer"},
            "autoencoder": {"class": "AutoencoderKLCogVideoX", "folder": "vae"},
            "text_encoder": {"class": "T5Encoder", "folder": "."},
            "layout": {},
        },
    )


def parity(folder: Path, device: str) -> list[dict[str, Any]]:
    """The largest difference to the official outputs, on this device in float32 and beside the CPU's result."""
    from safetensors.torch import load_file

    from layerflow_studio.engine.layerflow.checkpoint import load_released
    from layerflow_studio.engine.layerflow.denoising import Conditions

    rows = []
    for fixture, variant in PARITY.items():
        io = load_file(folder / f"{fixture}_io.safetensors")
        layout = released(variant).layout
        held = io.get("cond", io["x"][:, :0])
        conditions = Conditions(io["context"], layout.given_latents, held)
        outs = {}
        for where in dict.fromkeys(("cpu", device)):
            transformer: Any = load_released(
                folder / f"{fixture}_mp_rank_00_model_states.pt", variant, latent_size=(6, 8), merge=True
            ).to(where)
            with torch.inference_mode():
                out = transformer(
                    conditions.whole(io["xin"]).to(where),
                    io["context"].flatten(0, 1)[None].to(where),
                    io["t"].to(where),
                )
            outs[where] = out[:, conditions.made_places].cpu()
        row = {"fixture": fixture}
        row |= {f"{where} to official": float((out - io["out"]).abs().max()) for where, out in outs.items()}
        row["device to cpu"] = float((outs[device] - outs["cpu"]).abs().max())
        rows.append(row)
    return rows


def gb(count: int) -> float:
    """Bytes as GB of 2^30."""
    return round(count / GB, 3)


def table(results: dict[str, Any]) -> Iterator[str]:
    """The results in a few lines."""
    yield ""
    yield f"{results['machine']}"
    plans = results.get("plans", [])
    if isinstance(plans, list):
        yield "plan  s/step  decode s  encode s | peak GB (ratio to the estimate): encode  denoise  decode"
        for row in plans:
            stages, steps = row["stages"], row["step_seconds"][1:]
            step = f"{sum(steps) / len(steps):6.2f}" if steps else "     -"

            def seconds(name: str, stages: Any = stages) -> str:
                return f"{stages[name]['seconds']:8.2f}" if name in stages else "       -"

            peaks = "  ".join(
                f"{stages[name]['peak_gb']:6.2f} ({stages[name]['ratio']:.2f})" if name in stages else "-"
                for name in ("encode", "denoise", "decode")
            )
            failed = f"  FAILED {row['failed']}" if "failed" in row else ""
            yield f"{row['plan']:<5} {step} {seconds('decode')}  {seconds('encode')} | {peaks}{failed}"
    for name in ("kernels", "agreement", "text", "parity"):
        rows = results.get(name, [])
        for row in rows if isinstance(rows, list) else [rows]:
            yield f"{name}: " + ", ".join(f"{key} {value}" for key, value in row.items())
    yield f"in all {results['seconds']} s"


if __name__ == "__main__":
    sys.exit(main())
