"""What keeps homework from the rest of the machine: limits, walls, and a process that watches.

In come numbers and directories; out go the names of the protections that are in force.
May import `imports`, for the names of frameworks.
"""
