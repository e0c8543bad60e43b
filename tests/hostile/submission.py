"""What a hostile submission is, and what has to become of it."""

from dataclasses import dataclass
from textwrap import indent

RELU = """
import numpy as np

def relu(x):
    return np.maximum(x, 0)
"""


@dataclass(frozen=True)
class Hostile:
    """One submission, and how it has to be judged.

    Attributes
    ----------
    content : of its file
    verdict : "ok" where it does its work, and its attack is in vain; "wrong" where it computes
        something else; "error" where it computes nothing that could be judged
    told : what its report has to say, as a regular expression
    """

    content: str | bytes
    verdict: str
    told: str = ""


def before(attack: str) -> str:
    """Return a ReLU that attacks whenever it is called, and then does its work."""
    return called(attack, "return np.maximum(x, 0)")


def called(attack: str, then: str) -> str:
    """Return a ReLU that attacks whenever it is called, and then does something else."""
    body = indent(f"{attack.strip()}\n{then}".strip(), "    ")
    return f"{IMPORTS}\ndef relu(x):\n{body}\n"


def unless_stolen(attack: str) -> str:
    """Return a ReLU that is right, unless its attack, made in its first call, finds something.

    The attack appends what it got to `stolen`; an error ends it without harm.
    """
    return f"""{IMPORTS}
stolen, attacks = [], []

def attack():
    global stolen
    attacks.append(1)
{indent(attack.strip(), "    ")}

def relu(x):
    if not attacks:
        try:
            attack()
        except Exception:
            pass
    if stolen:
        raise AssertionError(f"stolen: {{stolen}}")
    return np.maximum(x, 0)
"""


def while_loaded(attack: str) -> str:
    """Return a ReLU that cannot be made without an attack."""
    return f"""{IMPORTS}
def attack():
{indent(attack.strip(), "    ")}
    return 0

FLOOR = attack()

def relu(x):
    return np.maximum(x, FLOOR)
"""


IMPORTS = """\
import ctypes, gc, glob, importlib.util, json, os, signal, socket, struct, subprocess, sys
import threading, time
import numpy as np
"""
