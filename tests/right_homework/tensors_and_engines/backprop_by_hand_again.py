# Exercise: back through the whole net line by line, then compare with .grad
import torch

g = torch.Generator().manual_seed(2147)
n, n_in, n_hidden, n_out = 12, 5, 8, 4
Xb = torch.randn(n, n_in, generator=g, dtype=torch.float64)
Yb = torch.randint(0, n_out, (n,), generator=g)

W1 = torch.randn(n_in, n_hidden, generator=g, dtype=torch.float64) * 0.6
b1 = torch.randn(n_hidden, generator=g, dtype=torch.float64) * 0.1
bngain = torch.randn(1, n_hidden, generator=g, dtype=torch.float64) * 0.1 + 1.0
bnbias = torch.randn(1, n_hidden, generator=g, dtype=torch.float64) * 0.1
W2 = torch.randn(n_hidden, n_out, generator=g, dtype=torch.float64) * 0.3
b2 = torch.randn(n_out, generator=g, dtype=torch.float64) * 0.1
parameters = [W1, b1, bngain, bnbias, W2, b2]
for p in parameters:
    p.requires_grad = True

# ---- forward, in small pieces
hprebn = Xb @ W1 + b1
mu = hprebn.sum(0, keepdim=True) / n
diff = hprebn - mu
var = (diff ** 2).sum(0, keepdim=True) / n
inv = (var + 1e-5) ** -0.5
xhat = diff * inv
hpreact = bngain * xhat + bnbias
h = torch.tanh(hpreact)
logits = h @ W2 + b2
shifted = logits - logits.max(1, keepdim=True).values
counts = shifted.exp()
probs = counts / counts.sum(1, keepdim=True)
loss = -probs[range(n), Yb].log().mean()

loss.backward()

# ---- backward by hand
with torch.no_grad():
    dlogits = probs.clone()
    dlogits[range(n), Yb] -= 1
    dlogits /= n
    dW2 = h.T @ dlogits
    db2 = dlogits.sum(0)
    dh = dlogits @ W2.T
    dhpreact = (1 - h ** 2) * dh
    dbngain = (dhpreact * xhat).sum(0, keepdim=True)
    dbnbias = dhpreact.sum(0, keepdim=True)
    dxhat = bngain * dhpreact
    dinv = (dxhat * diff).sum(0, keepdim=True)
    dvar = -0.5 * (var + 1e-5) ** -1.5 * dinv
    ddiff = dxhat * inv + 2 * diff / n * dvar
    dmu = -ddiff.sum(0, keepdim=True)
    dhprebn = ddiff + dmu / n
    dW1 = Xb.T @ dhprebn
    db1 = dhprebn.sum(0)
    dXb = dhprebn @ W1.T

if __name__ == '__main__':
    for name, dt, t in [('W1', dW1, W1), ('b1', db1, b1), ('bngain', dbngain, bngain),
                        ('bnbias', dbnbias, bnbias), ('W2', dW2, W2), ('b2', db2, b2)]:
        print(f'{name:8s} close: {torch.allclose(dt, t.grad)}  maxdiff {(dt - t.grad).abs().max().item():.2e}')
