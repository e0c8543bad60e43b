from .conv import Conv2D
from .dense import Linear
from .pool import MaxPool2D
