"""What every parameter of homework means, and how every array is laid out.

In come parameters and sizes; out go signatures and the calls to try them in, likely ones first.
May import `names` and `carriers`, and of what is below `understanding` `cards` and `cases`.
"""
