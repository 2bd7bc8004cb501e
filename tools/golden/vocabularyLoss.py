"""An output layer over a vocabulary and its cross-entropy by PyTorch in float64: the oracle of core's
vocabularyCrossEntropy.

Needs: torch. Run: python tools/golden/vocabularyLoss.py
"""

import torch
from oracle import draw, gradients, write
from torch.nn import functional

PAD = 0


def record(has_bias, label_smoothing, ignore):
    params = {"hidden": draw(7, 6), "weight": draw(11, 6)}
    if has_bias:
        params["bias"] = draw(11)
    labels = torch.tensor([3, PAD, 10, 4, PAD, 2, 1])
    logits = functional.linear(params["hidden"], params["weight"], params.get("bias"))
    options = {} if ignore is None else {"ignore_index": ignore}
    loss = functional.cross_entropy(logits, labels, label_smoothing=label_smoothing, **options)
    loss.backward()
    return {
        "params": params,
        "labels": labels,
        "labelSmoothing": label_smoothing,
        "ignore": ignore,
        "loss": loss,
        "gradients": gradients(params),
    }


torch.manual_seed(2017)
write(
    __file__,
    {
        "cases": [
            record(has_bias, label_smoothing, ignore)
            for has_bias in (True, False)
            for label_smoothing in (0.0, 0.1)
            for ignore in (None, PAD)
        ]
    },
)
