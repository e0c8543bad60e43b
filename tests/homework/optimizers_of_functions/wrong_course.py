import numpy as np
def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    for l in range(len(parameters) // 2):
        v["dW" + str(l+1)] = beta * v["dW" + str(l+1)] + (1 - beta) * grads["dW" + str(l+1)]
        v["db" + str(l+1)] = beta * v["db" + str(l+1)] + (1 - beta) * grads["db" + str(l+1)]
        parameters["W" + str(l+1)] = parameters["W" + str(l+1)] + learning_rate * v["dW" + str(l+1)]
        parameters["b" + str(l+1)] = parameters["b" + str(l+1)] + learning_rate * v["db" + str(l+1)]
    return parameters, v
def update_parameters_with_adam(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    for l in range(len(parameters) // 2):
        for k in ("W", "b"):
            n = k + str(l + 1)
            v["d" + n] = beta1 * v["d" + n] + (1 - beta1) * grads["d" + n]
            s["d" + n] = beta2 * s["d" + n] + (1 - beta2) * np.power(grads["d" + n], 2)
            vc = v["d" + n] / (1 - beta1 ** t)
            sc = s["d" + n] / (1 - beta2 ** t)
            parameters[n] = parameters[n] - learning_rate * vc / (sc + epsilon)
    return parameters, v, s
