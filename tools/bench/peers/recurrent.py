"""Recurrent layers with our weights. PyTorch's have the same gates in the same order, so they move over as they are."""

import torch

PARAMETERS = {"weightIh": "weight_ih", "weightHh": "weight_hh", "biasIh": "bias_ih", "biasHh": "bias_hh"}


def load_layer(module, inputs, prefix="", suffix="_l0"):
    """Fills one layer (or one direction) of an nn.LSTM, nn.GRU or nn.LSTMCell; returns its parameters by our names."""
    loaded = {}
    with torch.no_grad():
        for ours, theirs in PARAMETERS.items():
            parameter = getattr(module, theirs + suffix)
            parameter.copy_(inputs[prefix + ours])
            loaded[prefix + ours] = parameter
    return loaded
