import torch


class MaxUnpoolFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, indices, kernel_size):
        n, c, h, w = x.shape
        ctx.save_for_backward(indices)
        flat = x.new_zeros(n, c, h * w * kernel_size**2)
        flat.scatter_(2, indices.flatten(2), x.flatten(2))
        return flat.view(n, c, h * kernel_size, w * kernel_size)

    @staticmethod
    def backward(ctx, grad_output):
        (indices,) = ctx.saved_tensors
        grad = grad_output.flatten(2).gather(2, indices.flatten(2))
        return grad.view(indices.shape), None, None
