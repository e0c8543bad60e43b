"""How arrays are laid out, and where a layer keeps its own.

In come arrays, sizes and listings of attributes; out go forms, paths, and arrays in another form.
May import `cut`, `setting`, `signature`, and what `signatures` may.
"""
