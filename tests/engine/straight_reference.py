"""LayerFlow's transformer and one sampling run, written straight down from layerflow.md.

Nothing of the engine is used here: fused query/key/value, twelve modulation chunks, adapters applied on the
fly with the motion adapter's scale as an argument, one absolute position table, layer embedder on text.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

from .sat_files import PREFIX, Facts, Size


def network(
    module: dict[str, Tensor],
    size: Size,
    facts: Facts,
    whole: Tensor,
    context: Tensor,
    t: int,
    scale: float = 0.0,
) -> Tensor:
    """whole (T, 16, h, w) with the given latents in place, context (n, tokens, text) -> v (T, 16, h, w)."""
    m = {key.removeprefix(PREFIX).replace(".original.", "."): value.float() for key, value in module.items()}

    def linear(name: str, x: Tensor) -> Tensor:
        return x @ m[f"{name}.weight"].T + m[f"{name}.bias"]

    def norm(name: str, x: Tensor, eps: float) -> Tensor:
        return functional.layer_norm(x, x.shape[-1:], m[f"{name}.weight"], m[f"{name}.bias"], eps)

    def adapted(name: str, x: Tensor, parts: int) -> Tensor:
        def update(down: str, up: str) -> Tensor:
            outs = []
            for p in range(parts):
                a, b = m[f"{name}.matrix_{down}.{p}"], m[f"{name}.matrix_{up}.{p}"]
                outs.append(x @ a.T @ b.T / a.shape[0])
            return torch.cat(outs, -1)

        return linear(name, x) + scale * update("A", "B") + update("C", "D")

    w, head = size.width, size.width // size.heads
    frames = whole.shape[0]
    half = w // 2
    rates = torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float32) / half)
    wave = torch.cat([torch.cos(t * rates), torch.sin(t * rates)])
    time = linear("time_embed.2", functional.silu(linear("time_embed.0", wave)))

    text = linear("mixins.patch_embed.text_proj", context.reshape(-1, size.text))
    pictures = functional.conv2d(
        whole, m["mixins.patch_embed.proj.weight"], m["mixins.patch_embed.proj.bias"], stride=2
    )
    video = pictures.permute(0, 2, 3, 1).reshape(-1, w)
    x = torch.cat([text, video])
    x = x + m["mixins.pos_embed.pos_embedding"][0, : len(x)]
    if facts.embedder:
        for i in range(facts.prompts):
            one = linear("mixins.pos_embed.txt_embedder.0", torch.full((size.tokens, 1), float(i)))
            x[i * size.tokens : (i + 1) * size.tokens] += norm("mixins.pos_embed.txt_embedder.1", one, 1e-5)
    n = len(text)
    for i in range(size.blocks):
        layer = f"transformer.layers.{i}"
        parts = linear(f"mixins.adaln_layer.adaLN_modulations.{i}.1", functional.silu(time)).chunk(12)
        (shift, gain, gate, shift2, gain2, gate2), of_text = parts[:6], parts[6:]
        tshift, tgain, tgate, tshift2, tgain2, tgate2 = of_text
        y = norm(f"{layer}.input_layernorm", x, 1e-5)
        y = torch.cat([y[:n] * (1 + tgain) + tshift, y[n:] * (1 + gain) + shift])
        q, k, v = (
            each.reshape(-1, size.heads, head).transpose(0, 1)
            for each in adapted(f"{layer}.attention.query_key_value", y, 3).chunk(3, -1)
        )
        q = norm(f"mixins.adaln_layer.query_layernorm_list.{i}", q, 1e-6)
        k = norm(f"mixins.adaln_layer.key_layernorm_list.{i}", k, 1e-6)
        mixed = torch.softmax(q @ k.transpose(1, 2) / head**0.5, -1) @ v
        y = adapted(f"{layer}.attention.dense", mixed.transpose(0, 1).reshape(-1, w), 1)
        x = x + torch.cat([tgate * y[:n], gate * y[n:]])
        y = norm(f"{layer}.post_attention_layernorm", x, 1e-5)
        y = torch.cat([y[:n] * (1 + tgain2) + tshift2, y[n:] * (1 + gain2) + shift2])
        y = functional.gelu(linear(f"{layer}.mlp.dense_h_to_4h", y), approximate="tanh")
        y = linear(f"{layer}.mlp.dense_4h_to_h", y)
        x = x + torch.cat([tgate2 * y[:n], gate2 * y[n:]])
    x = norm("transformer.final_layernorm", x, 1e-5)[n:]
    shift, gain = linear("mixins.final_layer.adaLN_modulation.1", functional.silu(time)).chunk(2)
    x = norm("mixins.final_layer.norm_final", x, 1e-6) * (1 + gain) + shift
    x = linear("mixins.final_layer.linear", x)
    x = x.reshape(frames, size.height // 2, size.columns // 2, size.channels, 2, 2)
    return x.permute(0, 3, 1, 4, 2, 5).reshape(frames, size.channels, size.height, size.columns)


def two_steps(
    module: dict[str, Tensor], size: Size, facts: Facts, held: Tensor, context: Tensor, noise: list[Tensor]
) -> Tensor:
    """The official sampler in two steps (t = 999 and 499): what it makes, (made latents, 16, h, w)."""
    made_places = [place for place in range(facts.latents) if place not in facts.given]

    def whole(made: Tensor) -> Tensor:
        out = torch.empty(facts.latents, *made.shape[1:])
        out[made_places] = made
        out[list(facts.given)] = held
        return out

    betas = torch.linspace(0.00085**0.5, 0.012**0.5, 1000, dtype=torch.float64) ** 2
    bar = torch.cumprod(1 - betas, 0)
    root = (bar / (3 + (1 - 3) * bar)).sqrt()

    def no_terminal_signal(roots: Tensor) -> Tensor:  # falling to zero at the noisy end, the clean end kept
        return (roots - roots[0]) * roots[-1] / (roots[-1] - roots[0])

    table = no_terminal_signal(root.flip(0))
    subset = no_terminal_signal(root[[999, 499]])
    x = noise[0]
    for step, t in enumerate((999, 499)):
        a = float(subset[step])
        read = float(table[(table - a).abs().argmin()])
        with_text = network(module, size, facts, whole(x), context, t)[made_places]
        without = network(module, size, facts, whole(x), torch.zeros_like(context), t)[made_places]
        clean, empty = (read * x - (1 - read**2) ** 0.5 * v for v in (with_text, without))
        g = 1 + 6 * (1 - math.cos(math.pi * ((2 - t) / 2) ** 5)) / 2
        clean = empty + g * (clean - empty)
        if step == 1:
            return clean
        following = float(subset[1])
        x = following * clean + (1 - following**2) ** 0.5 * noise[1]
    raise AssertionError
