"""Running homework, in a process of its own or in this one.

In come sources and steps to carry out; out go definitions, values, and failures with their reasons.
May import nothing of ours. `worker` runs beside the homework, and knows nothing of the rest.
"""
