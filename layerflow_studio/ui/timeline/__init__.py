"""Layers in time: ruler, playhead and bars."""
