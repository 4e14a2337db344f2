from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given

from layerflow_studio.core.ids import content_hash
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.core.request import GenerationRequest, Given, PromptSet, Sampling, Task
from layerflow_studio.core.takes import LibraryEntry, Provenance, Take
from layerflow_studio.errors import BadInput

from .strategies import CLIPS, entries, requests, takes

REQUEST = GenerationRequest(
    model_id="mini",
    model_hash="abc",
    prompts=PromptSet("a fox", "a meadow", "a fox on a meadow"),
    negative=PromptSet(),
    given=(),
    width=256,
    height=160,
    frames=16,
    fps=Fraction(8),
    seed=4711,
    sampling=Sampling(steps=20),
    adapters=(("motion", 1.0),),
)


def with_given(*roles: Role) -> GenerationRequest:
    return replace(REQUEST, given=tuple(Given(role, CLIPS[0]) for role in roles))


@given(request=requests())
def test_json_round_trips_through_text(request: GenerationRequest) -> None:
    again = GenerationRequest.from_json(json.loads(json.dumps(request.to_json())))
    assert again == request
    assert hash(again) == hash(request)
    assert again.request_hash == request.request_hash


def test_the_hash_of_a_known_request_never_changes() -> None:
    assert REQUEST.request_hash == "2a0165113157963a64f86865cd9df4cfc20aa05ab41ea18f27c17c8cb8af548d"


@pytest.mark.parametrize(
    "change",
    [
        {"model_hash": "abd"},
        {"prompts": PromptSet("a fox", "a meadow", "")},
        {"negative": PromptSet("blur")},
        {"given": (Given(Role.FOREGROUND, CLIPS[0]),)},
        {"width": 160, "height": 256},
        {"frames": 17},
        {"fps": Fraction(9)},
        {"seed": 4712},
        {"sampling": Sampling(steps=21)},
        {"sampling": Sampling(steps=20, sampler="ddim")},
        {"sampling": Sampling(steps=20, dynamic_guidance=False)},
        {"sampling": Sampling(steps=20, guidance_end=0.5)},
        {"adapters": ()},
        {"adapters": (("motion", 0.5),)},
    ],
)
def test_whatever_affects_pixels_affects_the_hash(change: dict[str, object]) -> None:
    assert replace(REQUEST, **change).request_hash != REQUEST.request_hash


def test_order_and_number_type_do_not_affect_the_hash() -> None:
    first = replace(with_given(Role.FOREGROUND, Role.BACKGROUND), adapters=(("a", 1), ("b", 2)))
    second = replace(with_given(Role.BACKGROUND, Role.FOREGROUND), adapters=(("b", 2.0), ("a", 1.0)))
    assert first == second
    assert first.request_hash == second.request_hash
    whole = replace(REQUEST, sampling=Sampling(steps=20, guidance=6))
    assert whole.request_hash == REQUEST.request_hash


@pytest.mark.parametrize(
    ("roles", "task"),
    [
        ((), Task.GENERATE),
        ((Role.BLENDED,), Task.DECOMPOSE),
        ((Role.FOREGROUND,), Task.BACKGROUND_FROM_FOREGROUND),
        ((Role.BACKGROUND,), Task.FOREGROUND_FROM_BACKGROUND),
        ((Role.FOREGROUND, Role.BACKGROUND), Task.BLEND),
        ((Role.FOREGROUND, Role.BLENDED), Task.OTHER),
        ((Role.BACKGROUND, Role.BLENDED), Task.OTHER),
    ],
)
def test_the_task_follows_from_what_is_given(roles: tuple[Role, ...], task: Task) -> None:
    request = with_given(*roles)
    assert request.task is task
    assert set(request.made_roles) == set(MODEL_ROLES) - set(roles)
    assert set(request.given_roles) == set(roles)


def test_every_set_of_given_layers_but_all_is_a_request() -> None:
    for count in range(3):
        for roles in combinations(MODEL_ROLES, count):
            assert len(with_given(*roles).made_roles) == 3 - count


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"model_id": ""}, "model"),
        ({"given": tuple(Given(role, CLIPS[0]) for role in MODEL_ROLES)}, "nothing to make"),
        ({"given": (Given(Role.BLENDED, CLIPS[0]), Given(Role.BLENDED, CLIPS[1]))}, "twice"),
        ({"width": 0}, "empty"),
        ({"frames": 0}, "empty"),
        ({"fps": Fraction(0)}, "rate"),
        ({"seed": -1}, "Seed"),
        ({"seed": 2**63}, "Seed"),
        ({"adapters": (("a", 1.0), ("a", 2.0))}, "adapter"),
        ({"adapters": (("a", float("nan")),)}, "adapter"),
    ],
)
def test_what_no_model_could_run_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        replace(REQUEST, **change)


@pytest.mark.parametrize(
    "change",
    [
        {"steps": 0},
        {"guidance": -1.0},
        {"guidance": float("nan")},
        {"sampler": "euler"},
        {"guidance_end": -0.1},
        {"guidance_end": 1.1},
        {"guidance_end": float("nan")},
    ],
)
def test_impossible_sampling_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        replace(Sampling(), **change)


def test_media_can_neither_be_given_nor_prompted() -> None:
    with pytest.raises(BadInput):
        Given(Role.MEDIA, CLIPS[0])
    with pytest.raises(BadInput):
        Given(Role.FOREGROUND, "")
    with pytest.raises(BadInput):
        PromptSet().with_text(Role.MEDIA, "x")
    assert PromptSet().with_text(Role.BLENDED, "x").of(Role.BLENDED) == "x"


@pytest.mark.parametrize("key", sorted(set(REQUEST.to_json()) - {"adapters", "given"}))
def test_a_request_without_one_of_its_keys_is_refused(key: str) -> None:
    value = REQUEST.to_json()
    del value[key]
    with pytest.raises(BadInput, match=key):
        GenerationRequest.from_json(value)


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("seed", "1"),
        ("seed", True),
        ("seed", 1.5),
        ("fps", 24),
        ("fps", "1e999999999"),
        ("fps", "24/0"),
        ("prompts", []),
        ("given", {"foreground": 3}),
        ("adapters", {"motion": "strong"}),
        ("adapters", {"motion": 10**400}),
        ("sampling", None),
        ("model_id", 7),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_in_one_sentence(key: str, wrong: object) -> None:
    with pytest.raises(BadInput) as refusal:
        GenerationRequest.from_json(REQUEST.to_json() | {key: wrong})
    assert "\n" not in str(refusal.value)


@given(take=takes())
def test_takes_round_trip(take: Take) -> None:
    again = Take.from_json(json.loads(json.dumps(take.to_json())))
    assert again == take
    assert hash(again) == hash(take)


@given(entry=entries)
def test_library_entries_round_trip(entry: LibraryEntry) -> None:
    assert LibraryEntry.from_json(json.loads(json.dumps(entry.to_json()))) == entry


def test_a_take_lists_each_role_once_in_order() -> None:
    provenance = Provenance("0.1.0", "abc", "2.13", "cpu", "float32", 1.0)
    take = Take(
        "take-1", REQUEST, ((Role.BLENDED, CLIPS[2]), (Role.FOREGROUND, CLIPS[0])), provenance, "2025-01-01"
    )
    assert [role for role, _ in take.clips] == [Role.FOREGROUND, Role.BLENDED]
    assert take.clip(Role.BLENDED) == CLIPS[2]
    assert take.clip(Role.BACKGROUND) is None
    with pytest.raises(BadInput):
        replace(take, clips=((Role.BLENDED, CLIPS[0]), (Role.BLENDED, CLIPS[1])))
    with pytest.raises(BadInput):
        replace(take, clips=((Role.MEDIA, CLIPS[0]),))
    with pytest.raises(BadInput):
        LibraryEntry(take, rating=6)


def test_the_hash_is_of_canonical_json() -> None:
    text = json.dumps(REQUEST.to_json(), sort_keys=True, separators=(",", ":"))
    assert REQUEST.request_hash == content_hash(text.encode())
