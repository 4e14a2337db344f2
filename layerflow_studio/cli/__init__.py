"""The command line: one file per command, none of which loads what it does not need."""
