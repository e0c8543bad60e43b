"""juan ji shen jing wang luo zuo ye (shi yan san)

qianxiang = forward, fanxiang = backward, quanzhong = weights, pianzhi = bias,
buchang = stride, tianchong = padding, tidu = gradient, xuexilv = learning rate
"""
import numpy as np


class JuanJiCeng:
    def __init__(self, shuru_tongdao, shuchu_tongdao, he_daxiao, buchang=1, tianchong=0):
        self.he = he_daxiao
        self.buchang = buchang
        self.tianchong = tianchong
        fan_in = shuru_tongdao * he_daxiao * he_daxiao
        self.quanzhong = np.random.normal(0, np.sqrt(2 / fan_in), (fan_in, shuchu_tongdao))  # yi jing la ping
        self.pianzhi = np.zeros(shuchu_tongdao)
        self.tidu_w = np.zeros_like(self.quanzhong)
        self.tidu_b = np.zeros_like(self.pianzhi)

    def im2row(self, x):
        k, s = self.he, self.buchang
        N, C, H, W = x.shape
        oh, ow = (H - k) // s + 1, (W - k) // s + 1
        hang = np.empty((N, oh, ow, C, k, k))
        for i in range(k):
            for j in range(k):
                hang[..., i, j] = x[:, :, i:i + s * oh:s, j:j + s * ow:s].transpose(0, 2, 3, 1)
        return hang.reshape(N * oh * ow, -1), oh, ow

    def qianxiang(self, x):
        p = self.tianchong
        self.xing = x.shape
        x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        self.tian_xing = x.shape
        self.hang, self.oh, self.ow = self.im2row(x)
        y = self.hang.dot(self.quanzhong) + self.pianzhi
        return y.reshape(x.shape[0], self.oh, self.ow, -1).transpose(0, 3, 1, 2)

    def fanxiang(self, dy):
        N, C, H, W = self.xing
        k, s, p = self.he, self.buchang, self.tianchong
        d = dy.transpose(0, 2, 3, 1).reshape(-1, dy.shape[1])
        self.tidu_w = self.hang.T.dot(d)
        self.tidu_b = d.sum(axis=0)
        dh = d.dot(self.quanzhong.T).reshape(N, self.oh, self.ow, C, k, k)
        dx = np.zeros(self.tian_xing)
        for i in range(k):
            for j in range(k):
                dx[:, :, i:i + s * self.oh:s, j:j + s * self.ow:s] += dh[..., i, j].transpose(0, 3, 1, 2)
        return dx[:, :, p:p + H, p:p + W]

    def gengxin(self, xuexilv):
        self.quanzhong -= xuexilv * self.tidu_w
        self.pianzhi -= xuexilv * self.tidu_b


class ChiHuaCeng:
    """moshi: 'zuida' (max) huo 'pingjun' (average)"""

    def __init__(self, daxiao, buchang=None, moshi='zuida'):
        self.k, self.s, self.moshi = daxiao, buchang or daxiao, moshi

    def qianxiang(self, x):
        N, C, H, W = x.shape
        k, s = self.k, self.s
        oh, ow = (H - k) // s + 1, (W - k) // s + 1
        self.xing = x.shape
        self.xuanze = np.zeros((N, C, oh, ow, k * k))   # mei ge chuang kou de quan zhong
        y = np.zeros((N, C, oh, ow))
        for i in range(oh):
            for j in range(ow):
                chuang = x[:, :, i * s:i * s + k, j * s:j * s + k].reshape(N, C, -1)
                if self.moshi == 'zuida':
                    self.xuanze[:, :, i, j] = np.eye(k * k)[chuang.argmax(-1)]
                    y[:, :, i, j] = chuang.max(-1)
                else:
                    self.xuanze[:, :, i, j] = 1.0 / (k * k)
                    y[:, :, i, j] = chuang.mean(-1)
        return y

    def fanxiang(self, dy):
        dx = np.zeros(self.xing)
        k, s = self.k, self.s
        N, C, oh, ow = dy.shape
        for i in range(oh):
            for j in range(ow):
                kuai = (self.xuanze[:, :, i, j] * dy[:, :, i, j, None]).reshape(N, C, k, k)
                dx[:, :, i * s:i * s + k, j * s:j * s + k] += kuai
        return dx


class PiGuiYi:
    """pi gui yi hua (batch norm), mei ge tong dao"""

    def __init__(self, tongdao, dongliang=0.1, eps=1e-5):
        self.gama = np.ones((1, tongdao, 1, 1))
        self.beita = np.zeros((1, tongdao, 1, 1))
        self.dongliang, self.eps = dongliang, eps
        self.junzhi = np.zeros((1, tongdao, 1, 1))
        self.fangcha = np.ones((1, tongdao, 1, 1))

    def qianxiang(self, x, xunlian=True):
        if xunlian:
            mu = x.mean((0, 2, 3), keepdims=True)
            self.cha = x - mu
            var = (self.cha ** 2).mean((0, 2, 3), keepdims=True)
            self.junzhi = (1 - self.dongliang) * self.junzhi + self.dongliang * mu
            self.fangcha = (1 - self.dongliang) * self.fangcha + self.dongliang * var
            self.std = np.sqrt(var + self.eps)
            self.xh = self.cha / self.std
            return self.gama * self.xh + self.beita
        return self.gama * (x - self.junzhi) / np.sqrt(self.fangcha + self.eps) + self.beita

    def fanxiang(self, dy):
        zhou = (0, 2, 3)
        M = dy.size // dy.shape[1]
        self.tidu_gama = np.sum(dy * self.xh, zhou, keepdims=True)
        self.tidu_beita = np.sum(dy, zhou, keepdims=True)
        dxh = dy * self.gama
        dvar = np.sum(dxh * self.cha, zhou, keepdims=True) * -0.5 / self.std ** 3
        dmu = -np.sum(dxh / self.std, zhou, keepdims=True)   # di er xiang wei ling
        return dxh / self.std + dvar * 2 * self.cha / M + dmu / M


class XiuZheng:
    """ReLU"""
    def qianxiang(self, x):
        self.fu = x <= 0
        y = x.copy()
        y[self.fu] = 0
        return y

    def fanxiang(self, dy):
        dx = dy.copy()
        dx[self.fu] = 0
        return dx


class QuanLianJie:
    def __init__(self, shuru, shuchu):
        self.quanzhong = np.random.normal(0, np.sqrt(2 / shuru), (shuru, shuchu))
        self.pianzhi = np.zeros(shuchu)

    def qianxiang(self, x):
        self.xing = x.shape
        self.x = x.reshape(x.shape[0], -1)
        return self.x @ self.quanzhong + self.pianzhi

    def fanxiang(self, dy):
        self.tidu_w = self.x.T @ dy
        self.tidu_b = dy.sum(0)
        return (dy @ self.quanzhong.T).reshape(self.xing)

    def gengxin(self, xuexilv):
        self.quanzhong -= xuexilv * self.tidu_w
        self.pianzhi -= xuexilv * self.tidu_b


class RuanZuiDaSunShi:
    """softmax + jiao cha shang; biaoqian wei one-hot"""
    def qianxiang(self, x, biaoqian):
        yi = x - x.max(1, keepdims=True)
        z = np.log(np.exp(yi).sum(1, keepdims=True))
        self.gailv = np.exp(yi - z)
        self.biaoqian = biaoqian
        return np.sum(biaoqian * (z - yi)) / x.shape[0]

    def fanxiang(self):
        return (self.gailv - self.biaoqian) / self.gailv.shape[0]
