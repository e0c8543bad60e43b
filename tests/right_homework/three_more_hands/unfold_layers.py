"""Layers with hand-made backward on top of torch.nn.functional.unfold / fold (im2col of torch)."""
import torch
import torch.nn.functional as F


class ConvUnfold:
  def __init__(self, cin, cout, ksize, stride=1, pad=0, dtype=torch.float64):
    kh, kw = ksize if isinstance(ksize, tuple) else (ksize, ksize)
    self.ks = (kh, kw)
    self.stride, self.pad = stride, pad
    self.weight = torch.randn(cout, cin, kh, kw, dtype=dtype) * (cin * kh * kw) ** -0.5
    self.bias = torch.zeros(cout, dtype=dtype)

  def forward(self, x):
    n, c, h, w = x.shape
    kh, kw = self.ks
    self.in_hw = (h, w)
    oh = (h + 2 * self.pad - kh) // self.stride + 1
    ow = (w + 2 * self.pad - kw) // self.stride + 1
    self.cols = F.unfold(x, self.ks, padding=self.pad, stride=self.stride)   # n, c*kh*kw, L
    wmat = self.weight.reshape(self.weight.shape[0], -1)
    out = wmat @ self.cols + self.bias.view(1, -1, 1)
    return out.reshape(n, -1, oh, ow)

  def backward(self, dout):
    n, cout = dout.shape[:2]
    d = dout.reshape(n, cout, -1)
    self.grad_bias = d.sum(dim=(0, 2))
    self.grad_weight = torch.einsum('nol,nkl->ok', d, self.cols).reshape(self.weight.shape)
    wmat = self.weight.reshape(cout, -1)
    dcols = wmat.t() @ d
    return F.fold(dcols, self.in_hw, self.ks, padding=self.pad, stride=self.stride)


class MaxPoolUnfold:
  def __init__(self, k=2, stride=None):
    self.k = k
    self.stride = k if stride is None else stride

  def forward(self, x):
    n, c, h, w = x.shape
    self.shape = x.shape
    k, s = self.k, self.stride
    oh, ow = (h - k) // s + 1, (w - k) // s + 1
    cols = F.unfold(x.reshape(n * c, 1, h, w), k, stride=s)     # n*c, k*k, L
    val, self.idx = cols.max(dim=1)
    self.cols_shape = cols.shape
    return val.reshape(n, c, oh, ow)

  def backward(self, dout):
    n, c, h, w = self.shape
    dcols = torch.zeros(self.cols_shape, dtype=dout.dtype)
    dcols.scatter_(1, self.idx.unsqueeze(1), dout.reshape(n * c, 1, -1))
    dx = F.fold(dcols, (h, w), self.k, stride=self.stride)
    return dx.reshape(n, c, h, w)


class BatchNorm2d:
  def __init__(self, c, eps=1e-5, momentum=0.1, dtype=torch.float64):
    self.gamma = torch.ones(c, dtype=dtype)
    self.beta = torch.zeros(c, dtype=dtype)
    self.running_mean = torch.zeros(c, dtype=dtype)
    self.running_var = torch.ones(c, dtype=dtype)
    self.eps, self.momentum = eps, momentum
    self.training = True

  def forward(self, x):
    if self.training:
      mean = x.mean(dim=(0, 2, 3))
      var = ((x - mean[None, :, None, None]) ** 2).mean(dim=(0, 2, 3))
      m = x.numel() / x.shape[1]
      self.running_mean = (1 - self.momentum) * self.running_mean + self.momentum * mean
      self.running_var = (1 - self.momentum) * self.running_var + self.momentum * var * m / (m - 1)
    else:
      mean, var = self.running_mean, self.running_var
    self.std = torch.sqrt(var + self.eps)[None, :, None, None]
    self.xn = (x - mean[None, :, None, None]) / self.std
    return self.gamma[None, :, None, None] * self.xn + self.beta[None, :, None, None]

  def backward(self, dout):
    self.grad_beta = dout.sum(dim=(0, 2, 3))
    self.grad_gamma = (dout * self.xn).sum(dim=(0, 2, 3))
    dxn = dout * self.gamma[None, :, None, None]
    if not self.training:
      return dxn / self.std
    m = dout.shape[0] * dout.shape[2] * dout.shape[3]
    s1 = dxn.sum(dim=(0, 2, 3), keepdim=True)
    s2 = (dxn * self.xn).sum(dim=(0, 2, 3), keepdim=True)
    return (dxn - s1 / m - self.xn * s2 / m) / self.std


class Flatten:
  def forward(self, x):
    self.shape = x.shape
    return x.reshape(x.shape[0], -1)

  def backward(self, dout):
    return dout.reshape(self.shape)


class CrossEntropy:
  def forward(self, scores, target):
    m = scores.max(dim=1, keepdim=True).values
    e = torch.exp(scores - m)
    z = e.sum(dim=1, keepdim=True)
    self.p = e / z
    self.t = target
    logp = scores - m - z.log()
    return -logp.gather(1, target.view(-1, 1)).mean()

  def backward(self):
    oh = torch.zeros_like(self.p).scatter_(1, self.t.view(-1, 1), 1.0)
    return (self.p - oh) / self.p.shape[0]


def quick_look():
  torch.manual_seed(0)
  x = torch.randn(3, 2, 9, 7, dtype=torch.float64)
  stack = [ConvUnfold(2, 4, (3, 2), 2, 1), BatchNorm2d(4), MaxPoolUnfold(2, 1), Flatten()]
  h = x
  for l in stack:
    h = l.forward(h)
    print(type(l).__name__, tuple(h.shape))
  ce = CrossEntropy()
  print('loss', ce.forward(h[:, :5], torch.tensor([0, 1, 4])).item())
  g = torch.zeros_like(h)
  g[:, :5] = ce.backward()
  for l in reversed(stack):
    g = l.backward(g)
  print('grad at input', g.abs().mean().item())


if __name__ == '__main__':
  quick_look()
