"""Recurrent layers over frames and connectionist temporal classification, as PyTorch's users write them."""

import torch
from bothWays import both_ways
from recurrent import load_named
from torch.nn.functional import ctc_loss


def layer_names(inputs, prefix):
    """The prefixes of an encoder's layers, from the lowest up."""
    count = sum(name.startswith(prefix) and name.endswith("forward.weightIh") for name in inputs)
    return [f"{prefix}layers.{layer}." for layer in range(count)]


class LabelReader(torch.nn.Module):
    """Joins pairs of frames above the first layer where the weights have a lower part."""

    def __init__(self, inputs, layout, prefix=""):
        super().__init__()
        lower = layer_names(inputs, prefix + "lower.")
        self.lower = both_ways(inputs, lower, layout) if lower else None
        self.upper = both_ways(inputs, layer_names(inputs, prefix + "upper."), layout)
        classes, width = inputs[prefix + "output.weight"].shape
        self.output = torch.nn.Linear(width, classes)
        load_named(self.output, inputs, prefix + "output.")

    def forward(self, xs, lengths):
        """xs: [time, batch, width], time even. Returns logits, [frames, batch, classes], and the frames of each."""
        if self.lower is not None:
            below = self.lower(xs, lengths)
            time, batch, width = below.shape
            # A pair side by side.
            xs = below.view(time // 2, 2, batch, width).transpose(1, 2).reshape(time // 2, batch, 2 * width)
            lengths = (lengths + 1) // 2
        return self.output(self.upper(xs, lengths)), lengths

    def loss(self, xs, lengths, labels, label_lengths):
        """Mean nats a label. labels: [batch, longest]"""
        logits, frames = self(xs, lengths)
        nats = ctc_loss(
            logits.log_softmax(2), labels, frames, label_lengths, blank=0, reduction="sum", zero_infinity=True
        )
        return nats / label_lengths.sum()
