import numpy as np
def svm_loss(x, y, delta=1.0):
    n = len(x)
    m = np.maximum(0, x - x[np.arange(n), y][:,None] + delta); m[np.arange(n), y] = 0
    loss = (m**2).sum()/n
    g = 2*m; g[np.arange(n), y] = -g.sum(1)
    return loss, g/n
def multiclass_hinge_loss(scores, labels):
    n, k = scores.shape
    i = np.arange(n)
    m = np.maximum(0, 1 + scores - scores[i, labels][:, None]); m[i, labels] = 0
    g = (m>0)*1.; g[i, labels] = -g.sum(1)
    return m.sum()/n/k, g/n/k


class MultiClassHinge:
    """Crammer-Singer"""
    def forward(self, s, y):
        n=len(s); self.i=np.arange(n); self.y=y
        m = s - s[self.i,y][:,None] + 1
        m[self.i,y]=0
        self.j = m.argmax(1); self.v = m.max(1) > 0; self.n=n; self.shape=s.shape
        return np.maximum(m.max(1),0).mean()
    def backward(self):
        g=np.zeros(self.shape); g[self.i,self.j]+=self.v; g[self.i,self.y]-=self.v
        return g/self.n
class SvmLoss:
    def forward(self, s, y):
        self.y=y; self.s=s
        return np.maximum(0, 1-y*s).mean()
    def backward(self):
        return np.where(1-self.y*self.s>0, -self.y, 0)/self.y.size


class HuberLoss:
    def __init__(self, delta=1.5):
        self.delta = delta
    def forward(self, y_pred, y_true):
        self.e = y_pred - y_true
        a = np.abs(self.e)
        return np.mean(np.where(a <= self.delta, 0.5*a**2, self.delta*(a-0.5*self.delta)))
    def backward(self):
        return np.clip(self.e, -self.delta, self.delta)/self.e.size
