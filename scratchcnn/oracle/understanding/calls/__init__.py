"""Trying calls: candidate plans are run on the homework, and the results complete them.

In come definitions and a runner for them; out go plans. From below: `probing` tries one plan,
`searching` all ways to call one layer, `offers` what it lets one vary, `one_layer` puts that
together, `nameless` does without names; `pairs` and `understand` see the whole homework.
May import `plans` and what that may import. Of the rooms of `understanding`, only `plans`, this one
and `teacher` run homework.
"""
