import numpy as np

def nesterov_momentum(x, dx, config=None):
    if config is None: config = {}
    config.setdefault('learning_rate', 1e-2)
    config.setdefault('momentum', 0.9)
    v = config.get('velocity', np.zeros_like(x))
    mu, lr = config['momentum'], config['learning_rate']
    v_prev = v.copy()
    v = mu * v - lr * dx
    x = x + (-mu * v_prev + (1 + mu) * v)
    config['velocity'] = v
    return x, config

def adagrad(x, dx, config=None):
    if config is None: config = {}
    config.setdefault('learning_rate', 1e-2)
    config.setdefault('epsilon', 1e-8)
    cache = config.get('cache', np.zeros_like(x)) + dx ** 2
    config['cache'] = cache
    return x - config['learning_rate'] * dx / (np.sqrt(cache) + config['epsilon']), config

def adam(x, dx, config=None):
    """t starts at 1 here and grows after its use, which is as good."""
    if config is None: config = {}
    config.setdefault('learning_rate', 1e-3)
    config.setdefault('beta1', 0.9)
    config.setdefault('beta2', 0.999)
    config.setdefault('epsilon', 1e-8)
    config.setdefault('m', np.zeros_like(x))
    config.setdefault('v', np.zeros_like(x))
    config.setdefault('t', 1)
    m, v, t = config['m'], config['v'], config['t']
    m = config['beta1'] * m + (1 - config['beta1']) * dx
    v = config['beta2'] * v + (1 - config['beta2']) * dx * dx
    alpha = config['learning_rate'] * np.sqrt(1 - config['beta2'] ** t) / (1 - config['beta1'] ** t)
    x = x - alpha * m / (np.sqrt(v) + config['epsilon'])
    config['m'], config['v'], config['t'] = m, v, t + 1
    return x, config
