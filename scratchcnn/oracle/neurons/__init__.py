"""Neuron, Layer and MLP of an engine of single numbers, whose weights are spread over objects.

In comes what a runner has loaded; out go judgements, as those of whole networks. May import what
networks may, and those.
"""
