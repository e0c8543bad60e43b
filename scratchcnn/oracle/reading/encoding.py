"""The encoding of a Python file, found as Python does it (PEP 263), and which line breaks it."""

import io
import tokenize

ADVICE = "save the file as UTF-8, or name its encoding in the first line: # coding: latin-1"


class Undecodable(Exception):
    """A file that is not in its encoding; the message says in which line, and why."""


def decoded(content: bytes) -> str:
    """Decode a file: by its coding line or byte order mark, else as UTF-8.

    Raises
    ------
    Undecodable
        It is not in that encoding, or there is no such encoding.
    """
    encoding, wrong = "utf-8", ""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    except SyntaxError as error:
        # No such encoding; or the first lines are not UTF-8, and decoding tells the place.
        wrong = str(error.msg)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = len(content[: error.start + 1].splitlines())
        byte = f"the byte 0x{content[error.start]:02x} is not {encoding}"
        raise Undecodable(f"line {line}: {byte}; {ADVICE}") from None
    except (LookupError, UnicodeError) as error:
        text, wrong = "", str(error)
    if wrong:
        first, _, _ = content.partition(b"\n")
        raise Undecodable(f"line {1 if b'coding' in first else 2}: {wrong}")
    return text
