"""LayerFlow Studio: a desktop compositing app around a layered video diffusion model."""

__version__ = "0.1.0"
