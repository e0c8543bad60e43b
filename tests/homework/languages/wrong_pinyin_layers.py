import numpy as np


class QuanLianJie:
    def __init__(self, shuru, shuchu):
        self.quanzhong = np.random.randn(shuru, shuchu) * 0.01
        self.pianzhi = np.zeros(shuchu)

    def qianxiang(self, shuju):
        self.shuju = shuju
        return np.matmul(shuju, self.quanzhong) + self.pianzhi

    def fanxiang(self, tidu):
        self.quanzhong_tidu = np.matmul(self.shuju.T, tidu)
        self.pianzhi_tidu = tidu.mean(0)
        return np.matmul(tidu, self.quanzhong.T)


class JuanJi:
    def __init__(self, tongdao, hexin, bianchang):
        self.hexin = np.random.randn(hexin, tongdao, bianchang, bianchang)

    def qianxiang(self, tu):
        self.tu = tu
        k = self.hexin.shape[-1]
        kuai = np.lib.stride_tricks.sliding_window_view(tu, (k, k), (2, 3))
        return np.einsum("nchwkl,fckl->nfhw", kuai, self.hexin)

    def fanxiang(self, tidu):
        k = self.hexin.shape[-1]
        kuai = np.lib.stride_tricks.sliding_window_view(self.tu, (k, k), (2, 3))
        self.hexin_tidu = np.einsum("nchwkl,nfhw->fckl", kuai, tidu)
        kuan = np.pad(tidu, ((0, 0), (0, 0), (k - 1, k - 1), (k - 1, k - 1)))
        kuai = np.lib.stride_tricks.sliding_window_view(kuan, (k, k), (2, 3))
        return np.einsum("nfhwkl,fckl->nchw", kuai, self.hexin)


class ReLU:
    def qianxiang(self, shuju):
        self.shuju = shuju
        return np.where(shuju > 0, shuju, 0)

    def fanxiang(self, tidu):
        return np.where(tidu > 0, tidu, 0)
