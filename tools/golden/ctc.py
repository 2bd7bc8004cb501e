"""Connectionist temporal classification by PyTorch in float64: losses, and the gradient of a weighted sum of them.

Needs: torch. Run: python tools/golden/ctc.py
"""

import torch
from oracle import draw, write
from torch.nn import functional


def record(time, classes, labels, input_lengths, blank=0, scale=2.0):
    logits = draw(len(labels), time, classes, scale=scale)
    weights = draw(len(labels))
    losses = functional.ctc_loss(
        logits.log_softmax(-1).transpose(0, 1),
        torch.tensor([label for row in labels for label in row]),
        torch.tensor(input_lengths),
        torch.tensor([len(row) for row in labels]),
        blank=blank,
        reduction="none",
    )
    (losses * weights).sum().backward()
    return {
        "logits": logits,
        "labels": labels,
        "inputLengths": input_lengths,
        "blank": blank,
        "losses": losses,
        "weights": weights,
        "gradient": logits.grad,
    }


def draw_labels(lengths, classes):
    return [torch.randint(1, classes, (length,)).tolist() for length in lengths]


torch.manual_seed(2006)
write(
    __file__,
    {
        "ragged": record(9, 6, [[1, 5, 2], [3, 3, 3], [], [4]], [9, 5, 6, 7]),
        "fullLength": record(5, 4, [[1, 2, 3, 2, 1], [2, 2, 1]], [5, 5]),
        "otherBlank": record(7, 5, [[0, 1, 1], [3, 0, 3, 2]], [7, 6], blank=4),
        # More labels than a vector has lanes, and long enough for plain float32 numbers to vanish.
        "long": record(80, 7, draw_labels([20, 35], 7), [80, 72]),
        "peaked": record(12, 4, [[1, 2, 3], [3, 1]], [12, 11], scale=1e3),
    },
)
