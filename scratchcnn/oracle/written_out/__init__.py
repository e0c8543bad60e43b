"""Backward passes that are written out line by line: judged by the slopes of their own loss.

In comes a runner of homework; out go results, one for every gradient whose variable can be moved.
May import every room of the oracle but `against` and `report`.
"""
