import numpy as np


class Conv2d:
    def __init__(self, w, b, stride=(1, 1), padding=(0, 0)):
        self.w, self.b = w, b
        self.sh, self.sw = stride
        self.ph, self.pw = padding

    def forward(self, x):
        self.x_shape = x.shape
        n, c, h, w = x.shape
        o, _, kh, kw = self.w.shape
        self.xp = np.pad(x, ((0, 0), (0, 0), (self.pw, self.pw), (self.ph, self.ph)))
        oh = (self.xp.shape[2] - kh) // self.sh + 1
        ow = (self.xp.shape[3] - kw) // self.sw + 1
        y = np.zeros((n, o, oh, ow))
        for i in range(kh):
            for j in range(kw):
                view = self.xp[:, :, i:i + self.sh * oh:self.sh, j:j + self.sw * ow:self.sw]
                y += np.einsum('nchw,oc->nohw', view, self.w[:, :, i, j])
        return y + self.b[None, :, None, None]

    def backward(self, dy):
        n, o, oh, ow = dy.shape
        _, _, h, w = self.x_shape
        kh, kw = self.w.shape[2:]
        self.db = dy.sum((0, 2, 3))
        self.dw = np.zeros_like(self.w)
        dxp = np.zeros_like(self.xp)
        for i in range(kh):
            for j in range(kw):
                rows = slice(i, i + self.sh * oh, self.sh)
                cols = slice(j, j + self.sw * ow, self.sw)
                self.dw[:, :, i, j] = np.einsum('nohw,nchw->oc', dy, self.xp[:, :, rows, cols])
                dxp[:, :, rows, cols] += np.einsum('nohw,oc->nchw', dy, self.w[:, :, i, j])
        return dxp[:, :, self.ph:self.ph + h, self.pw:self.pw + w]
