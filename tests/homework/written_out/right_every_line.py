# %% [markdown]
# Exercise: backpropagate through every single line of the forward pass.

# %%
import numpy as np

rng = np.random.default_rng(2147483647)
n, block, n_embd, n_hidden, vocab = 6, 3, 4, 8, 5

# %%
Xb = rng.integers(0, vocab, (n, block))
Yb = rng.integers(0, vocab, n)
C = rng.standard_normal((vocab, n_embd))
W1 = rng.standard_normal((n_embd * block, n_hidden)) * (5 / 3) / (n_embd * block) ** 0.5
b1 = rng.standard_normal(n_hidden) * 0.1
W2 = rng.standard_normal((n_hidden, vocab)) * 0.1
b2 = rng.standard_normal(vocab) * 0.1
bngain = rng.standard_normal((1, n_hidden)) * 0.1 + 1.0
bnbias = rng.standard_normal((1, n_hidden)) * 0.1

# %%
# forward
emb = C[Xb]
embcat = emb.reshape(emb.shape[0], -1)
hprebn = embcat @ W1 + b1
bnmean = 1 / n * hprebn.sum(0, keepdims=True)
bndiff = hprebn - bnmean
bndiff2 = bndiff**2
bnvar = 1 / (n - 1) * bndiff2.sum(0, keepdims=True)
bnvar_inv = (bnvar + 1e-5) ** -0.5
bnraw = bndiff * bnvar_inv
hpreact = bngain * bnraw + bnbias
h = np.tanh(hpreact)
logits = h @ W2 + b2
logit_maxes = logits.max(1, keepdims=True)
norm_logits = logits - logit_maxes
counts = np.exp(norm_logits)
counts_sum = counts.sum(1, keepdims=True)
counts_sum_inv = counts_sum**-1
probs = counts * counts_sum_inv
logprobs = np.log(probs)
loss = -logprobs[range(n), Yb].mean()
print(loss)

# %%
# backward
dlogprobs = np.zeros_like(logprobs)
dlogprobs[range(n), Yb] = -1.0 / n
dprobs = (1.0 / probs) * dlogprobs
dcounts_sum_inv = (counts * dprobs).sum(1, keepdims=True)
dcounts = counts_sum_inv * dprobs
dcounts_sum = (-(counts_sum**-2)) * dcounts_sum_inv
dcounts += np.ones_like(counts) * dcounts_sum
dnorm_logits = counts * dcounts
dlogits = dnorm_logits.copy()
dlogit_maxes = (-dnorm_logits).sum(1, keepdims=True)
hot = np.zeros_like(logits)
hot[range(n), logits.argmax(1)] = 1
dlogits += hot * dlogit_maxes
dh = dlogits @ W2.T
dW2 = h.T @ dlogits
db2 = dlogits.sum(0)
dhpreact = (1.0 - h**2) * dh
dbngain = (bnraw * dhpreact).sum(0, keepdims=True)
dbnraw = bngain * dhpreact
dbnbias = dhpreact.sum(0, keepdims=True)
dbndiff = bnvar_inv * dbnraw
dbnvar_inv = (bndiff * dbnraw).sum(0, keepdims=True)
dbnvar = (-0.5 * (bnvar + 1e-5) ** -1.5) * dbnvar_inv
dbndiff2 = (1.0 / (n - 1)) * np.ones_like(bndiff2) * dbnvar
dbndiff += (2 * bndiff) * dbndiff2
dhprebn = dbndiff.copy()
dbnmean = (-dbndiff).sum(0, keepdims=True)
dhprebn += 1.0 / n * (np.ones_like(hprebn) * dbnmean)
dembcat = dhprebn @ W1.T
dW1 = embcat.T @ dhprebn
db1 = dhprebn.sum(0)
demb = dembcat.reshape(emb.shape)
dC = np.zeros_like(C)
for k in range(Xb.shape[0]):
    for j in range(Xb.shape[1]):
        dC[Xb[k, j]] += demb[k, j]
