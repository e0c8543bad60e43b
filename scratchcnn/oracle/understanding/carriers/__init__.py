"""What arrays travel in (ndarrays, or tensors that wrap them): one file per carrier, and a table.

In comes an ndarray; out goes the value that homework computes with, as steps for the worker and as
Python code. The same for the way back: from a result of the homework to an ndarray.
May import nothing else of this project.

To add a carrier, write a file that defines a `Carrier` and add a line to `table.CARRIERS`.
"""
