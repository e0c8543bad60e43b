# Assignment 2, layers. Python 2.7
import numpy as np


def affine_forward(x, w, b):
  D = np.prod(x.shape[1:])
  out = x.reshape(x.shape[0], D).dot(w) + b
  return out, (x, w)


def affine_backward(dout, cache):
  x, w = cache
  dx = dout.dot(w.T).reshape(x.shape)
  dw = x.reshape(x.shape[0], -1).T.dot(dout)
  db = dout.sum(axis=0)
  return dx, dw, db


def relu_forward(x):
  return np.maximum(0, x), x


def relu_backward(dout, cache):
  dx = dout.copy()
  dx[cache <= 0] = 0
  return dx


def conv_forward_loops(x, w, b, conv_param):
  """stride and pad may be missing from conv_param, then 1 and 0"""
  stride = conv_param.get('stride', 1)
  pad = conv_param.get('pad', 0)
  N, C, H, W = x.shape
  F, _, HH, WW = w.shape
  xpad = np.zeros((N, C, H + 2 * pad, W + 2 * pad), dtype=np.float)
  xpad[:, :, pad:pad + H, pad:pad + W] = x
  Hout = (H + 2 * pad - HH) // stride + 1
  Wout = (W + 2 * pad - WW) // stride + 1
  out = np.zeros((N, F, Hout, Wout), dtype=np.float)
  rows = w.reshape(F, -1)
  for n in xrange(N):
    for i in xrange(Hout):
      for j in xrange(Wout):
        patch = xpad[n, :, i*stride:i*stride+HH, j*stride:j*stride+WW]
        out[n, :, i, j] = rows.dot(patch.reshape(-1)) + b
  return out, (x, xpad, w, stride, pad)


def conv_backward_loops(dout, cache):
  x, xpad, w, stride, pad = cache
  N, C, H, W = x.shape
  F, _, HH, WW = w.shape
  dxpad = np.zeros_like(xpad)
  dw = np.zeros_like(w)
  for n in xrange(N):
    for i in xrange(dout.shape[2]):
      for j in xrange(dout.shape[3]):
        g = dout[n, :, i, j]
        patch = xpad[n, :, i*stride:i*stride+HH, j*stride:j*stride+WW]
        dw += np.outer(g, patch).reshape(w.shape)
        dxpad[n, :, i*stride:i*stride+HH, j*stride:j*stride+WW] += g.dot(w.reshape(F, -1)).reshape(patch.shape)
  return dxpad[:, :, pad:pad + H, pad:pad + W], dw, dout.sum(axis=(0, 2, 3))


def max_pool_forward_loops(x, pool_param):
  ph, pw, s = pool_param['pool_height'], pool_param['pool_width'], pool_param['stride']
  N, C, H, W = x.shape
  Hout, Wout = (H - ph) // s + 1, (W - pw) // s + 1
  out = np.zeros((N, C, Hout, Wout))
  arg = np.zeros((N, C, Hout, Wout), dtype=np.int)
  for i in xrange(Hout):
    for j in xrange(Wout):
      win = x[:, :, i*s:i*s+ph, j*s:j*s+pw].reshape(N, C, ph * pw)
      arg[:, :, i, j] = win.argmax(axis=2)
      out[:, :, i, j] = win.max(axis=2)
  return out, (x.shape, arg, pool_param)


def max_pool_backward_loops(dout, cache):
  shape, arg, pool_param = cache
  pw, s = pool_param['pool_width'], pool_param['stride']
  dx = np.zeros(shape)
  N, C, Hout, Wout = dout.shape
  for n in xrange(N):
    for c in xrange(C):
      for i in xrange(Hout):
        for j in xrange(Wout):
          a, b = divmod(arg[n, c, i, j], pw)
          dx[n, c, i*s + a, j*s + b] += dout[n, c, i, j]
  return dx


def softmax_loss(x, y):
  shifted = x - np.max(x, axis=1, keepdims=True)
  Z = np.sum(np.exp(shifted), axis=1, keepdims=True)
  log_probs = shifted - np.log(Z)
  N = x.shape[0]
  loss = -np.sum(log_probs[np.arange(N), y]) / float(N)
  dx = np.exp(log_probs)
  dx[np.arange(N), y] -= 1
  dx /= N
  return loss, dx


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
  mode = bn_param['mode']
  eps = bn_param.get('eps', 1e-5)
  momentum = bn_param.get('momentum', 0.9)
  N, C, H, W = x.shape
  flat = x.transpose(0, 2, 3, 1).reshape(-1, C)
  rm = bn_param.get('running_mean', np.zeros(C))
  rv = bn_param.get('running_var', np.zeros(C))
  cache = None
  if mode == 'train':
    mu = flat.mean(axis=0)
    var = flat.var(axis=0)
    xhat = (flat - mu) / np.sqrt(var + eps)
    bn_param['running_mean'] = momentum * rm + (1 - momentum) * mu
    bn_param['running_var'] = momentum * rv + (1 - momentum) * var
    cache = (xhat, gamma, var, eps)
  elif mode == 'test':
    xhat = (flat - rm) / np.sqrt(rv + eps)
  else:
    raise ValueError('bad mode "%s"' % mode)
  out = (gamma * xhat + beta).reshape(N, H, W, C).transpose(0, 3, 1, 2)
  return out, cache


def spatial_batchnorm_backward(dout, cache):
  xhat, gamma, var, eps = cache
  N, C, H, W = dout.shape
  d = dout.transpose(0, 2, 3, 1).reshape(-1, C)
  M = d.shape[0]
  dbeta = d.sum(axis=0)
  dgamma = (d * xhat).sum(axis=0)
  dflat = gamma / np.sqrt(var + eps) * (d - dbeta / float(M) - xhat * dgamma / float(M))
  return dflat.reshape(N, H, W, C).transpose(0, 3, 1, 2), dgamma, dbeta


if __name__ == '__main__':
  x = np.random.randn(2, 3, 5, 5)
  out, cache = conv_forward_loops(x, np.random.randn(4, 3, 3, 3), np.zeros(4), {'stride': 2, 'pad': 1})
  print 'conv out', out.shape
  print 'dx', conv_backward_loops(out, cache)[0].shape
