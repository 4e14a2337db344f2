"""LayerFlow (SIGGRAPH 2025): layered video from one sequence of sub-clips through a text-to-video transformer."""
