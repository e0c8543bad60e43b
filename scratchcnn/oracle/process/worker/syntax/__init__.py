"""What the text of homework shows before anything runs.

In come syntax trees; out go names, the statements that are needed, and statements rewritten.
May import `imports`, for its stand-ins.
"""
