"""Layers with our weights. PyTorch has the same gates in the same order, so they move over as they are."""

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


def load_stack(module, inputs, prefix):
    """Fills all layers of an nn.LSTM or nn.GRU with those of a StackedCell."""
    for layer in range(module.num_layers):
        load_layer(module, inputs, f"{prefix}layers.{layer}.", f"_l{layer}")


@torch.no_grad()
def load_named(module, inputs, prefix):
    """Fills a module whose parameters are called as ours are: an nn.Linear or nn.Embedding."""
    for name, parameter in module.named_parameters():
        parameter.copy_(inputs[prefix + name])
