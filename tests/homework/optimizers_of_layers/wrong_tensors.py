import torch
class RMSprop:
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8):
        self.params = list(params)
        self.lr, self.alpha, self.eps = lr, alpha, eps
        self.sq = [torch.zeros_like(p) for p in self.params]
    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            self.sq[i] = self.alpha * self.sq[i] + (1 - self.alpha) * p.grad
            p.sub_(self.lr * p.grad / (self.sq[i].sqrt() + self.eps))
class AdamW:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        self.params = list(params)
        self.lr, self.betas, self.eps, self.wd = lr, betas, eps, weight_decay
        self.t = 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
    @torch.no_grad()
    def step(self):
        self.t += 1
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(self.betas[0]).add_(p.grad, alpha=1 - self.betas[0])
            v.mul_(self.betas[1]).addcmul_(p.grad, p.grad, value=1 - self.betas[1])
            mh = m / (1 - self.betas[0] ** self.t)
            p.mul_(1 - self.lr * self.wd)
            p.sub_(self.lr * mh / (v.sqrt() + self.eps))
