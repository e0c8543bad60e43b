"""Where in homework a bug is, and an edit that is proven to mend it.

In come a runner, layers as subjects, and results; out go the results with places and edits. May
import the runner, cases, what was understood of a layer, and checks. Whoever judges is handed in.
"""
