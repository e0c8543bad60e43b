"""The modules that homework may not use: they would do its work."""

# Never imported, even where they are installed: whoever calls them does not write from scratch.
FRAMEWORKS = {
    *("torch", "torchvision", "torchaudio", "torchtext", "torchmetrics", "pytorch_lightning"),
    *("lightning", "timm", "fastai", "skorch", "transformers", "tensorflow", "tensorflow_addons"),
    *("tensorflow_datasets", "tensorflow_probability", "tf_keras", "keras", "keras_core"),
    *("jax", "jaxlib", "flax", "haiku", "optax", "equinox", "sonnet", "mxnet", "paddle", "theano"),
    *("aesara", "pytensor", "lasagne", "chainer", "cntk", "caffe", "caffe2", "onnxruntime"),
    *("autograd", "tinygrad", "mlx", "scratchcnn", "reference"),
}
