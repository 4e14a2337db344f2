"""A take in words: in a tool tip, and in full."""

from __future__ import annotations

import json
import math
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from layerflow_studio.core.kinds import MODEL_ROLES
from layerflow_studio.core.takes import LibraryEntry, Take
from layerflow_studio.ui.numbers import fixed, short
from layerflow_studio.ui.words import duration, listed_roles, proof, role_name

translate = QCoreApplication.translate


def made_and_kept(take: Take) -> str:
    """What a take made and what it was given."""
    made, kept = listed_roles(take.request.made_roles), listed_roles(take.request.given_roles)
    if not kept:
        return translate("Takes", "made {made}").format(made=made)
    return translate("Takes", "made {made}, kept {kept}").format(made=made, kept=kept)


def describe_briefly(entry: LibraryEntry) -> str:
    """What a tool tip says of a take."""
    take, request = entry.take, entry.take.request
    lines = [
        f"{role_name(role)}: {request.prompts.of(role)}" for role in MODEL_ROLES if request.prompts.of(role)
    ]
    lines.append(made_and_kept(take))
    if proven := proof(take):
        lines.append(proven)
    lines.append(
        translate("Takes", "seed {seed}, {steps} steps, {duration} on {device}").format(
            seed=request.seed,
            steps=request.sampling.steps,
            duration=duration(take.provenance.seconds),
            device=take.provenance.device,
        )
    )
    if entry.note.strip():
        lines.append(entry.note.strip())
    return "\n".join(lines)


def decibels(value: float | None) -> str:
    """A recomposition before a user: "31.2 dB", "exact", empty when it is not known."""
    if value is None:
        return ""
    return translate("Takes", "exact") if math.isinf(value) else f"{fixed(value, 1)} dB"


def describe_fully(entry: LibraryEntry, label: str, measure: float | None) -> str:
    """The whole request, where it comes from, and what is known of it, as lines of text."""
    take, r = entry.take, entry.take.request
    rows: list[tuple[str, str]] = [(label, made_and_kept(take))]
    for role in MODEL_ROLES:
        rows.append((role_name(role), r.prompts.of(role) or "–"))
        if r.negative.of(role):
            rows.append(
                (translate("Takes", "not in {role}").format(role=role_name(role)), r.negative.of(role))
            )
    if take.over:
        rows.append((translate("Takes", "over"), ", ".join(layer.name for layer in take.over)))
    rows += [(role_name(i.role) + translate("Takes", " given"), f"{i.clip[:16]}…") for i in r.given]
    if proven := proof(take):
        rows.append((translate("Takes", "compared"), proven))
    rows.append((translate("Takes", "seed"), str(r.seed)))
    rows.append((translate("Takes", "sampling"), _sampling(take)))
    rows.append(
        (translate("Takes", "size"), f"{r.width} × {r.height}, {r.frames} @ {short(float(r.fps))} fps")
    )
    if r.adapters:
        rows.append((translate("Takes", "adapters"), ", ".join(_adapter(take, *one) for one in r.adapters)))
    if measure is not None:
        rows.append((translate("Takes", "recomposition"), decibels(measure)))
    rows += _origin(take)
    if entry.note.strip():
        rows.append((translate("Takes", "note"), entry.note.strip()))
    return "\n".join(f"{name}: {value}" for name, value in rows)


def _adapter(take: Take, name: str, strength: float) -> str:
    """An adapter with its strength, a user's own with the beginning of its hash."""
    digest = dict(take.request.adapter_hashes).get(name, "")
    return f"{name} {short(strength)}" + (f" ({digest[:12]}…)" if digest else "")


def _sampling(take: Take) -> str:
    s = take.request.sampling
    text = (
        translate("Takes", "{sampler}, {steps} steps, guidance {guidance}, rising during the run")
        if s.dynamic_guidance
        else translate("Takes", "{sampler}, {steps} steps, guidance {guidance}")
    )
    told = text.format(sampler=s.sampler, steps=s.steps, guidance=short(s.guidance))
    if s.guidance_end == 1:
        return told
    return translate("Takes", "{sampling}; {guided} of the steps guided").format(
        sampling=told, guided=s.guided_steps
    )


def _origin(take: Take) -> list[tuple[str, str]]:
    p = take.provenance
    where = translate("Takes", "{device}, {dtype}, {duration}")
    return [
        (translate("Takes", "model"), f"{take.request.model_id} {p.model_hash[:12]}…"),
        (
            translate("Takes", "made on"),
            where.format(device=p.device, dtype=p.dtype, duration=duration(p.seconds)),
        ),
        (translate("Takes", "build"), f"LayerFlow Studio {p.app_version}, torch {p.torch}"),
        (translate("Takes", "made at"), _local(take.created)),
    ]


def _local(moment: str) -> str:
    try:
        return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    except ValueError:
        return moment


def request_json(take: Take) -> str:
    """The request as JSON, to be kept or sent."""
    return json.dumps(take.request.to_json(), indent=2, ensure_ascii=False) + "\n"
