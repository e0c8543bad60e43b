"""Train a documented network with several learning rates and seeds; print the test accuracies.

    python -m benchmarks.learning_rates guide --rates 0.05 0.08 --seeds 0 1 2 3 4

It prints one line for every run, with the accuracy after each epoch.
"""

import argparse
from time import perf_counter

from scratchcnn.datasets import DATASET_NAMES, load
from scratchcnn.nn.network import DOCUMENTED
from scratchcnn.training.evaluation import DivergenceError
from scratchcnn.training.recipe import prepare


def accuracies(options: argparse.Namespace, learning_rate: float, seed: int) -> list[float]:
    """Return the test accuracy after every epoch."""
    training = prepare(
        DOCUMENTED[options.network],
        load(options.dataset),
        seed=seed,
        epochs=options.epochs,
        batch_size=options.batch_size,
        learning_rate=learning_rate,
        momentum=options.momentum,
    )
    return [
        training.test_accuracy()
        for progress in training.steps
        if progress.batch == progress.batches
    ]


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learning_rates")
    parser.add_argument("network", choices=DOCUMENTED)
    parser.add_argument("--rates", type=float, nargs="+", required=True)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--momentum", type=float, help="default: that of the network")
    parser.add_argument("--batch-size", type=int, help="default: that of the network")
    parser.add_argument("--epochs", type=int, help="default: that of the network")
    parser.add_argument("--dataset", choices=DATASET_NAMES, default="mnist")
    options = parser.parse_args()
    print(f"{'network':9} {'rate':>6} {'seed':>4} {'seconds':>7}  accuracy after each epoch")
    for learning_rate in options.rates:
        for seed in options.seeds:
            start = perf_counter()
            try:
                found = " ".join(f"{a:.4f}" for a in accuracies(options, learning_rate, seed))
            except DivergenceError as error:
                found = str(error)
            seconds = perf_counter() - start
            print(f"{options.network:9} {learning_rate:6g} {seed:4} {seconds:7.1f}  {found}")


if __name__ == "__main__":
    main()
