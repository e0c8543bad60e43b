# %% [markdown]
# Backprop by hand: gradients hang on the tensors as `.g`, and afterwards the whole
# pass of the character model is written line by line.

# %%
import torch

def lin(x, w, b): return x @ w + b

def lin_grad(inp, out, w, b):
    inp.g = out.g @ w.t()
    w.g = inp.t() @ out.g
    b.g = out.g.sum(0)

def relu(x): return x.clamp_min(0.)

def relu_grad(inp, out):
    inp.g = (inp > 0).to(inp.dtype) * out.g

def mse(out, targ): return (out.squeeze(-1) - targ).pow(2).mean()

def mse_grad(inp, targ):
    inp.g = 2. * (inp.squeeze(-1) - targ).unsqueeze(-1) / inp.shape[0]

def forward_and_backward(x, w1, b1, w2, b2, y):
    l1 = lin(x, w1, b1)
    l2 = relu(l1)
    out = lin(l2, w2, b2)
    loss = mse(out, y)
    mse_grad(out, y)
    lin_grad(l2, out, w2, b2)
    relu_grad(l1, l2)
    lin_grad(x, l1, w1, b1)
    return loss

# %%
words = "emma olivia ava isabella sophia charlotte mia amelia harper evelyn".split()
stoi = {c: i for i, c in enumerate("." + "".join(sorted(set("".join(words)))))}
block_size, n_embd, n_hidden, vocab = 3, 4, 12, len(stoi)
xs, ys = [], []
for w in words:
    ctxt = [0] * block_size
    for ch in w + ".":
        xs.append(ctxt)
        ys.append(stoi[ch])
        ctxt = ctxt[1:] + [stoi[ch]]
Xb, Yb = torch.tensor(xs)[:32], torch.tensor(ys)[:32]
n = Xb.shape[0]

# %%
gen = torch.Generator().manual_seed(2147483647)
def rnd(*size, scale): return torch.randn(*size, generator=gen, dtype=torch.float64) * scale
C = rnd(vocab, n_embd, scale=1.0)
W1 = rnd(n_embd * block_size, n_hidden, scale=0.3)
b1 = rnd(n_hidden, scale=0.1)
W2 = rnd(n_hidden, vocab, scale=0.1)
b2 = rnd(vocab, scale=0.1)

# forward pass, in small steps
emb = C[Xb]
embcat = emb.view(n, -1)
hpreact = embcat @ W1 + b1
h = torch.tanh(hpreact)
logits = h @ W2 + b2
logit_maxes = logits.max(1, keepdim=True).values
counts = (logits - logit_maxes).exp()
probs = counts / counts.sum(1, keepdim=True)
loss = -probs[range(n), Yb].log().mean()

# %%
# backward pass
dlogits = probs.clone()
dlogits[range(n), Yb] -= 1
dlogits /= n
dh = dlogits @ W2.T
dW2 = h.T @ dlogits
db2 = dlogits.sum(0)
dhpreact = (1.0 - h ** 2) * dh
dembcat = dhpreact @ W1.T
dW1 = embcat.T @ dhpreact
db1 = dhpreact.sum(0)
demb = dembcat.view(emb.shape)
dC = torch.zeros_like(C)
for k in range(Xb.shape[0]):
    for j in range(Xb.shape[1]):
        dC[Xb[k, j]] += demb[k, j]

# %%
lr = 0.1
for p, g in [(C, dC), (W1, dW1), (b1, db1), (W2, dW2), (b2, db2)]:
    print(tuple(p.shape), "grad norm", g.norm().item())
print("loss", loss.item())
