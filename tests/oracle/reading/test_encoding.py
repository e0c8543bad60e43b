"""Python files in the encodings that they declare, and what is said of others."""

import pytest

from scratchcnn.oracle.reading.encoding import Undecodable, decoded


@pytest.mark.parametrize(
    "content",
    [
        "s = 'é'\n".encode(),
        b"\xef\xbb\xbf" + "s = 'é'\n".encode(),
        "# coding: latin-1\ns = 'é'\n".encode("latin-1"),
        "#!/bin/python\n# -*- coding: cp1252 -*-\ns = 'é'\n".encode("cp1252"),
    ],
)
def test_a_file_is_read_in_the_encoding_that_it_declares(content: bytes) -> None:
    assert decoded(content).endswith("s = 'é'\n")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"# caf\xe9\nx = 1\n", "line 1: the byte 0xe9 is not utf-8; save the file as UTF-8"),
        (b"x = 1\r\n\r\n\xe9", "line 3: the byte 0xe9 is not utf-8"),
        (b"# coding: ascii\ns = '\xe9'\n", "line 2: the byte 0xe9 is not ascii"),
        (b"# coding: nonsense\n", "line 1: unknown encoding: nonsense"),
        (b"\n# coding: nonsense\n", "line 2: unknown encoding: nonsense"),
        (b"# coding: rot13\n", "line 1: 'rot13' is not a text encoding"),
        (b"\xef\xbb\xbf# coding: latin-1\n", "line 1: encoding problem"),
    ],
)
def test_what_is_not_in_its_encoding_says_where(content: bytes, message: str) -> None:
    with pytest.raises(Undecodable) as caught:
        decoded(content)
    assert str(caught.value).startswith(message)
