from builtins import range
import numpy as np


class TwoLayerNet(object):
    """
    affine - relu - affine - softmax, with L2 regularization of the weights.
    Parameters are in self.params: W1 (D, H), b1 (H,), W2 (H, C), b2 (C,).
    """

    def __init__(self, input_size, hidden_size, output_size, std=1e-1, reg=0.0):
        self.params = {}
        self.params['W1'] = std * np.random.randn(input_size, hidden_size)
        self.params['b1'] = np.zeros(hidden_size)
        self.params['W2'] = std * np.random.randn(hidden_size, output_size)
        self.params['b2'] = np.zeros(output_size)
        self.reg = reg

    def scores(self, X):
        hidden = np.maximum(0, X.dot(self.params['W1']) + self.params['b1'])
        return hidden, hidden.dot(self.params['W2']) + self.params['b2']

    def loss(self, X, y=None):
        """Returns the scores if y is None, otherwise loss and a dictionary of gradients."""
        W1, W2 = self.params['W1'], self.params['W2']
        N = X.shape[0]
        hidden, scores = self.scores(X)
        if y is None:
            return scores

        scores = scores - np.max(scores, axis=1, keepdims=True)
        exp_scores = np.exp(scores)
        probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
        data_loss = np.mean(np.log(np.sum(exp_scores, axis=1)) - scores[np.arange(N), y])
        reg_loss = self.reg * (np.sum(W1 * W1) + np.sum(W2 * W2))
        loss = data_loss + reg_loss

        grads = {}
        dscores = probs.copy()
        dscores[np.arange(N), y] -= 1
        dscores /= N
        grads['W2'] = hidden.T.dot(dscores) + 2 * self.reg * W2
        grads['b2'] = np.sum(dscores, axis=0)
        dhidden = dscores.dot(W2.T)
        dhidden[hidden <= 0] = 0
        grads['W1'] = X.T.dot(dhidden) + 2 * self.reg * W1
        grads['b1'] = np.sum(dhidden, axis=0)
        return loss, grads

    def train(self, X, y, learning_rate=1e-1, num_iters=100):
        history = []
        for it in range(num_iters):
            loss, grads = self.loss(X, y)
            history.append(loss)
            for name in self.params:
                self.params[name] -= learning_rate * grads[name]
        return history

    def predict(self, X):
        return np.argmax(self.loss(X), axis=1)


if __name__ == '__main__':
    np.random.seed(0)
    net = TwoLayerNet(4, 10, 3, reg=1e-3)
    np.random.seed(1)
    X = 10 * np.random.randn(5, 4)
    y = np.array([0, 1, 2, 2, 1])
    print(net.train(X, y)[-1], (net.predict(X) == y).mean())
