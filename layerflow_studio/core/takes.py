"""Takes: what one run of the model made, and how the library files it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from layerflow_studio.core.fields import Extra, Fields, Json, rate_text, with_extra
from layerflow_studio.core.ids import ClipId
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.core.request import GenerationRequest
from layerflow_studio.errors import BadInput

BEST_RATING = 5


@dataclass(frozen=True)
class Provenance:
    """Which build made a take, on what, and in how many seconds."""

    app_version: str
    model_hash: str
    torch: str
    device: str
    dtype: str
    seconds: float
    extra: Extra = ()

    def to_json(self) -> Json:
        """Return the JSON form."""
        known: Json = {
            "app_version": self.app_version,
            "model_hash": self.model_hash,
            "torch": self.torch,
            "device": self.device,
            "dtype": self.dtype,
            "seconds": float(self.seconds),
        }
        return with_extra(known, self.extra)

    @classmethod
    def from_json(cls, value: object) -> Provenance:
        """Read the JSON form; raises BadInput."""
        fields = Fields(value, "the provenance")
        return cls(
            app_version=fields.text("app_version"),
            model_hash=fields.text("model_hash"),
            torch=fields.text("torch"),
            device=fields.text("device"),
            dtype=fields.text("dtype"),
            seconds=fields.number("seconds"),
            extra=fields.rest(),
        )


@dataclass(frozen=True)
class Beneath:
    """A layer that was part of the composite given as background: its name and the clip it showed."""

    name: str
    clip: ClipId

    def to_json(self) -> Json:
        """Return the JSON form."""
        return {"name": self.name, "clip": self.clip}

    @classmethod
    def from_json(cls, value: object) -> Beneath:
        """Read the JSON form; raises BadInput."""
        fields = Fields(value, "a layer below the take")
        return cls(fields.text("name"), fields.text("clip"))


@dataclass(frozen=True)
class Take:
    """The clips of one run, by role, with the whole request that made them.

    Given clips are listed too, under the very ids they were given by. `created` is ISO 8601 in UTC.
    `matte` names the colour the model painted under the foreground: "grey", "black", or "" for none.
    `lengths` holds frames and rate of given clips that are not as long or as fast as the request.
    `layers` are the ids of the layers the run acted on, `over` the layers whose composite was its given
    background, `sources` the clips of layers that were given cut, `unchanged` the given roles whose stored
    clips were decoded after the run and hashed the same.
    """

    id: str
    request: GenerationRequest
    clips: tuple[tuple[Role, ClipId], ...]
    provenance: Provenance
    created: str
    matte: str = ""
    lengths: tuple[tuple[Role, int, Fraction], ...] = ()
    layers: tuple[tuple[Role, str], ...] = ()
    over: tuple[Beneath, ...] = ()
    sources: tuple[tuple[Role, ClipId], ...] = ()
    unchanged: tuple[Role, ...] = ()
    extra: Extra = ()

    def __post_init__(self) -> None:
        roles = [role for role, _ in self.clips]
        object.__setattr__(self, "layers", tuple(sorted(self.layers)))
        object.__setattr__(self, "sources", tuple(sorted(self.sources)))
        if len(set(roles)) < len(roles) or not set(roles) <= set(MODEL_ROLES):
            raise BadInput(
                "Take {take} lists a layer twice or one no model makes; it cannot be used.", take=self.id
            )
        object.__setattr__(self, "clips", tuple(sorted(self.clips, key=lambda c: MODEL_ROLES.index(c[0]))))

    @property
    def by_role(self) -> Mapping[Role, ClipId]:
        """The clips as a read-only mapping."""
        return MappingProxyType(dict(self.clips))

    def clip(self, role: Role) -> ClipId | None:
        """Return the clip id of a role, or None when the take has none."""
        return next((clip for known, clip in self.clips if known == role), None)

    def brings(self, role: Role) -> bool:
        """Whether the take has a clip of a role that is not the one it was given."""
        clip = self.clip(role)
        return clip is not None and all((item.role, item.clip) != (role, clip) for item in self.request.given)

    def length(self, role: Role) -> tuple[int, Fraction]:
        """Return how many frames the clip of a role has, and its rate."""
        own = {known: (frames, fps) for known, frames, fps in self.lengths}
        return own.get(role, (self.request.frames, self.request.fps))

    @property
    def shown_given(self) -> Mapping[Role, ClipId]:
        """The clips that the given layers showed, whole also where only a part was given."""
        return {item.role: item.clip for item in self.request.given} | dict(self.sources)

    @property
    def locks_proven(self) -> bool:
        """Whether something was given and all of it was compared and found to be the same afterwards."""
        given = self.request.given_roles
        return bool(given) and set(given) <= set(self.unchanged)

    def to_json(self) -> Json:
        """Return the JSON form."""
        known: Json = {
            "id": self.id,
            "request": self.request.to_json(),
            "clips": {role.value: clip for role, clip in self.clips},
            "provenance": self.provenance.to_json(),
            "created": self.created,
            "matte": self.matte,
            "lengths": {
                role.value: {"frames": frames, "fps": rate_text(fps)} for role, frames, fps in self.lengths
            },
            "layers": {role.value: layer for role, layer in self.layers},
            "over": [layer.to_json() for layer in self.over],
            "sources": {role.value: clip for role, clip in self.sources},
            "unchanged": [role.value for role in self.unchanged],
        }
        return with_extra(known, self.extra)

    @classmethod
    def from_json(cls, value: object) -> Take:
        """Read the JSON form; raises BadInput."""
        fields = Fields(value, "the take")
        clips = Fields(fields.mapping("clips"), "the take's clips")
        lengths = Fields(fields.mapping("lengths"), "the take's lengths")
        layers = Fields(fields.mapping("layers"), "the take's layers")
        sources = Fields(fields.mapping("sources"), "the take's sources")
        return cls(
            id=fields.text("id"),
            request=GenerationRequest.from_json(fields.part("request")),
            clips=tuple((role, clips.text(role.value)) for role in MODEL_ROLES if clips.has(role.value)),
            provenance=Provenance.from_json(fields.part("provenance")),
            created=fields.text("created"),
            matte=fields.text("matte", ""),
            lengths=tuple(
                (role, *_length_from_json(lengths.part(role.value)))
                for role in MODEL_ROLES
                if lengths.has(role.value)
            ),
            layers=tuple((role, layers.text(role.value)) for role in MODEL_ROLES if layers.has(role.value)),
            over=fields.items("over", Beneath.from_json),
            sources=tuple(
                (role, sources.text(role.value)) for role in MODEL_ROLES if sources.has(role.value)
            ),
            unchanged=fields.items("unchanged", _role),
            extra=fields.rest(),
        )


def _length_from_json(value: object) -> tuple[int, Fraction]:
    fields = Fields(value, "a length")
    return fields.integer("frames"), fields.rate("fps")


def _role(value: object) -> Role:
    if value not in MODEL_ROLES:
        raise BadInput(
            "The take names a layer {value!r} that no model makes; it cannot be used.", value=value
        )
    return Role(value)


@dataclass(frozen=True)
class LibraryEntry:
    """A take as the library files it: rating 0 (none) to 5, a note, pinned against pruning, in the trash.

    `number` is what it is called by, from 1 on, and stays when others are deleted; 0 before it is filed.
    """

    take: Take
    rating: int = 0
    note: str = ""
    pinned: bool = False
    trashed: bool = False
    number: int = 0
    extra: Extra = ()

    def __post_init__(self) -> None:
        if not 0 <= self.rating <= BEST_RATING:
            raise BadInput(
                "A rating goes from 0 to {best}, so {rating} is not one.",
                best=BEST_RATING,
                rating=self.rating,
            )

    def to_json(self) -> Json:
        """Return the JSON form."""
        known: Json = {
            "take": self.take.to_json(),
            "rating": self.rating,
            "note": self.note,
            "pinned": self.pinned,
            "trashed": self.trashed,
            "number": self.number,
        }
        return with_extra(known, self.extra)

    @classmethod
    def from_json(cls, value: object) -> LibraryEntry:
        """Read the JSON form; raises BadInput."""
        fields = Fields(value, "the library entry")
        return cls(
            take=Take.from_json(fields.part("take")),
            rating=fields.integer("rating", 0),
            note=fields.text("note", ""),
            pinned=fields.flag("pinned", False),
            trashed=fields.flag("trashed", False),
            number=fields.integer("number", 0),
            extra=fields.rest(),
        )
