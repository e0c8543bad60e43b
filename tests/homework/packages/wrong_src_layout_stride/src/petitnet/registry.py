"""Layers by name, as the configuration files call them."""

LAYERS = {}


def register(name):
    def keep(cls):
        if name in LAYERS:
            raise KeyError(f"{name} is registered twice")
        LAYERS[name] = cls
        cls.tag = name
        return cls

    return keep


def build(name, **options):
    return LAYERS[name](**options)
