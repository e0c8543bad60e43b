"""The cards of losses."""
