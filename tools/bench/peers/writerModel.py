"""The handwriting application's writer with our weights: the synthesis network of Graves (2013, section 5)."""

import math

import torch
from recurrent import load_layer, load_named
from torch.nn.functional import softplus

PEN_STATES = 3
LEAST_DEVIATION = 1e-3
GREATEST_CORRELATION = 1 - 2**-8


class WriterModel(torch.nn.Module):
    """The first layer, that with the window, goes by the step; those above are made by `make_layer(inputs, units)`."""

    def __init__(self, inputs, settings, make_layer):
        super().__init__()
        self.size, width = settings["hiddenSize"], settings["embeddingSize"]
        self.windows, self.components = settings["windows"], settings["components"]
        self.step_scale = settings["charactersPerStep"] / math.log(2)
        pen = inputs["window.lstm.weightIh"].shape[1]
        self.embedding = torch.nn.Embedding(settings["vocabSize"], width)
        load_named(self.embedding, inputs, "embedding.")
        self.cell = torch.nn.LSTMCell(pen + width, self.size)
        # A step's input and what the window shows have a matrix each; here they are one.
        weight = torch.cat([inputs["window.lstm.weightIh"], inputs["window.weightWindow"]], 1)
        load_layer(self.cell, {**inputs, "window.lstm.weightIh": weight}, "window.lstm.", "")
        self.gaussians = torch.nn.Linear(self.size, 3 * self.windows)
        with torch.no_grad():
            self.gaussians.weight.copy_(inputs["window.weightGaussians"])
            self.gaussians.bias.copy_(inputs["window.biasGaussians"])
        made = [make_layer(pen + width + self.size, self.size) for _ in range(settings["layers"] - 1)]
        self.layers = torch.nn.ModuleList(made)
        for index, layer in enumerate(self.layers):
            suffix = "" if isinstance(layer, torch.nn.LSTMCell) else "_l0"
            load_layer(layer, inputs, f"upper.{index}.", suffix)
        self.output = torch.nn.Linear(settings["layers"] * self.size, PEN_STATES + 6 * self.components)
        load_named(self.output, inputs, "output.")

    def memory(self, text, lengths):
        """The characters that the window shows, [batch, characters, width], nothing behind a text's end, and divided by
        the number of Gaussians, as their weights would have to be in each step."""
        share = (torch.arange(text.shape[1]) < lengths[:, None]) / self.windows
        return self.embedding(text) * share[..., None]

    def first_state(self, memory):
        """h, c, what the window shows, its Gaussians' centres"""
        rows, _, width = memory.shape
        return tuple(torch.zeros(rows, size) for size in (self.size, self.size, width, self.windows))

    def window_step(self, xs, state, memory, positions):
        """positions: 0, 1, … of the characters"""
        h, c, window, kappa = state
        h, c = self.cell(torch.cat([xs, window], 1), (h, c))
        alpha, beta, step = softplus(self.gaussians(h)).chunk(3, 1)
        kappa = kappa + step * self.step_scale
        shapes = torch.exp(-beta[:, :, None] * (kappa[:, :, None] - positions).square())
        window = torch.bmm(torch.bmm(alpha[:, None], shapes), memory)[:, 0]
        return h, c, window, kappa

    def mixture(self, outputs):
        """(what the pen does, weights, both means, both deviations, correlations), the first two as logits"""
        k = self.components
        pen, weights, mean_x, mean_y, deviations, rho = outputs.split([PEN_STATES, k, k, k, 2 * k, k], 1)
        deviation_x, deviation_y = (softplus(deviations) + LEAST_DEVIATION).chunk(2, 1)
        return pen, weights, mean_x, mean_y, deviation_x, deviation_y, rho.tanh() * GREATEST_CORRELATION

    def nats(self, outputs, targets):
        """-log p of each step. outputs: [rows, outputs], targets: [rows, 5]"""
        pen, weights, mean_x, mean_y, deviation_x, deviation_y, rho = self.mixture(outputs)
        dx, dy, done = targets[:, :1], targets[:, 1:2], targets[:, 2:]
        rest = 1 - rho.square()
        zx = (dx - mean_x) / deviation_x
        u = (dy - mean_y) / deviation_y - rho * zx
        distance = zx.square() + u.square() / rest
        densities = -0.5 * (distance + ((deviation_x * deviation_y).square() * rest).log())
        density = torch.logsumexp(weights.log_softmax(1) + densities, 1) - math.log(2 * math.pi)
        # The end of a line has no offset.
        return -(density * (1 - done[:, 2])) - (pen.log_softmax(1) * done).sum(1)
