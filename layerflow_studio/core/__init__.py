"""The ground floor: types, edits, history, time and pixels; stdlib and numpy only."""
