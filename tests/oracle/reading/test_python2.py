import pytest

from scratchcnn.oracle.reading.python2 import translated


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("print x", "print( x)"),
        ('print "loss %f" % x, y  # told', 'print( "loss %f" % x, y)  # told'),
        ("print (a), b", "print( (a), b)"),
        ("if x: print x; y = 1", "if x: print( x); y = 1"),
        ("print >>f, x", "print( x)"),
        ("print x,", "print( x,)"),
        ("try:\n    f()\nexcept E, e:\n    pass", "try:\n    f()\nexcept E as e:\n    pass"),
        ('raise E, "no"', 'raise E( "no")'),
    ],
)
def test_a_statement_of_python_2_is_written_as_today(old: str, new: str) -> None:
    result = translated(old)
    assert result is not None
    assert result[0] == new
    compile(new, "", "exec")


@pytest.mark.parametrize(
    "text", ["print(x)", "print = 1", "print", "raise E(1, 2)", "x = (", "print()"]
)
def test_what_is_of_today_stays(text: str) -> None:
    assert translated(text) is None
