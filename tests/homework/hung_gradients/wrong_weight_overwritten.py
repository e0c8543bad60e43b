"""
Homework: backpropagation without autograd.

All layers extend AbstractLayer. A layer is called like a function, afterwards
backward() reads the gradient from output.g and writes it to input.g
(and to the .g of weight and bias).
"""
import torch


class AbstractLayer:
    """Base class of all layers."""

    def __call__(self, *args):
        self.args = args
        self.out = self.forward(*args)
        return self.out

    def forward(self, *args):
        raise NotImplementedError("abstract method")

    def bwd(self, out, *args):
        raise NotImplementedError("abstract method")

    def backward(self):
        self.bwd(self.out, *self.args)

    def getOutput(self):
        return self.out

    def getParameters(self):
        return []


class LinearLayer(AbstractLayer):
    """y = x W^T + b, the weight has the shape (outputs, inputs)"""

    def __init__(self, weight, bias):
        self.weight = weight
        self.bias = bias

    def getWeight(self):
        return self.weight

    def getBias(self):
        return self.bias

    def getParameters(self):
        return [self.weight, self.bias]

    def forward(self, inp):
        return torch.addmm(self.bias, inp, self.weight.T)

    def bwd(self, out, inp):
        outGrad = out.g
        inp.g = torch.matmul(outGrad, self.weight)
        self.weight.g = torch.matmul(outGrad.T, inp)
        self.bias.g = torch.sum(outGrad, dim=0)


class SigmoidLayer(AbstractLayer):

    def forward(self, inp):
        return 1.0 / (1.0 + torch.exp(-inp))

    def bwd(self, out, inp):
        inp.g = out.g * out * (1.0 - out)


class ConvolutionLayer(AbstractLayer):

    def __init__(self, weight, bias, stride=1, padding=0):
        self.weight = weight
        self.bias = bias
        self.stride = stride
        self.padding = padding

    def getWeight(self):
        return self.weight

    def getBias(self):
        return self.bias

    def getStride(self):
        return self.stride

    def getPadding(self):
        return self.padding

    def getParameters(self):
        return [self.weight, self.bias]

    def addPadding(self, image_batch):
        pad = self.getPadding()
        n, c, height, width = image_batch.shape
        padded = image_batch.new_zeros(n, c, height + 2 * pad, width + 2 * pad)
        padded[:, :, pad:pad + height, pad:pad + width] = image_batch
        return padded

    def forward(self, inp):
        num_filters, _, kernelHeight, kernelWidth = self.weight.shape
        n, c, height, width = inp.shape
        step = self.getStride()
        outHeight = (height + 2 * self.padding - kernelHeight) // step + 1
        outWidth = (width + 2 * self.padding - kernelWidth) // step + 1
        padded = self.addPadding(inp)
        result = inp.new_zeros(n, num_filters, outHeight, outWidth)
        # one tap of the kernel after the other
        for row in range(kernelHeight):
            for col in range(kernelWidth):
                shifted = padded[:, :, row:row + step * outHeight:step, col:col + step * outWidth:step]
                tap = self.weight[:, :, row, col]
                result += torch.einsum("nchw,fc->nfhw", shifted, tap)
        result += self.bias.view(1, num_filters, 1, 1)
        return result

    def bwd(self, out, inp):
        outGrad = out.g
        step = self.getStride()
        pad = self.getPadding()
        _, _, kernelHeight, kernelWidth = self.weight.shape
        n, c, height, width = inp.shape
        _, num_filters, outHeight, outWidth = outGrad.shape
        padded = self.addPadding(inp)
        grad_padded = torch.zeros_like(padded)
        grad_weight = torch.zeros_like(self.weight)
        for sampleIndex in range(n):
            for i in range(outHeight):
                for j in range(outWidth):
                    top = i * step
                    left = j * step
                    window = padded[sampleIndex, :, top:top + kernelHeight, left:left + kernelWidth]
                    g = outGrad[sampleIndex, :, i, j].view(num_filters, 1, 1, 1)
                    grad_weight = g * window.unsqueeze(0)
                    grad_padded[sampleIndex, :, top:top + kernelHeight, left:left + kernelWidth] += (g * self.weight).sum(dim=0)
        inp.g = grad_padded[:, :, pad:pad + height, pad:pad + width]
        self.weight.g = grad_weight
        self.bias.g = outGrad.sum(dim=3).sum(dim=2).sum(dim=0)


class AveragePoolLayer(AbstractLayer):

    def __init__(self, poolSize, stride=None):
        self.poolSize = poolSize
        if stride is None:
            self.stride = poolSize
        else:
            self.stride = stride

    def getPoolSize(self):
        return self.poolSize

    def forward(self, inp):
        k = self.getPoolSize()
        return inp.unfold(2, k, self.stride).unfold(3, k, self.stride).mean(dim=(4, 5))

    def bwd(self, out, inp):
        k = self.getPoolSize()
        inputGrad = torch.zeros_like(inp)
        share = out.g / (k * k)
        for i in range(out.shape[2]):
            for j in range(out.shape[3]):
                y0, x0 = i * self.stride, j * self.stride
                inputGrad[:, :, y0:y0 + k, x0:x0 + k] += share[:, :, i, j, None, None]
        inp.g = inputGrad


class MseCost(AbstractLayer):
    """mean squared error over all the elements"""

    def forward(self, inp, targ):
        difference = inp - targ.view(inp.shape)
        return difference.pow(2).mean()

    def bwd(self, out, inp, targ):
        difference = inp - targ.view(inp.shape)
        inp.g = 2.0 * difference / inp.numel()


class NetworkModel:
    """Holds the layers in order, and the cost at the end."""

    def __init__(self, layers, cost):
        self.layers = layers
        self.cost = cost

    def getLayers(self):
        return self.layers

    def __call__(self, x, targ):
        for layer in self.getLayers():
            x = layer(x)
        return self.cost(x, targ)

    def backward(self):
        self.cost.backward()
        for layer in reversed(self.getLayers()):
            layer.backward()


def main():
    torch.manual_seed(7)
    x = torch.rand(10, 5)
    target = x.sum(dim=1)
    model = NetworkModel([LinearLayer(torch.randn(8, 5) * 0.5, torch.zeros(8)),
                          SigmoidLayer(),
                          LinearLayer(torch.randn(1, 8) * 0.5, torch.zeros(1))], MseCost())
    for epoch in range(20):
        loss = model(x, target)
        model.backward()
        for layer in model.getLayers():
            for parameter in layer.getParameters():
                parameter -= 0.1 * parameter.g
        print("epoch", epoch, "loss", float(loss))


if __name__ == "__main__":
    main()
