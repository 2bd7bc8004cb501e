"""Recurrent layers in both directions over sequences of different lengths, as PyTorch's users write them: nn.LSTM on
packed ones, or two of them for each layer on padded ones, which oneDNN computes, the one that goes back on sequences that
are turned round, each in its own length. Time comes first, and the longest sequence.
"""

import torch
from recurrent import load_layer
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

LAYOUTS = ("packed", "padded")


def sizes_of(inputs, layer):
    """(width of the input, width of one direction)"""
    return inputs[layer + "forward.weightIh"].shape[1], inputs[layer + "forward.weightHh"].shape[1]


class Packed(torch.nn.Module):
    """All layers in one nn.LSTM; no step of padding is computed."""

    def __init__(self, inputs, names):
        super().__init__()
        self.lstm = torch.nn.LSTM(*sizes_of(inputs, names[0]), num_layers=len(names), bidirectional=True)
        # By our names.
        self.loaded = {}
        for layer, name in enumerate(names):
            self.loaded |= load_layer(self.lstm, inputs, name + "forward.", f"_l{layer}")
            self.loaded |= load_layer(self.lstm, inputs, name + "backward.", f"_l{layer}_reverse")

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

    def __init__(self, inputs, names):
        super().__init__()
        self.there = torch.nn.ModuleList(torch.nn.LSTM(*sizes_of(inputs, name)) for name in names)
        self.back = torch.nn.ModuleList(torch.nn.LSTM(*sizes_of(inputs, name)) for name in names)
        self.loaded = {}
        for name, there, back in zip(names, self.there, self.back):
            self.loaded |= load_layer(there, inputs, name + "forward.")
            self.loaded |= load_layer(back, inputs, name + "backward.")

    def forward(self, xs, lengths):
        time, batch = xs.shape[:2]
        steps = torch.arange(time)[:, None]
        is_real = steps < lengths
        places = (torch.where(is_real, lengths - 1 - steps, steps) * batch + torch.arange(batch)).view(-1)
        for there, back in zip(self.there, self.back):
            xs = torch.cat([there(xs)[0], Turn.apply(back(Turn.apply(xs, places))[0], places)], 2)
        return xs.masked_fill(~is_real[..., None], 0)


def both_ways(inputs, names, layout):
    """Maps xs, [time, batch, width], and lengths to [time, batch, 2 * size]. names: the prefixes of the layers"""
    return (Packed if layout == "packed" else Padded)(inputs, names)
