"""What every parameter of homework means, and how every array is laid out.

In come the parameters of a function and sizes; out go candidate signatures and the calls to try
them with, most likely first. May import `names` and `carriers`, and from outside `understanding`
only `cards`, `cases` and the marks on the parts of a path.
"""
