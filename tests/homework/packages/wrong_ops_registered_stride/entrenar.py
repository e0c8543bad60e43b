import kern
from kern.op_linear import Linear

capa = Linear(784, 10)
print(sorted(kern.OPS))
