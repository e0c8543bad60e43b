import numpy as np

def rmsprop(w, dw, config=None):
    if config is None: config = {}
    config.setdefault('learning_rate', 1e-2)
    config.setdefault('decay_rate', 0.99)
    config.setdefault('epsilon', 1e-8)
    config.setdefault('cache', np.zeros_like(w))
    dr = config['decay_rate']
    config['cache'] = dr * config['cache'] + (1 - dr) * dw * dw
    w = w - config['learning_rate'] * dw / (config['cache'] + config['epsilon'])
    return w, config

def adam(w, dw, config=None):
    if config is None: config = {}
    config.setdefault('learning_rate', 1e-3)
    config.setdefault('beta1', 0.9)
    config.setdefault('beta2', 0.999)
    config.setdefault('epsilon', 1e-8)
    config.setdefault('m', np.zeros_like(w))
    config.setdefault('v', np.zeros_like(w))
    config.setdefault('t', 0)
    config['t'] += 1
    # exchanged the weights of old and new
    config['m'] = (1 - config['beta1']) * config['m'] + config['beta1'] * dw
    config['v'] = (1 - config['beta2']) * config['v'] + config['beta2'] * dw ** 2
    mt = config['m'] / (1 - config['beta1'] ** config['t'])
    vt = config['v'] / (1 - config['beta2'] ** config['t'])
    w = w - config['learning_rate'] * mt / (np.sqrt(vt) + config['epsilon'])
    return w, config
