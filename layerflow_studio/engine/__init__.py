"""The engine floor: models that make layers, on torch and diffusers."""
