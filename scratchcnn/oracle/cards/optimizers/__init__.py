"""What optimizers compute: every formula that is meant by a name, and the mistakes people make.

In come parameters, gradients and learning rates; out go the parameters after every step.
May import nothing but NumPy.
"""
