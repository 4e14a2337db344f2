"""The picture in the middle: canvas, frames rendered off the GUI thread, live preview."""
