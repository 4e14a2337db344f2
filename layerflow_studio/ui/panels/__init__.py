"""What stands in the docks: layers with their prompts, takes, jobs."""
