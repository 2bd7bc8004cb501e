"""What the PyTorch oracles share: seeded inputs, and JSON with enough digits.

Inputs are drawn in float32 and computed with in float64: the numbers that a float32 implementation starts from are
exactly the oracle's, and the oracle's own rounding is far below the tolerance.
"""

import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)

DATA = pathlib.Path(__file__).parent / "data"


def draw(*shape, scale=1.0):
    """Normal numbers that float32 holds exactly, as a float64 leaf."""
    return (torch.randn(*shape, dtype=torch.float32) * scale).double().requires_grad_()


def plain(value):
    """Tensors inside lists and dicts as nested lists of numbers of 10 significant digits."""
    if isinstance(value, torch.Tensor):
        return plain(value.detach().tolist())
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return float(f"{value:.10g}") if isinstance(value, float) else value


def gradients(tensors):
    """The gradients of a list or dict of leaves, in its own form."""
    if isinstance(tensors, dict):
        return {name: tensor.grad for name, tensor in tensors.items()}
    return [tensor.grad for tensor in tensors]


def write(script, golden):
    path = DATA / f"{pathlib.Path(script).stem}.json"
    header = {"made by": f"tools/golden/{pathlib.Path(script).name}, torch {torch.__version__}"}
    path.write_text(json.dumps({**header, **plain(golden)}, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{path.name}: {path.stat().st_size / 1024:.0f} KB")
