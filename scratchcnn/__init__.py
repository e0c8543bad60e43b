"""CNN layers written from scratch in NumPy, and an oracle that proves them right."""

__version__ = "0.1.0"
