# small convnet by hand. every gradient hangs on its tensor: t.g is dLoss/dt
# shapes: x (n,c,h,v)   w conv (f,c,k,l)   w lin (in,out)
import torch
import torch.nn.functional as F


def lin(x, w, b): return x @ w + b

def lin_grad(x, o, w, b):
    x.g = o.g @ w.t()
    w.g = x.t() @ o.g
    b.g = o.g.sum(0)


def relu(x): return x.clamp_min(0.)

def relu_grad(x, o): x.g = (x > 0).to(o.g.dtype) * o.g


def conv(x, w, b, s=1, p=0):
    n, c, h, v = x.shape
    f, _, k, l = w.shape
    u = F.unfold(x, (k, l), padding=p, stride=s)        # n, c*k*l, L
    o = w.flatten(1) @ u + b[:, None]                   # broadcasts over n
    return o.view(n, f, (h + 2*p - k)//s + 1, (v + 2*p - l)//s + 1)

def conv_grad(x, o, w, b, s=1, p=0):
    n, c, h, v = x.shape
    k, l = w.shape[2:]
    g = o.g.flatten(2)                                  # n, f, L
    u = F.unfold(x, (k, l), padding=p, stride=s)
    b.g = g.sum((0, 2))
    w.g = torch.einsum('nfi,nqi->fq', g, u).view_as(w)
    q = w.flatten(1).t() @ g                            # n, c*k*l, L
    z = F.fold(q, (h + 2*p, v + 2*p), (k, l), stride=s) # sums the overlaps
    x.g = z[:, :, p:p+h, p:p+v]


# max pool. I keep no indices, looking them up again in the backward is cheap enough
def _w(x, k, s):
    return x.unfold(2, k, s).unfold(3, k, s).flatten(4)  # n,c,i,j,k*k

def mp(x, k=2, s=2): return _w(x, k, s).amax(-1)

def mp_grad(x, o, k=2, s=2):
    n, c, h, v = x.shape
    a = _w(x, k, s).argmax(-1)
    i, j = a.shape[2:]
    r = torch.arange(i)[:, None]*s + a // k
    t = torch.arange(j)*s + a % k
    q = (r*v + t).flatten(2)                            # place in the flat picture
    z = torch.zeros_like(x).flatten(2)
    z.scatter_(2, q, o.g.flatten(2))
    x.g = z.view(x.shape)


def lsm(z):
    z = z - z.amax(1, keepdim=True)
    return z - z.exp().sum(1, keepdim=True).log()

def ce(z, y): return -lsm(z)[torch.arange(len(y)), y].mean()

def ce_grad(z, y):
    n = z.shape[0]
    q = lsm(z).exp()
    q[torch.arange(n), y] -= 1
    z.g = q / n


def flat(x): return x.flatten(1)
def flat_grad(x, o): x.g = o.g.view(x.shape)


def forward_and_backward(x, y, P):
    w1, b1, w2, b2 = P
    # forward
    a = conv(x, w1, b1, 1, 1)
    r = relu(a)
    m = mp(r)
    q = flat(m)
    o = lin(q, w2, b2)
    L = ce(o, y)
    # and back, line by line
    ce_grad(o, y)
    lin_grad(q, o, w2, b2)
    flat_grad(m, q)
    mp_grad(r, m)
    relu_grad(a, r)
    conv_grad(x, a, w1, b1, 1, 1)
    return L


if __name__ == '__main__':
    torch.manual_seed(1)
    x, y = torch.randn(16, 1, 8, 8), torch.randint(0, 4, (16,))
    P = [torch.randn(3, 1, 3, 3)*.3, torch.zeros(3), torch.randn(48, 4)*.1, torch.zeros(4)]
    for e in range(30):
        L = forward_and_backward(x, y, P)
        for t in P: t -= .3*t.g
        if e % 10 == 0: print(e, L.item())
