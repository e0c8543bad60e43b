import torch


class FlattenFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, start_dim=1):
        ctx.shape = x.shape
        return x.flatten(start_dim)

    @staticmethod
    def backward(ctx, grad_output):
        return -grad_output.reshape(ctx.shape), None
