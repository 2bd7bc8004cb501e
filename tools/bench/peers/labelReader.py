"""Recurrent layers over frames and connectionist temporal classification, as PyTorch's users write them.

Both directions over sequences of different lengths: nn.LSTM on packed ones, or two of them for each layer on padded
ones, which oneDNN computes, the one that goes back on sequences that are turned round, each in its own length.
"""

import torch
from recurrent import load_layer, load_named
from torch.nn.functional import ctc_loss
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

LAYOUTS = ("packed", "padded")


def layer_names(inputs, prefix):
    """The prefixes of an encoder's layers, from the lowest up."""
    count = sum(name.startswith(prefix) and name.endswith("forward.weightIh") for name in inputs)
    return [f"{prefix}layers.{layer}." for layer in range(count)]


def sizes_of(inputs, layer):
    """(width of the input, width of one direction)"""
    return inputs[layer + "forward.weightIh"].shape[1], inputs[layer + "forward.weightHh"].shape[1]


class Packed(torch.nn.Module):
    """All layers in one nn.LSTM; no step of padding is computed."""

    def __init__(self, inputs, prefix):
        super().__init__()
        names = layer_names(inputs, prefix)
        self.lstm = torch.nn.LSTM(*sizes_of(inputs, names[0]), num_layers=len(names), bidirectional=True)
        for layer, name in enumerate(names):
            load_layer(self.lstm, inputs, name + "forward.", f"_l{layer}")
            load_layer(self.lstm, inputs, name + "backward.", f"_l{layer}_reverse")

    def forward(self, xs, lengths):
        packed = pack_padded_sequence(xs, lengths, enforce_sorted=True)
        return pad_packed_sequence(self.lstm(packed)[0], total_length=len(xs))[0]


class Turn(torch.autograd.Function):
    """Each sequence from its end to its beginning, padding where it was: turned twice it is as before."""

    @staticmethod
    def forward(context, xs, places):
        context.places = places
        return xs.flatten(0, 1).index_select(0, places).view_as(xs)

    @staticmethod
    def backward(context, gradient):
        return Turn.apply(gradient, context.places), None


class Padded(torch.nn.Module):
    """Each direction of each layer by itself."""

    def __init__(self, inputs, prefix):
        super().__init__()
        names = layer_names(inputs, prefix)
        self.there = torch.nn.ModuleList(torch.nn.LSTM(*sizes_of(inputs, name)) for name in names)
        self.back = torch.nn.ModuleList(torch.nn.LSTM(*sizes_of(inputs, name)) for name in names)
        for name, there, back in zip(names, self.there, self.back):
            load_layer(there, inputs, name + "forward.")
            load_layer(back, inputs, name + "backward.")

    def forward(self, xs, lengths):
        time, batch = xs.shape[:2]
        steps = torch.arange(time)[:, None]
        is_real = steps < lengths
        places = (torch.where(is_real, lengths - 1 - steps, steps) * batch + torch.arange(batch)).view(-1)
        for there, back in zip(self.there, self.back):
            xs = torch.cat([there(xs)[0], Turn.apply(back(Turn.apply(xs, places))[0], places)], 2)
        return xs.masked_fill(~is_real[..., None], 0)


class LabelReader(torch.nn.Module):
    """Joins pairs of frames above the first layer where the weights have a lower part."""

    def __init__(self, inputs, layout, prefix=""):
        super().__init__()
        layers = Packed if layout == "packed" else Padded
        self.lower = layers(inputs, prefix + "lower.") if layer_names(inputs, prefix + "lower.") else None
        self.upper = layers(inputs, prefix + "upper.")
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
