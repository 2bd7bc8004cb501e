"""What a side computed, in short: the same as in ../values.ts."""

import torch

SAMPLES = 64


def digest(tensor):
    """A tensor's norm, then about 64 of its numbers from evenly spaced places."""
    flat = tensor.detach().reshape(-1)
    stride = max(1, -(-flat.numel() // SAMPLES))
    return [torch.linalg.vector_norm(flat.double()).item(), *flat[::stride].tolist()]
