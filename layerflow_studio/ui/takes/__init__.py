"""The takes browser: grid, search, details, trash and the matrix of layers."""
