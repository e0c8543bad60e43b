# yi ci zhi chuli yi zhang tupian (tongdao, gao, kuan). shuxue jianmo xuanxiu ke zuoye
# gengxin zai fanxiang li wancheng
import numpy as np

xuexi_lv = 0.01   # quanju


def sigmoid(x):
    x = np.clip(x, -700, 700)
    return 1.0 / (1.0 + np.exp(-x))


class JuanJi:
    def __init__(self, tongdao, hesu, daxiao, bujin=1):
        self.he = np.random.randn(hesu, tongdao, daxiao, daxiao) * 0.1
        self.pianzhi = np.zeros(hesu)
        self.daxiao, self.bujin = daxiao, bujin

    def qianxiang(self, tu):
        self.tu = tu
        d, s = self.daxiao, self.bujin
        _, g, k = tu.shape
        self.jieguo = np.zeros((len(self.he), (g - d) // s + 1, (k - d) // s + 1))
        for f in range(len(self.he)):
            for i in range(self.jieguo.shape[1]):
                for j in range(self.jieguo.shape[2]):
                    self.jieguo[f, i, j] = (tu[:, i * s:i * s + d, j * s:j * s + d] * self.he[f]).sum() + self.pianzhi[f]
        return self.jieguo

    def fanxiang(self, wucha, xuexi_lv=xuexi_lv):
        d, s = self.daxiao, self.bujin
        dtu = np.zeros(self.tu.shape)
        dhe = np.zeros(self.he.shape)
        for f in range(len(self.he)):
            for i in range(wucha.shape[1]):
                for j in range(wucha.shape[2]):
                    dhe[f] += wucha[f, i, j] * self.tu[:, i * s:i * s + d, j * s:j * s + d]
                    dtu[:, i * s:i * s + d, j * s:j * s + d] += wucha[f, i, j] * self.he[f]
        self.he = self.he - xuexi_lv * dhe
        self.pianzhi = self.pianzhi - xuexi_lv * wucha.reshape(len(self.he), -1).sum(1)
        return dtu


class ChiHua:
    def __init__(self, daxiao, bujin):
        self.daxiao, self.bujin = daxiao, bujin

    def qianxiang(self, tu):
        self.tu = tu
        d, s = self.daxiao, self.bujin
        c, g, k = tu.shape
        return np.array([[[tu[n, i:i + d, j:j + d].max() for j in range(0, k - d + 1, s)] for i in range(0, g - d + 1, s)] for n in range(c)])

    def fanxiang(self, wucha, xuexi_lv=None):
        d, s = self.daxiao, self.bujin
        dtu = np.zeros(self.tu.shape)
        for n, i, j in np.ndindex(*wucha.shape):
            kuai = self.tu[n, i * s:i * s + d, j * s:j * s + d]
            wz = np.where(kuai == kuai.max())
            dtu[n, i * s + wz[0][0], j * s + wz[1][0]] += wucha[n, i, j]
        return dtu


class QuanLianJie:
    """xiang liang 1-D"""
    def __init__(self, shuru, shuchu):
        self.quanzhong = np.random.randn(shuchu, shuru) / np.sqrt(shuru)
        self.pianzhi = np.zeros(shuchu)

    def qianxiang(self, x):
        self.xingzhuang = x.shape
        self.x = x.reshape(-1)
        return self.quanzhong @ self.x + self.pianzhi

    def fanxiang(self, wucha, xuexi_lv=xuexi_lv):
        dx = (wucha @ self.quanzhong).reshape(self.xingzhuang)
        self.quanzhong = self.quanzhong - xuexi_lv * np.outer(wucha, self.x)
        self.pianzhi = self.pianzhi - xuexi_lv * wucha
        return dx


class JiHuo:
    def __init__(self, leixing):
        self.leixing = leixing      # 'relu' | 'sigmoid'

    def qianxiang(self, x):
        if self.leixing == 'relu':
            self.y = np.where(x > 0, x, 0)
        else:
            self.y = sigmoid(x)
        return self.y

    def fanxiang(self, wucha, xuexi_lv=None):
        if self.leixing == 'relu':
            return wucha * (self.y > 0)
        return wucha * self.y * (1 - self.y)


class RuanZuiDaSunShi:
    """softmax + jiaocha shang, yi ge yangben"""
    def qianxiang(self, x, biaoqian):
        x = x - x.max()
        self.p = np.exp(x) / np.exp(x).sum()
        self.biaoqian = biaoqian
        return np.log(np.exp(x).sum()) - x[biaoqian]

    def fanxiang(self):
        d = self.p.copy()
        d[self.biaoqian] -= 1
        return d
