#!/usr/bin/env bash
# Gradescope runs this once, when the image of the autograder is built. The archive that was uploaded
# lies in source/: this file, run_autograder, points.toml, and a clone of scratchcnn.
set -euo pipefail

root="${AUTOGRADER:-/autograder}"
apt-get update
# Python, and bubblewrap, in which the homework runs.
apt-get install -y python3 python3-venv bubblewrap
python3 -m venv "$root/venv"
"$root/venv/bin/pip" install -c "$root/source/scratchcnn/constraints.txt" "$root/source/scratchcnn"
