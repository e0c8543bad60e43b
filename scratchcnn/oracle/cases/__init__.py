"""What a case is made of: arrays, options, an upstream gradient, and how far a result may be off.

In come shapes and ranges; out go Hypothesis strategies, and trials with the twin's answer.
May import `reference`, where the twins are, and nothing else of ours.
"""
