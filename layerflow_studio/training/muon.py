"""Muon: momentum, orthogonalised (Jordan et al. 2024), computed in a number format the machine is fast at.

torch.optim.Muon always computes in bfloat16, which a CPU without bfloat16 instructions emulates, some hundred times
slower; otherwise the two give the same steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor

_COEFFICIENTS = (3.4445, -4.7750, 2.0315)


def orthogonalise(matrices: Tensor, iterations: int = 5) -> Tensor:
    """The nearest semi-orthogonal matrices, roughly: singular values come to lie in about 0.7..1.2 (Newton-Schulz).

    matrices: (..., rows, columns); each is treated alone.
    """
    a, b, c = _COEFFICIENTS
    tall = matrices.shape[-2] > matrices.shape[-1]
    x = matrices.mT if tall else matrices
    x = (x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)).reshape(-1, *x.shape[-2:])
    for _ in range(iterations):
        gram = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return (x.mT if tall else x).reshape(matrices.shape)


class Muon(torch.optim.Optimizer):
    """Nesterov momentum on matrices with orthogonalised steps, scaled so that AdamW's learning rates fit.

    Scale 0.2 * sqrt(max(rows, columns)): "Muon is scalable for LLM training", Liu et al. 2025.
    """

    def __init__(
        self,
        matrices: Iterable[Tensor],
        lr: float,
        dtype: torch.dtype,
        momentum: float = 0.95,
        weight_decay: float = 0.01,
    ) -> None:
        super().__init__(matrices, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})
        self._dtype = dtype

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """Move every matrix that has a gradient; those of one shape together, which is faster."""
        for group in self.param_groups:
            alike: dict[torch.Size, list[Tensor]] = {}
            for matrix in group["params"]:
                if matrix.grad is not None:
                    alike.setdefault(matrix.shape, []).append(matrix)
            for shape, matrices in alike.items():
                ahead = torch.stack([self._ahead(matrix, group["momentum"]) for matrix in matrices])
                for matrix, update in zip(matrices, orthogonalise(ahead), strict=True):
                    matrix.mul_(1 - group["lr"] * group["weight_decay"])
                    matrix.add_(update, alpha=-group["lr"] * 0.2 * max(shape) ** 0.5)

    def _ahead(self, matrix: Tensor, momentum: float) -> Tensor:
        """The Nesterov step of a matrix, in the fast format."""
        assert matrix.grad is not None
        state: dict[str, Any] = self.state[matrix]
        if not state:
            state["momentum"] = torch.zeros_like(matrix)
        state["momentum"].lerp_(matrix.grad, 1 - momentum)
        return matrix.grad.lerp(state["momentum"], momentum).to(self._dtype)
