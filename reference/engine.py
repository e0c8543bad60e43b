"""Twins of what a homework's own autograd engine computes, operator by operator."""

from torch import Tensor

from reference.twins import twin


@twin
def used_twice(x: Tensor) -> Tensor:
    """Add a value to itself."""
    return x + x


@twin
def factor_used_twice(x: Tensor) -> Tensor:
    """Multiply a value by itself."""
    return x * x


@twin
def broadcast_add(x: Tensor, bias: Tensor) -> Tensor:
    """Add a row (D,) to every row of (N, D)."""
    return x + bias


@twin
def broadcast_sub(x: Tensor, bias: Tensor) -> Tensor:
    """Subtract a row (D,) from every row of (N, D)."""
    return x - bias


@twin
def broadcast_mul(x: Tensor, bias: Tensor) -> Tensor:
    """Multiply every row of (N, D) by a row (D,)."""
    return x * bias


@twin
def diamond(x: Tensor) -> Tensor:
    """Add up what goes several ways, and comes together again."""
    a = x + x
    b, c = x + a, x + a
    return (a + b) + c


@twin
def engine_add(x: Tensor, other: Tensor) -> Tensor:
    """Add two different values of one shape."""
    return x + other


@twin
def engine_sub(x: Tensor, other: Tensor) -> Tensor:
    """Subtract a value from another of its shape."""
    return x - other


@twin
def engine_mul(x: Tensor, other: Tensor) -> Tensor:
    """Multiply two different values of one shape."""
    return x * other


@twin
def engine_div(x: Tensor, other: Tensor) -> Tensor:
    """Divide a value by another of its shape."""
    return x / other


@twin
def engine_pow_of(x: Tensor, other: Tensor) -> Tensor:
    """Raise a value to the power that is another."""
    return x**other


@twin
def engine_matmul(x: Tensor, weight: Tensor) -> Tensor:
    """Multiply two matrices."""
    return x @ weight


@twin
def engine_neg(x: Tensor) -> Tensor:
    """Negate a value."""
    return -x


@twin
def engine_pow(x: Tensor) -> Tensor:
    """Raise a value to the third power."""
    return x**3


@twin
def engine_square(x: Tensor) -> Tensor:
    """Square a value."""
    return x**2


@twin
def engine_add_number(x: Tensor) -> Tensor:
    """Add a number to a value."""
    return x + 2


@twin
def engine_radd(x: Tensor) -> Tensor:
    """Add a value to a number."""
    return 2 + x


@twin
def engine_sub_number(x: Tensor) -> Tensor:
    """Subtract a number from a value."""
    return x - 2


@twin
def engine_rsub(x: Tensor) -> Tensor:
    """Subtract a value from a number."""
    return 2 - x


@twin
def engine_mul_number(x: Tensor) -> Tensor:
    """Multiply a value by a number."""
    return x * 3


@twin
def engine_rmul(x: Tensor) -> Tensor:
    """Multiply a number by a value."""
    return 3 * x


@twin
def engine_div_number(x: Tensor) -> Tensor:
    """Divide a value by a number."""
    return x / 2


@twin
def engine_rdiv(x: Tensor) -> Tensor:
    """Divide a number by a value."""
    return 2 / x


@twin
def engine_exp(x: Tensor) -> Tensor:
    """Compute the exponential."""
    return x.exp()


@twin
def engine_log(x: Tensor) -> Tensor:
    """Compute the natural logarithm."""
    return x.log()


@twin
def engine_sqrt(x: Tensor) -> Tensor:
    """Compute the square root."""
    return x.sqrt()


@twin
def engine_abs(x: Tensor) -> Tensor:
    """Compute the absolute value."""
    return x.abs()


@twin
def engine_sin(x: Tensor) -> Tensor:
    """Compute the sine."""
    return x.sin()


@twin
def engine_cos(x: Tensor) -> Tensor:
    """Compute the cosine."""
    return x.cos()


@twin
def engine_sum(x: Tensor) -> Tensor:
    """Add up all entries."""
    return x.sum()


@twin
def engine_mean(x: Tensor) -> Tensor:
    """Average all entries."""
    return x.mean()


@twin
def engine_max(x: Tensor) -> Tensor:
    """Take the largest entry."""
    return x.max()


@twin
def engine_sum_of_rows(x: Tensor) -> Tensor:
    """Add up the entries of every row."""
    return x.sum(1)


@twin
def engine_mean_of_rows(x: Tensor) -> Tensor:
    """Average the entries of every row."""
    return x.mean(1)


@twin
def engine_sum_of_columns(x: Tensor) -> Tensor:
    """Add up the entries of every column."""
    return x.sum(0)


@twin
def engine_transpose(x: Tensor) -> Tensor:
    """Swap the two axes of a matrix."""
    return x.T
