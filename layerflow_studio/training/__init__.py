"""Builds data and weights for the embedded model; only the command line imports it."""
