"""Layers without time by PyTorch in float64: the oracle of core's LayerNorm, Linear, Embedding and cross-entropy.

Needs: torch. Run: python tools/golden/layers.py
"""

import torch
from oracle import draw, gradients, write
from torch.nn import functional

PAD = 0


def record(apply, params, xs):
    """`apply(params, xs)` and its gradients under a loss that weighs every output."""
    outputs = apply(params, xs)
    output_weights = draw(*outputs.shape)
    (outputs * output_weights).sum().backward()
    golden = {"params": params, "xs": xs, "outputs": outputs, "outputWeights": output_weights}
    golden["gradients"] = {"params": gradients(params)}
    if xs.is_floating_point():
        golden["gradients"]["xs"] = xs.grad
    return golden


def record_cross_entropy(label_smoothing, ignore):
    logits = draw(7, 5, scale=2.0)
    labels = torch.tensor([3, PAD, 1, 4, PAD, 2, 1])
    options = {} if ignore is None else {"ignore_index": ignore}
    loss = functional.cross_entropy(logits, labels, label_smoothing=label_smoothing, **options)
    loss.backward()
    return {
        "logits": logits,
        "labels": labels,
        "labelSmoothing": label_smoothing,
        "ignore": ignore,
        "loss": loss,
        "gradient": logits.grad,
    }


torch.manual_seed(2016)
write(
    __file__,
    {
        "layerNorm": record(
            lambda p, xs: functional.layer_norm(xs, (6,), p["weight"], p["bias"]),
            {"weight": draw(6), "bias": draw(6)},
            (draw(2, 3, 6, scale=2.0).detach() + 1).requires_grad_(),
        ),
        "linear": record(
            lambda p, xs: functional.linear(xs, p["weight"], p["bias"]),
            {"weight": draw(4, 3), "bias": draw(4)},
            draw(2, 5, 3),
        ),
        "embedding": record(
            lambda p, ids: functional.embedding(ids, p["weight"]),
            {"weight": draw(6, 3)},
            torch.tensor([[1, 4, 1, 0], [5, 1, 4, 4]]),
        ),
        "crossEntropy": [
            record_cross_entropy(label_smoothing, ignore) for label_smoothing in (0.0, 0.1) for ignore in (None, PAD)
        ],
    },
)
