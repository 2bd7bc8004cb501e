"""A bidirectional LSTM over sequences of different lengths, which PyTorch reads packed: no step of padding is computed.

The batch is sorted by length, so packing need not sort (enforce_sorted). What comes in and goes out is padded.
"""

import torch
from recurrent import load_layer
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
from values import digest

VARIANTS = ("time first", "batch first", "time first without oneDNN")


class Bidirectional:
    def __init__(self, inputs, settings, variant):
        size = settings["size"]
        self.batch_first = variant == "batch first"
        self.onednn = not variant.endswith("without oneDNN")
        self.layer = torch.nn.LSTM(size, size, bidirectional=True, batch_first=self.batch_first)
        self.parameters = {
            **load_layer(self.layer, inputs, "forward."),
            **load_layer(self.layer, inputs, "backward.", "_l0_reverse"),
        }
        self.lengths = inputs["lengths"].long()
        self.xs = self.in_order(inputs["xs"]).requires_grad_()
        self.output_weights = self.in_order(inputs["outputWeights"])

    def in_order(self, tensor):
        """From batch first to the order of the variant, and back."""
        return tensor if self.batch_first else tensor.transpose(0, 1).contiguous()

    def compute(self):
        with torch.backends.mkldnn.flags(enabled=self.onednn):
            packed = pack_padded_sequence(self.xs, self.lengths, batch_first=self.batch_first, enforce_sorted=True)
            outputs, _ = pad_packed_sequence(self.layer(packed)[0], batch_first=self.batch_first)
            loss = torch.dot(outputs.reshape(-1), self.output_weights.reshape(-1))
            return loss, torch.autograd.grad(loss, [self.xs, *self.parameters.values()])

    def run(self):
        loss, _ = self.compute()
        loss.item()

    def check(self):
        loss, (xs, *gradients) = self.compute()
        named = {"xs": self.in_order(xs), **dict(zip(self.parameters, gradients))}
        return {"loss": [loss.item()], **{name: digest(gradient) for name, gradient in named.items()}}


make = Bidirectional
