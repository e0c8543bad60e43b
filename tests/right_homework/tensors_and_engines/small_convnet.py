"""conv - relu - 2x2 max pool - affine - softmax, in torch, gradients by hand"""
import torch
import torch.nn.functional as F


def relu_fwd(x):
    return x.clamp(min=0), x


def relu_bwd(dout, x):
    return dout * (x > 0).to(dout.dtype)


def pool_fwd(x):
    # 2x2, an odd last row or column is dropped
    n, c, h, w = x.shape
    q = x[:, :, :h // 2 * 2, :w // 2 * 2].reshape(n, c, h // 2, 2, w // 2, 2)
    q = q.permute(0, 1, 2, 4, 3, 5).reshape(n, c, h // 2, w // 2, 4)
    idx = q.argmax(-1, keepdim=True)
    return q.gather(-1, idx).squeeze(-1), (x.shape, idx)


def pool_bwd(dout, cache):
    (n, c, h, w), idx = cache
    dq = dout.new_zeros(*dout.shape, 4).scatter_(-1, idx, dout.unsqueeze(-1))
    dq = dq.reshape(n, c, h // 2, w // 2, 2, 2).permute(0, 1, 2, 4, 3, 5)
    dx = dout.new_zeros(n, c, h, w)
    dx[:, :, :h // 2 * 2, :w // 2 * 2] = dq.reshape(n, c, h // 2 * 2, w // 2 * 2)
    return dx


class ConvNet:
    def __init__(self, channels=1, size=8, filters=3, k=3, classes=4, reg=0.0, dtype=torch.float64, seed=0):
        g = torch.Generator().manual_seed(seed)
        half = size // 2
        r = lambda *s: torch.randn(*s, generator=g, dtype=dtype)
        self.k, self.reg = k, reg
        self.params = {
            'conv_w': r(filters, channels, k, k) * 0.3, 'conv_b': r(filters) * 0.1,
            'fc_w': r(classes, filters * half * half) * 0.2, 'fc_b': r(classes) * 0.1,
        }

    def loss(self, X, y=None):
        p = self.params
        k, pad = self.k, self.k // 2
        f = len(p['conv_b'])
        n, _, H, W = X.shape
        # same convolution, k is odd
        cols = F.unfold(X, k, padding=pad)
        conv = torch.einsum('fk,nkl->nfl', p['conv_w'].flatten(1), cols) + p['conv_b'][:, None]
        act, c_relu = relu_fwd(conv.view(n, f, H, W))
        pooled, c_pool = pool_fwd(act)
        flat = pooled.flatten(1)
        scores = flat @ p['fc_w'].T + p['fc_b']
        if y is None:
            return scores

        logp = scores - scores.max(1, keepdim=True)[0]
        logp = logp - logp.exp().sum(1, keepdim=True).log()
        loss = -logp.gather(1, y[:, None]).mean()
        loss = loss + self.reg * (p['conv_w'].pow(2).sum() + p['fc_w'].pow(2).sum())

        d = logp.exp().scatter_add(1, y[:, None], -torch.ones(n, 1, dtype=X.dtype)) / n
        grads = {'fc_w': d.T @ flat + 2 * self.reg * p['fc_w'], 'fc_b': d.sum(0)}
        d = (d @ p['fc_w']).view_as(pooled)
        d = relu_bwd(pool_bwd(d, c_pool), c_relu).flatten(2)
        grads['conv_b'] = d.sum((0, 2))
        grads['conv_w'] = torch.einsum('nfl,nkl->fk', d, cols).view_as(p['conv_w']) + 2 * self.reg * p['conv_w']
        return loss, grads


if __name__ == '__main__':
    torch.manual_seed(3)
    X, y = torch.randn(10, 1, 8, 8, dtype=torch.float64), torch.randint(0, 4, (10,))
    net = ConvNet(reg=1e-3)
    for it in range(30):
        loss, grads = net.loss(X, y)
        for name in grads:
            net.params[name] -= 0.2 * grads[name]
    print(loss.item())
