"""A bidirectional LSTM over sequences of different lengths, packed, so that no step of padding is computed, or padded.

The batch is sorted by length, so packing need not sort (enforce_sorted). What comes in and goes out is padded.
"""

import layer
import torch
from bothWays import both_ways
from recurrent import load_layer
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

PADDED = "padded"
VARIANTS = (*layer.VARIANTS, PADDED)


class Bidirectional(layer.LayerTraining):
    def prepare(self, inputs, settings):
        size = settings["size"]
        self.layer = torch.nn.LSTM(size, size, bidirectional=True, batch_first=self.batch_first)
        self.parameters = {
            **load_layer(self.layer, inputs, "forward."),
            **load_layer(self.layer, inputs, "backward.", "_l0_reverse"),
        }
        self.lengths = inputs["lengths"].long()

    def outputs(self):
        packed = pack_padded_sequence(self.xs, self.lengths, batch_first=self.batch_first, enforce_sorted=True)
        return pad_packed_sequence(self.layer(packed)[0], batch_first=self.batch_first)[0]


class Padded(layer.LayerTraining):
    def prepare(self, inputs, settings):
        self.layer = both_ways(inputs, [""], PADDED)
        self.parameters = self.layer.loaded
        self.lengths = inputs["lengths"].long()

    def outputs(self):
        return self.layer(self.xs, self.lengths)


def make(inputs, settings, variant):
    return (Padded if variant == PADDED else Bidirectional)(inputs, settings, variant)
