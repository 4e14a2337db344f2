"""Pixels in and out of files: clip store, import, conforming, mattes, export. Only here are av and cv2."""
