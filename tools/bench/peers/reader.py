"""A training step of the handwriting application's reader of ink: bidirectional layers of nn.LSTM, of which the second
reads pairs of what the first says, CTC, clipping, AdamW."""

import torch
from bothWays import LAYOUTS
from labelReader import LabelReader
from training import Training

VARIANTS = LAYOUTS


def make(inputs, settings, variant):
    model = LabelReader(inputs, variant)
    # Time first, the order that nn.LSTM computes in.
    xs = inputs["values"].transpose(0, 1).contiguous()
    batch = (xs, *(inputs[name].long() for name in ("lengths", "labels", "labelLengths")))
    # The fastest form of the update, which takes little beside the gradients.
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.003, weight_decay=0.01, fused=True)
    return Training(model.parameters(), [batch], lambda one: model.loss(*one), optimizer, clip_norm=1)
