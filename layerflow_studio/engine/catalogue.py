"""What can be obtained: the published LayerFlow checkpoints and the parts they run with.

Nothing of it is shipped. Names and layout follow the authors' README; sizes are estimates, since the published
files have not been opened here: the hub tells the true ones before anything is fetched.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from layerflow_studio.errors import FileMissing

GB = 10**9


class Licence(StrEnum):
    """What is known of the terms of some weights."""

    UNSTATED = "unstated"
    APACHE = "apache-2.0"


@dataclass(frozen=True)
class Source:
    """Files of one repository of the hub: those named by `prefixes`, in the first of `repositories` there is.

    `home` is the page to read about them, `size` about how many bytes they are.
    """

    name: str
    repositories: tuple[str, ...]
    prefixes: tuple[str, ...]
    licence: Licence
    home: str
    size: int


@dataclass(frozen=True)
class Published:
    """A model that can be obtained: what it does, the checkpoint it is made of, and its variant's name."""

    id: str
    name: str
    variant: str
    task: str
    """What it does, as a sentence without its full stop."""
    checkpoint: Source
    base: Source

    @property
    def alpha(self) -> bool:
        """Whether it makes an alpha of its own beside the foreground."""
        return self.variant.endswith("-rgba")

    @property
    def licences(self) -> tuple[tuple[str, str], ...]:
        """What a user has to know of the terms before obtaining it: which part, and a sentence."""
        return tuple((source.name, LICENCE_NOTES[source.licence]) for source in (self.checkpoint, self.base))


LICENCE_NOTES = {
    Licence.UNSTATED: "The authors state no licence for these weights, and their code has no licence file; "
    "ask them before any use beyond looking at it yourself",
    Licence.APACHE: "Apache License 2.0",
}

BASE = Source(
    "CogVideoX-2b",
    ("zai-org/CogVideoX-2b", "THUDM/CogVideoX-2b"),
    ("vae/", "text_encoder/", "tokenizer/"),
    Licence.APACHE,
    "https://huggingface.co/zai-org/CogVideoX-2b",
    10 * GB,
)
"""Autoencoder and text encoder that all published models share."""

CHECKPOINT_FILE = "1000/mp_rank_00_model_states.pt"
INSTALLED_BYTES = 4 * GB
"""About what a converted transformer takes, its base not counted."""

_REPOSITORY = "zjuJish/LayerFlow"
_CHECKPOINT_BYTES = 4 * GB
_TASKS = (
    (
        "generation",
        "multi-layer-generation",
        "Generation",
        "Makes foreground, background and scene from prompts",
    ),
    (
        "decomposition",
        "multi-layer-decomposition",
        "Decomposition",
        "Takes a video apart into foreground and background",
    ),
    (
        "foreground-conditioned",
        "foreground-conditioned-generation",
        "Background from foreground",
        "Makes a background and the scene for a foreground that is given",
    ),
    (
        "background-conditioned",
        "background-conditioned-generation",
        "Foreground from background",
        "Makes a foreground and the scene for a background that is given",
    ),
)


def _published(variant: str, folder: str, name: str, task: str, ending: str) -> Published:
    return Published(
        id=f"layerflow-{variant}-{ending}",
        name=f"LayerFlow {name} ({ending.upper()})",
        variant=f"{variant}-{ending}",
        task=task,
        checkpoint=Source(
            "LayerFlow",
            (_REPOSITORY,),
            (f"{folder}-{ending}/{CHECKPOINT_FILE}",),
            Licence.UNSTATED,
            f"https://huggingface.co/{_REPOSITORY}",
            _CHECKPOINT_BYTES,
        ),
        base=BASE,
    )


CATALOGUE: tuple[Published, ...] = tuple(
    _published(*task[:3], task[3], ending) for task in _TASKS for ending in ("rgba", "rgb")
)


def published(identifier: str) -> Published:
    """Return what can be obtained under an id or a variant's name; FileMissing lists the ids."""
    for entry in CATALOGUE:
        if identifier in (entry.id, entry.variant):
            return entry
    known = ", ".join(entry.id for entry in CATALOGUE)
    raise FileMissing(
        "There is no published model {identifier!r}; choose one of {known}.",
        identifier=identifier,
        known=known,
    )
