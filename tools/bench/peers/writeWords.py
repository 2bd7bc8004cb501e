"""Words written side by side, latency: for each step one of nn.LSTMCell, or of nn.LSTM for the layers above that with
the window, and a draw from the mixture, all on tensors: the host asks nothing but whether all have ended."""

import torch
from values import digest
from writerModel import WriterModel

VARIANTS = ("nn.LSTMCell", "nn.LSTM", "nn.LSTM without oneDNN")
# An x-height is so many of the offsets' unit.
STEP = 0.4
LIFTS, ENDS = 1, 2


class Writing:
    def __init__(self, inputs, settings, variant):
        self.is_cell = variant == "nn.LSTMCell"
        self.onednn = not variant.endswith("without oneDNN")
        make_layer = torch.nn.LSTMCell if self.is_cell else torch.nn.LSTM
        self.model = WriterModel(inputs, settings, make_layer).eval()
        self.text = inputs["text"].long()
        self.lengths = torch.full((len(self.text),), self.text.shape[1])
        self.steps = int(inputs["steps"].item())
        self.sharpness, self.shrinking = 1 + inputs["bias"].item(), torch.exp(-inputs["bias"]).item()

    def layer_step(self, layer, xs, state):
        if self.is_cell:
            return layer(xs, state)
        _, (h, c) = layer(xs[None], tuple(part[None] for part in state))
        return h[0], c[0]

    def draw(self, outputs):
        """dx, dy and what the pen does, [rows] each, from the mixture sharpened and shrunk by the bias."""
        pen, weights, *parts = self.model.mixture(outputs)
        chosen = torch.multinomial((weights * self.sharpness).softmax(1), 1)
        mean_x, mean_y, deviation_x, deviation_y, rho = (part.gather(1, chosen)[:, 0] for part in parts)
        zx, zy = torch.randn(2, len(outputs))
        zy = rho * zx + (1 - rho.square()).sqrt() * zy
        dx, dy = mean_x + deviation_x * self.shrinking * zx, mean_y + deviation_y * self.shrinking * zy
        return dx, dy, torch.multinomial(pen.softmax(1), 1)[:, 0]

    @torch.inference_mode()
    def write(self):
        """Offsets in x-heights and whether the pen is lifted behind them, [rows, steps, 3]."""
        model, rows = self.model, len(self.text)
        memory = model.memory(self.text, self.lengths)
        positions = torch.arange(memory.shape[1])
        window = model.first_state(memory)
        states = [tuple(torch.zeros(rows, model.size) for _ in range(2)) for _ in model.layers]
        # The pen is up, on the baseline.
        xs = torch.tensor([[0.0, 0.0, 1.0, 0.0]]).repeat(rows, 1)
        below = torch.zeros(rows)
        ended = torch.zeros(rows, dtype=torch.bool)
        written = []
        for _ in range(self.steps):
            window = model.window_step(xs, window, memory, positions)
            hidden = [window[0]]
            for index, layer in enumerate(model.layers):
                states[index] = self.layer_step(layer, torch.cat([xs, window[2], hidden[-1]], 1), states[index])
                hidden.append(states[index][0])
            dx, dy, pen = self.draw(model.output(torch.cat(hidden, 1)))
            lifts = (pen == LIFTS).float()
            below = below + STEP * dy
            xs = torch.stack([dx, dy, lifts, below], 1)
            written.append(torch.stack([STEP * dx, STEP * dy, lifts], 1))
            ended = ended | (pen == ENDS)
            if ended.all():
                break
        return torch.stack(written, 1)

    def run(self):
        with torch.backends.mkldnn.flags(enabled=self.onednn):
            self.write().tolist()

    def check(self):
        written = self.write()
        words = {f"word {word}": digest(offsets) for word, offsets in enumerate(written)}
        return {"steps": [written.shape[1]] * len(written), **words}


make = Writing
