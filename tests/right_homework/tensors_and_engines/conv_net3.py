import torch
import torch.nn.functional as F


class ThreeLayerConvNet:
    """conv - relu - 2x2 max pool - linear - relu - linear - softmax (no autograd used)"""

    def __init__(self, input_dims=(3, 8, 8), num_filters=4, filter_size=3, hidden_dim=10,
                 num_classes=5, weight_scale=1e-1, reg=0.0, dtype=torch.float64):
        C, H, W = input_dims
        self.reg = reg
        self.pad = (filter_size - 1) // 2
        D = num_filters * (H // 2) * (W // 2)
        shapes = {'W1': (num_filters, C, filter_size, filter_size), 'W2': (D, hidden_dim),
                  'W3': (hidden_dim, num_classes)}
        self.params = {k: weight_scale * torch.randn(*s, dtype=dtype) for k, s in shapes.items()}
        self.params['b1'] = torch.zeros(num_filters, dtype=dtype)
        self.params['b2'] = torch.zeros(hidden_dim, dtype=dtype)
        self.params['b3'] = torch.zeros(num_classes, dtype=dtype)

    def loss(self, X, y=None):
        W1, b1 = self.params['W1'], self.params['b1']
        W2, b2 = self.params['W2'], self.params['b2']
        W3, b3 = self.params['W3'], self.params['b3']
        N, C, H, W = X.shape
        nf, _, k, _ = W1.shape

        # conv (stride 1, same size), relu
        cols = F.unfold(X, k, padding=self.pad)
        conv = (W1.reshape(nf, -1) @ cols + b1.view(1, -1, 1)).reshape(N, nf, H, W)
        act = conv.clamp(min=0)
        # 2x2 pool
        Hp, Wp = H // 2, W // 2
        tiles = act[:, :, :2 * Hp, :2 * Wp].reshape(N, nf, Hp, 2, Wp, 2)
        tiles = tiles.permute(0, 1, 2, 4, 3, 5).reshape(N, nf, Hp, Wp, 4)
        pooled, where = tiles.max(dim=4)
        flat = pooled.reshape(N, -1)
        # two linear layers
        h = (flat @ W2 + b2).clamp(min=0)
        scores = h @ W3 + b3
        if y is None:
            return scores

        z = scores - scores.max(dim=1, keepdim=True)[0]
        p = z.exp() / z.exp().sum(dim=1, keepdim=True)
        idx = torch.arange(N)
        loss = (z.exp().sum(dim=1).log() - z[idx, y]).mean()
        loss = loss + 0.5 * self.reg * ((W1 ** 2).sum() + (W2 ** 2).sum() + (W3 ** 2).sum())

        grads = {}
        ds = p
        ds[idx, y] -= 1
        ds = ds / N
        grads['W3'] = h.t() @ ds + self.reg * W3
        grads['b3'] = ds.sum(0)
        dh = (ds @ W3.t()) * (h > 0)
        grads['W2'] = flat.t() @ dh + self.reg * W2
        grads['b2'] = dh.sum(0)
        dpool = (dh @ W2.t()).reshape(N, nf, Hp, Wp, 1)
        dtiles = torch.zeros_like(tiles).scatter_(4, where.unsqueeze(4), dpool)
        dtiles = dtiles.reshape(N, nf, Hp, Wp, 2, 2).permute(0, 1, 2, 4, 3, 5)
        dact = torch.zeros_like(act)
        dact[:, :, :2 * Hp, :2 * Wp] = dtiles.reshape(N, nf, 2 * Hp, 2 * Wp)
        dconv = (dact * (conv > 0)).reshape(N, nf, -1)
        grads['W1'] = torch.einsum('nfl,nkl->fk', dconv, cols).reshape(W1.shape) + self.reg * W1
        grads['b1'] = dconv.sum((0, 2))
        return loss.item(), grads


if __name__ == '__main__':
    torch.manual_seed(0)
    net = ThreeLayerConvNet(reg=0.01)
    X, y = torch.randn(6, 3, 8, 8, dtype=torch.float64), torch.tensor([0, 1, 2, 3, 4, 0])
    for step in range(30):
        loss, grads = net.loss(X, y)
        for name, g in grads.items():
            net.params[name] -= 0.1 * g
    print(loss)
