"""Made layers take the fine detail of given ones where these show through, and keep what the model changed."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from layerflow_studio.core.frames import ClipPixels, clip_from_float
from layerflow_studio.core.kinds import Role
from layerflow_studio.engine.layerflow.detail import with_given_detail

Clip = NDArray[np.float32]
FRAMES, HEIGHT, WIDTH = 2, 64, 96


class Scene:
    """A disc over a grainy plate, with a soft shadow below it that only the composite shows."""

    def __init__(self) -> None:
        dice = np.random.default_rng(0)
        rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
        distance = np.hypot(rows - 28, columns - 48)
        self.alpha = np.repeat(np.clip(14.5 - distance, 0, 1)[None, ..., None], FRAMES, 0)
        self.paint = dice.uniform(0.3, 0.9, (FRAMES, HEIGHT, WIDTH, 3)).astype(np.float32)
        self.plate = dice.uniform(0.35, 0.65, (FRAMES, HEIGHT, WIDTH, 3)).astype(np.float32)
        self.shadow = np.exp(-(((rows - 54) / 5) ** 2) - ((columns - 48) / 16) ** 2)[..., None] * 0.4
        blend = self.paint * self.alpha + self.plate * (1 - self.shadow) * (1 - self.alpha)
        ones = np.ones_like(self.alpha)
        self.true = {
            Role.FOREGROUND: np.concatenate([self.paint * self.alpha + 0.5 * (1 - self.alpha), self.alpha], -1),
            Role.BACKGROUND: np.concatenate([self.plate, ones], -1),
            Role.BLENDED: np.concatenate([blend, ones], -1),
        }  # fmt: skip

    def given(self, *roles: Role) -> dict[Role, ClipPixels]:
        straight = {**self.true, Role.FOREGROUND: np.concatenate([self.paint, self.alpha], -1)}
        return {role: clip_from_float(straight[role], Fraction(8), sixteen_bit=True) for role in roles}

    def soft(self, *roles: Role) -> dict[Role, Clip]:
        """Layers as an autoencoder leaves them: colours blurred, alpha as it is."""
        made = {}
        for role in roles:
            colour = torch.from_numpy(self.true[role][..., :3]).permute(0, 3, 1, 2)
            blurred = torch.nn.functional.avg_pool2d(colour, 5, 1, 2, count_include_pad=False)
            made[role] = np.concatenate([blurred.permute(0, 2, 3, 1).numpy(), self.true[role][..., 3:]], -1)
        return made

    def error(self, clips: dict[Role, Clip], role: Role, where: NDArray[np.bool_]) -> float:
        wrong = np.abs(clips[role][..., :3] - self.true[role][..., :3])
        return float(wrong[np.broadcast_to(where, wrong.shape[:3])].mean())

    def region(self, name: str) -> NDArray[np.bool_]:
        rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
        distance = np.hypot(rows - 28, columns - 48)
        return {
            "away": (distance > 26) & (rows < 40),
            "inside": distance < 7,
            "shadow": self.shadow[..., 0] > 0.2,
        }[name]


ALL = (Role.FOREGROUND, Role.BACKGROUND, Role.BLENDED)


@pytest.mark.parametrize(
    ("given", "role", "region"),
    [
        ([Role.BLENDED], Role.BACKGROUND, "away"),
        ([Role.BLENDED], Role.FOREGROUND, "inside"),
        ([Role.BLENDED, Role.FOREGROUND], Role.BACKGROUND, "away"),
        ([Role.BACKGROUND], Role.BLENDED, "away"),
        ([Role.FOREGROUND], Role.BLENDED, "inside"),
        ([Role.FOREGROUND, Role.BACKGROUND], Role.BLENDED, "away"),
        ([Role.FOREGROUND, Role.BACKGROUND], Role.BLENDED, "inside"),
    ],
)
def test_detail_comes_back_where_a_given_layer_shows_through(given: list[Role], role: Role, region: str):
    scene = Scene()
    soft = scene.soft(*(r for r in ALL if r not in given))
    sharp = with_given_detail(soft, scene.given(*given))
    assert set(sharp) == set(soft) and all(clip.dtype == np.float32 for clip in sharp.values())
    where = scene.region(region)
    assert scene.error(sharp, role, where) < 0.2 * scene.error(soft, role, where)
    assert np.array_equal(sharp[role][..., 3], soft[role][..., 3])  # alpha is the model's own


def test_a_shadow_stays_in_the_composite_and_out_of_the_plate():
    scene = Scene()
    plate = with_given_detail(scene.soft(Role.FOREGROUND, Role.BACKGROUND), scene.given(Role.BLENDED))
    where = np.broadcast_to(scene.region("shadow"), (FRAMES, HEIGHT, WIDTH))
    lost = scene.true[Role.BACKGROUND][where].mean() - plate[Role.BACKGROUND][where].mean()
    darkening = scene.true[Role.BACKGROUND][where].mean() - scene.true[Role.BLENDED][where].mean()
    assert darkening > 0.1 and lost < 0.3 * darkening
    blend = with_given_detail(scene.soft(Role.BLENDED), scene.given(Role.FOREGROUND, Role.BACKGROUND))
    assert abs(blend[Role.BLENDED][where].mean() - scene.true[Role.BLENDED][where].mean()) < 0.2 * darkening


def test_a_foreground_over_black_stays_over_black():
    """As some models paint it; taken for one over grey, its colours would be off wherever alpha is not 1."""
    scene = Scene()
    soft = scene.soft(Role.FOREGROUND, Role.BACKGROUND)
    alpha = soft[Role.FOREGROUND][..., 3:]
    soft[Role.FOREGROUND][..., :3] -= 0.5 * (1 - alpha)
    sharp = with_given_detail(soft, scene.given(Role.BLENDED))[Role.FOREGROUND]
    assert sharp[..., :3][np.broadcast_to(alpha == 0, sharp[..., :3].shape)].max() < 0.05
    wrong = np.abs(sharp[..., :3] - scene.paint * scene.alpha)[scene.alpha[..., 0] > 0]
    assert wrong.mean() < 0.02


def test_what_was_made_from_prompts_alone_is_left_as_it_is():
    soft = Scene().soft(*ALL)
    same = with_given_detail(soft, {})
    assert all(same[role] is soft[role] for role in ALL)
