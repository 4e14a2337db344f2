"""The studio without a face: document store, job runner, project folders, generation, export."""
