"""A training step of DeepAR: nn.LSTM of two layers, Student's t from torch.distributions, clipping, Adam."""

import torch
from recurrent import load_named, load_stack
from torch.distributions import StudentT
from torch.nn.functional import softplus
from training import OPTIMIZERS, Training

VARIANTS = tuple(OPTIMIZERS)


class DeepAR(torch.nn.Module):
    def __init__(self, inputs, settings):
        super().__init__()
        size, layers = settings["hiddenSize"], settings["numLayers"]
        self.stack = torch.nn.LSTM(settings["inputSize"], size, num_layers=layers)
        self.output = torch.nn.Linear(size, 3)
        load_stack(self.stack, inputs, "stack.")
        load_named(self.output, inputs, "output.")

    def loss(self, batch):
        inputs, values = batch
        outputs, _ = self.stack(inputs)
        location, width, freedom = self.output(outputs).unbind(-1)
        said = StudentT(softplus(freedom) + 2, location, softplus(width) + 1e-4, validate_args=False)
        return -said.log_prob(values).mean()


def make(inputs, settings, variant):
    model = DeepAR(inputs, settings)
    # Time first, the order that nn.LSTM computes in.
    batch = tuple(inputs[name].transpose(0, 1).contiguous() for name in ("inputs", "values"))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001, **OPTIMIZERS[variant])
    return Training(model.parameters(), [batch], model.loss, optimizer, clip_norm=10)
