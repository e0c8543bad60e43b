import torch


class Dropout(object):
    @staticmethod
    def forward(x, dropout_param):
        p, mode = dropout_param['p'], dropout_param['mode']
        if 'seed' in dropout_param:
            torch.manual_seed(dropout_param['seed'])
        mask = None
        out = None
        if mode == 'train':
            mask = (torch.rand(x.shape) > p).to(x.dtype) / (1 - p)
            out = x * mask
        elif mode == 'test':
            out = x
        cache = (dropout_param, mask)
        return out, cache

    @staticmethod
    def backward(dout, cache):
        dropout_param, mask = cache
        mode = dropout_param['mode']
        dx = None
        if mode == 'train':
            dx = dout * mask
        elif mode == 'test':
            dx = dout
        return dx
