class Module:
    def __init__(self):
        self.training = True

    def __call__(self, x):
        return self.forward(x)

    def parameters(self):
        return [(p, getattr(self, "d" + p)) for p in ("W", "b") if hasattr(self, p)]
