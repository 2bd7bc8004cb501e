"""A forecast of DeepAR as GluonTS makes it: after the context a row for each path, and for each step ahead the lagged
values, a step of nn.LSTM or of nn.LSTMCell, whichever is faster, and a draw that the next steps read."""

import torch
from recurrent import load_layer, load_named, load_stack
from torch.distributions import StudentT
from torch.nn.functional import softplus

LEVELS = torch.tensor([0.1, 0.5, 0.9])
STEPS = ("nn.LSTM", "nn.LSTMCell")
# How many series go through the network at a time.
SERIES = (64, 256, 1000)
VARIANTS = tuple(f"{step}, {series} series" for step in STEPS for series in SERIES)


class Forecast:
    def __init__(self, inputs, settings, variant):
        self.past, self.features = inputs["past"], inputs["features"]
        self.lags = inputs["lags"].long()
        self.horizon, self.paths = settings["horizon"], settings["paths"]
        self.context = self.features.shape[1] - self.horizon
        self.reach = self.past.shape[1] - self.context
        names = [name for name in inputs if name.endswith("weightIh")]
        size, input_size = inputs["output.weight"].shape[1], inputs["cell.layers.0.weightIh"].shape[1]
        self.stack = torch.nn.LSTM(input_size, size, num_layers=len(names))
        load_stack(self.stack, inputs, "cell.")
        self.output = torch.nn.Linear(size, 3)
        load_named(self.output, inputs, "output.")
        step, series = variant.split(", ")
        self.size = int(series.split()[0])
        self.cells = None
        if step == "nn.LSTMCell":
            self.cells = [torch.nn.LSTMCell(size if layer else input_size, size) for layer in range(len(names))]
            for layer, cell in enumerate(self.cells):
                load_layer(cell, inputs, f"cell.layers.{layer}.", "")

    def step(self, inputs, state):
        """The outputs after one step, [rows, size], and the next state, each part [layers, rows, size]."""
        if self.cells is None:
            outputs, state = self.stack(inputs[None], state)
            return outputs[0], state
        hidden, memory = [], []
        for layer, cell in enumerate(self.cells):
            inputs, c = cell(inputs, (state[0][layer], state[1][layer]))
            hidden.append(inputs)
            memory.append(c)
        return inputs, (hidden, memory)

    def read(self, values, features, statics):
        """The state after the context. values: [series, reach + context]"""
        places = self.reach + torch.arange(self.context)[:, None] - self.lags
        known = torch.ones(len(values), self.context, 1)
        fixed = statics[:, None].expand(-1, self.context, -1)
        inputs = torch.cat([values[:, places], known, features[:, : self.context], fixed], dim=2)
        return self.stack(inputs.transpose(0, 1))[1]

    def repeat(self, tensor, dim=0):
        """A row for each path."""
        return tensor.repeat_interleave(self.paths, dim=dim)

    def draw(self, past, features):
        """Quantiles and mean of each step: [series, horizon]"""
        context = past[:, self.reach :]
        center, scale = context.mean(1, keepdim=True), context.std(1, correction=0, keepdim=True)
        statics = scale.log10()
        scaled = (past - center) / scale
        state = self.read(scaled, features, statics)
        state = tuple(self.repeat(part, 1) for part in state)
        rows = len(past) * self.paths
        # Step by step, so that a lag is a row.
        values = torch.empty(self.reach + self.horizon, rows)
        values[: self.reach] = self.repeat(scaled[:, -self.reach :]).T
        fixed, known = self.repeat(statics), torch.ones(rows, 1)
        for time in range(self.horizon):
            now = self.reach + time
            lagged = values.index_select(0, now - self.lags).T
            ahead = self.repeat(features[:, self.context + time])
            outputs, state = self.step(torch.cat([lagged, known, ahead, fixed], dim=1), state)
            location, width, freedom = self.output(outputs).unbind(-1)
            said = StudentT(softplus(freedom) + 2, location, softplus(width) + 1e-4, validate_args=False)
            values[now] = said.sample()
        drawn = values[self.reach :].view(self.horizon, -1, self.paths) * scale[:, :1] + center[:, :1]
        return torch.quantile(drawn, LEVELS, dim=2), drawn.mean(2)

    @torch.inference_mode()
    def run(self):
        parts = [self.draw(*part) for part in zip(self.past.split(self.size), self.features.split(self.size))]
        quantiles, means = zip(*parts)
        return torch.cat(quantiles, dim=2), torch.cat(means, dim=1)

    def check(self):
        torch.manual_seed(1)
        quantiles, means = self.run()
        low, _, high = quantiles.mean(2).tolist()
        return {"mean": means.mean(1).tolist(), "low": low, "high": high}


make = Forecast
