"""Adapters that a teacher writes, and skeletons of adapters that we write.

In comes an adapter's file, or homework; out go subjects that are called by the adapter, or the text
of a skeleton for the homework. May import all other packages of `understanding`, and what those may
import.
"""
