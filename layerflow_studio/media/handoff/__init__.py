"""Hand-off: one folder of timeline files beside exported media, for editors and compositors."""
