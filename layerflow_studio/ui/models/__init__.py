"""The models: their list with what can be done about each, and the choice of the one to generate with."""
