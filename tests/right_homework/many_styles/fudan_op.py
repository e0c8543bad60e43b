from abc import abstractmethod
import numpy as np

# PJ1: suanzi (op). juanji, quanlianjie, chihua, jihuo hanshu


class Layer():
    def __init__(self) -> None:
        self.optimizable = True

    @abstractmethod
    def forward():
        pass

    @abstractmethod
    def backward():
        pass


class Linear(Layer):
    def __init__(self, in_dim, out_dim, initialize_method=np.random.normal, weight_decay=False, weight_decay_lambda=1e-8) -> None:
        super().__init__()
        self.W = initialize_method(size=(in_dim, out_dim))
        self.b = initialize_method(size=(1, out_dim))
        self.grads = {'W': None, 'b': None}
        self.input = None
        self.params = {'W': self.W, 'b': self.b}
        self.weight_decay = weight_decay
        self.weight_decay_lambda = weight_decay_lambda

    def __call__(self, X) -> np.ndarray:
        return self.forward(X)

    def forward(self, X):
        self.input = X
        return X @ self.params['W'] + self.params['b']

    def backward(self, grad: np.ndarray):
        self.grads['W'] = self.input.T @ grad
        self.grads['b'] = np.sum(grad, axis=0, keepdims=True)
        return grad @ self.params['W'].T

    def clear_grad(self):
        self.grads = {'W': None, 'b': None}


class conv2D(Layer):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, initialize_method=np.random.normal):
        super().__init__()
        self.k, self.buchang, self.tianchong = kernel_size, stride, padding
        self.params = {'W': initialize_method(size=(out_channels, in_channels, kernel_size, kernel_size)),
                       'b': initialize_method(size=(1, out_channels, 1, 1))}
        self.grads = {'W': None, 'b': None}

    def __call__(self, X):
        return self.forward(X)

    def _zhankai(self, X):
        """im2col, yong xiabiao: [N, C*k*k, gao*kuan]"""
        N, C, H, W = X.shape
        k, s = self.k, self.buchang
        gao, kuan = (H - k) // s + 1, (W - k) // s + 1
        i0 = np.tile(np.repeat(np.arange(k), k), C)
        i1 = s * np.repeat(np.arange(gao), kuan)
        j0 = np.tile(np.arange(k), k * C)
        j1 = s * np.tile(np.arange(kuan), gao)
        tongdao = np.repeat(np.arange(C), k * k).reshape(-1, 1)
        self.xiabiao = (tongdao, i0.reshape(-1, 1) + i1, j0.reshape(-1, 1) + j1)
        return X[:, self.xiabiao[0], self.xiabiao[1], self.xiabiao[2]], gao, kuan

    def forward(self, X):
        p = self.tianchong
        Xp = np.pad(X, ((0, 0), (0, 0), (p, p), (p, p)))
        self.lie, gao, kuan = self._zhankai(Xp)
        self.xingzhuang, self.xingzhuang_p = X.shape, Xp.shape
        W = self.params['W']
        Y = W.reshape(W.shape[0], -1) @ self.lie
        return Y.reshape(X.shape[0], W.shape[0], gao, kuan) + self.params['b']

    def backward(self, grads):
        W = self.params['W']
        N, O = grads.shape[:2]
        G = grads.reshape(N, O, -1)
        self.grads['W'] = np.matmul(G, self.lie.transpose(0, 2, 1)).sum(axis=0).reshape(W.shape)
        self.grads['b'] = grads.sum(axis=(0, 2, 3), keepdims=True)
        dlie = W.reshape(O, -1).T @ G
        dXp = np.zeros(self.xingzhuang_p)
        np.add.at(dXp, (slice(None),) + self.xiabiao, dlie)
        p, (_, _, H, Wd) = self.tianchong, self.xingzhuang
        return dXp[:, :, p:p + H, p:p + Wd]

    def clear_grad(self):
        self.grads = {'W': None, 'b': None}


class MaxPool2D(Layer):
    def __init__(self, kernel_size=2, stride=2):
        super().__init__()
        self.optimizable = False
        self.k, self.s = kernel_size, stride

    def __call__(self, X):
        return self.forward(X)

    def forward(self, X):
        N, C, H, W = X.shape
        k, s = self.k, self.s
        gao, kuan = (H - k) // s + 1, (W - k) // s + 1
        zuida = np.full((N, C, gao, kuan), -np.inf)
        self.weizhi = np.zeros((N, C, gao, kuan), dtype=int)
        self.shape = X.shape
        # chi chuang kou nei zhu ge bijiao, yan ge da yu cai geng xin => di yi ge zuida zhi
        for a in range(k):
            for b in range(k):
                cand = X[:, :, a:a + s * (gao - 1) + 1:s, b:b + s * (kuan - 1) + 1:s]
                geng = cand > zuida
                zuida = np.where(geng, cand, zuida)
                self.weizhi = np.where(geng, a * k + b, self.weizhi)
        return zuida

    def backward(self, grads):
        dX = np.zeros(self.shape)
        k, s = self.k, self.s
        gao, kuan = grads.shape[2:]
        for a in range(k):
            for b in range(k):
                dX[:, :, a:a + s * (gao - 1) + 1:s, b:b + s * (kuan - 1) + 1:s] += grads * (self.weizhi == a * k + b)
        return dX


class ReLU(Layer):
    def __init__(self) -> None:
        super().__init__()
        self.input = None
        self.optimizable = False

    def __call__(self, X):
        return self.forward(X)

    def forward(self, X):
        self.input = X
        return np.where(X < 0, 0, X)

    def backward(self, grads):
        assert self.input.shape == grads.shape
        return np.where(self.input <= 0, 0, grads)


class MultiCrossEntropyLoss(Layer):
    """has_softmax: softmax zai loss limian; cancel_soft_max() hou, shuru shi gailv"""
    def __init__(self, model=None, max_classes=10) -> None:
        super().__init__()
        self.has_softmax = True
        self.model = model

    def __call__(self, predicts, labels):
        return self.forward(predicts, labels)

    def forward(self, predicts, labels):
        self.labels = labels
        self.gailv = softmax(predicts) if self.has_softmax else predicts
        return -np.mean(np.log(self.gailv[np.arange(len(labels)), labels] + 1e-12))

    def backward(self):
        n = len(self.labels)
        if self.has_softmax:
            self.grads = self.gailv.copy()
            self.grads[np.arange(n), self.labels] -= 1
            self.grads = self.grads / n
        else:
            self.grads = np.zeros_like(self.gailv)
            self.grads[np.arange(n), self.labels] = -1 / (n * (self.gailv[np.arange(n), self.labels] + 1e-12))
        if self.model is not None:
            self.model.backward(self.grads)
        return self.grads

    def cancel_soft_max(self):
        self.has_softmax = False
        return self


def softmax(X):
    x_max = np.max(X, axis=1, keepdims=True)
    x_exp = np.exp(X - x_max)
    partition = np.sum(x_exp, axis=1, keepdims=True)
    return x_exp / partition
