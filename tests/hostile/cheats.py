"""Submissions that behave as long as they think that somebody looks, or as long as nobody does."""

from submission import Hostile, called

RIGHT = "return np.maximum(x, 0)"
COUNT = "global calls\ncalls += 1\n"
MUTATE = """
out = np.maximum(x, 0)
def change():
    time.sleep(0.5)
    out[...] = -1
threading.Thread(target=change).start()
"""
MUTATE_INPUT = """
kept.append(x)
for it in kept[:-1]:
    try:
        it[...] = 0
    except ValueError:
        pass
"""

SUBMISSIONS = {
    "right at first": Hostile(
        "calls = 0\n" + called(COUNT + "if calls > 5:\n    return x", RIGHT), "wrong"
    ),
    "wrong now and then": Hostile(
        "calls = 0\n" + called(COUNT + "if calls % 7 == 0:\n    return x", RIGHT), "wrong"
    ),
    "wrong by chance": Hostile(
        called("if np.random.default_rng().random() < 0.2:\n    return x", RIGHT), "wrong"
    ),
    "right for the shapes of the guide": Hostile(
        called(f"if x.shape in [(28, 28), (8, 26, 26), (1352,), (10,)]:\n    {RIGHT}", "return x"),
        "wrong",
    ),
    "wrong for large batches": Hostile(
        called("if x.shape[:1] > (4,):\n    return np.zeros_like(x)", RIGHT), "wrong"
    ),
    "memory that changes after it was sent": Hostile(called(MUTATE, "return out"), "ok"),
    "inputs that change later": Hostile("kept = []\n" + called(MUTATE_INPUT, RIGHT), "ok"),
    "looks at who calls": Hostile(
        called(
            "names = []\nframe = sys._getframe()\nwhile frame:\n"
            "    names.append(frame.f_code.co_filename)\n    frame = frame.f_back\n"
            "if not any('worker' in name for name in names):\n    return x",
            RIGHT,
        ),
        "ok",
    ),
}
