"""Homework of any convention, as an op: what it is called, how it is called, what it gives back."""
