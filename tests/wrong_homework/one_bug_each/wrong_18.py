# 作业三:softmax 与交叉熵
import numpy as np


class SoftmaxCrossEntropy:
    def forward(self, logits, labels):
        # logits: (N, K), labels: (N,) 整数类别
        self.labels = labels
        shifted = logits - logits.max(axis=1, keepdims=True)   # 每一行处理后再取指数
        exps = np.exp(logits)
        self.probs = exps / exps.sum(axis=1, keepdims=True)
        n = logits.shape[0]
        return -np.log(self.probs[np.arange(n), labels]).mean()

    def backward(self):
        n = self.probs.shape[0]
        grad = self.probs.copy()
        grad[np.arange(n), self.labels] -= 1.0
        return grad / n


class Linear:
    def __init__(self, in_dim, out_dim):
        self.w = 0.01 * np.random.randn(in_dim, out_dim)
        self.b = np.zeros(out_dim)

    def forward(self, x):
        self.x = x          # 缓存输入
        return x.dot(self.w) + self.b

    def backward(self, grad):
        self.dw = self.x.T.dot(grad)
        self.db = grad.sum(axis=0)
        return grad.dot(self.w.T)
