"""What a window without a project shows: recent projects, new, sample, the first steps."""
