"""Submissions that would rather say that they are right."""

from submission import IMPORTS, Hostile, called, while_loaded

ZEROS = "return np.zeros_like(x)"
FRAMES = """
def frame(data):
    header = json.dumps([data, []]).encode()
    return struct.pack("<QQ", len(header), 0) + header
"""
WRITE = """
for descriptor in range(3, 64):
    try:
        os.write(descriptor, forged)
    except OSError:
        pass
"""
TOKEN = """
token = next(
    it["token"] for it in gc.get_objects() if type(it) is dict and it.get("do") == "run"
)
forged = frame({"values": {"out": 0.0}, "changed": {}, "failure": None, "token": token})
"""
PATCHED = """
import numpy.testing
np.allclose = np.array_equal = np.isclose = lambda *_, **__: True
np.testing.assert_allclose = lambda *_, **__: None
"""
WORKER = """
module = sys.modules["_scratchcnn_worker.answering.interpreter"]
for name in list(vars(module)):
    if callable(vars(module)[name]):
        setattr(module, name, lambda *_, **__: {"values": {}, "changed": {}, "failure": None})
"""
EVERYWHERE = """
text = json.dumps({"verdict": "ok", "score": 100})
for place in (".", "..", "../..", "../../.."):
    for name in ("report.json", "results.json", "grades.csv", "results/grades.csv"):
        try:
            open(os.path.join(place, name), "x").write(text)
        except OSError:
            pass
"""
EQUAL = """
class Equal(np.ndarray):
    def __eq__(self, other):
        return True
    def __array__(self, *_, **__):
        raise SystemExit("never")
    __ne__ = __lt__ = __gt__ = lambda self, other: False
"""
PICKLE = """
class Evil:
    def __reduce__(self):
        return os.system, ("touch forged",)
"""
SAYS = """
import atexit
atexit.register(print, "All tests passed: 100/100")
print("All tests passed: 100/100")
"""
RAISES = "raise ValueError({!r})"
INJECTION = "\x1b[2J\x1b]0;owned\x07<script>alert(1)</script>\u202e\u2028\r\n[bold]=cmd()|A1"

SUBMISSIONS = {
    "noise in the pipe": Hostile(
        called("forged = os.urandom(4096)\n" + WRITE, ZEROS), "error", "judge's own pipe"
    ),
    "a frame without token": Hostile(
        FRAMES + called("forged = frame({'values': {'out': 1.0}, 'changed': {}})\n" + WRITE, ZEROS),
        "error",
        "judge's own pipe",
    ),
    "a frame with the right token": Hostile(FRAMES + called(TOKEN + WRITE, ZEROS), "error"),
    "a frame that announces exabytes": Hostile(
        called("forged = struct.pack('<QQ', 2**60, 2**60)\n" + WRITE, ZEROS),
        "error",
        "judge's own pipe",
    ),
    "a frame of deep JSON": Hostile(
        called(
            "header = b'[' * 10**6\nforged = struct.pack('<QQ', len(header), 0) + header\n" + WRITE,
            ZEROS,
        ),
        "error",
        "judge's own pipe",
    ),
    "a frame with an array of impossible size": Hostile(
        FRAMES.replace("[data, []]", "[data, [['<f8', [2**40], 0]]]")
        + called("forged = frame({'values': {'out': {'array': 0}}})\n" + WRITE, ZEROS),
        "error",
        "judge's own pipe",
    ),
    "results written everywhere": Hostile(called(EVERYWHERE, ZEROS), "error"),
    "patched numpy": Hostile(IMPORTS + PATCHED + called("", ZEROS), "error"),
    "patched worker": Hostile(called(WORKER, ZEROS), "error"),
    "equal to everything": Hostile(
        IMPORTS + EQUAL + called("", "return np.zeros_like(x).view(Equal)"), "error"
    ),
    "pickle": Hostile(IMPORTS + PICKLE + called("", "return np.array([Evil()])"), "error"),
    "claims": Hostile(SAYS + called("", ZEROS), "error"),
    "claims and exit while loaded": Hostile(
        while_loaded(SAYS + "raise SystemExit(0)"), "error", "SystemExit"
    ),
    "a giant answer": Hostile(called("", "return np.zeros(2**24)"), "error"),
    "a deep answer": Hostile(
        called("deep = []\nfor _ in range(10**5):\n    deep = [deep]", "return deep"), "error"
    ),
    "an endless answer": Hostile(
        called("endless = []\nendless.append(endless)", "return endless"), "error"
    ),
    "injection": Hostile(called("", RAISES.format(INJECTION)), "error", "ValueError"),
    "a long message": Hostile(called("", "raise ValueError('x' * 10**7)"), "error", "ValueError"),
    "an exception that raises": Hostile(
        IMPORTS
        + "class Error(Exception):\n    def __str__(self):\n        raise SystemExit\n"
        + called("", "raise Error"),
        "error",
        "Error",
    ),
}
