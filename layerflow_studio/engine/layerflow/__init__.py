"""LayerFlow (SIGGRAPH 2025): layered video as one sequence of sub-clips in a video transformer."""
