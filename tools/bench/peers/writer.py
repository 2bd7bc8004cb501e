"""A training step of the handwriting application's writer, as well as PyTorch's users can write it: a loop over
nn.LSTMCell for the layer with the window, nn.LSTM for those above, the mixture's loss over all steps at once.

Lines of different lengths are padded, and what is behind their end counts nothing: packed ones, which oneDNN does not
compute, take nn.LSTM several times as long.
"""

import torch
from training import OPTIMIZERS, Training
from writerModel import WriterModel

VARIANTS = tuple(OPTIMIZERS)


class Writer(WriterModel):
    def __init__(self, inputs, settings):
        super().__init__(inputs, settings, torch.nn.LSTM)

    def first_layer(self, xs, memory):
        """Hidden states and what the window shows, [time, batch, width] each."""
        state = self.first_state(memory)
        positions = torch.arange(memory.shape[1])
        states = []
        for step in xs.unbind():
            state = self.window_step(step, state, memory, positions)
            states.append(state)
        hidden, _, seen, _ = zip(*states)
        return torch.stack(hidden), torch.stack(seen)

    def loss(self, batch):
        xs, targets, mask, text, text_lengths = batch
        below, seen = self.first_layer(xs, self.memory(text, text_lengths))
        hidden = [below]
        for layer in self.layers:
            hidden.append(layer(torch.cat([xs, seen, hidden[-1]], 2))[0])
        outputs = self.output(torch.cat(hidden, 2))
        nats = self.nats(outputs.flatten(0, 1), targets.flatten(0, 1))
        return torch.dot(nats, mask.view(-1)) / mask.sum()


def make(inputs, settings, variant):
    model = Writer(inputs, settings)
    # Time first, the order that nn.LSTM computes in.
    xs, targets = (inputs[name].transpose(0, 1).contiguous() for name in ("inputs", "targets"))
    mask = (torch.arange(len(xs))[:, None] < inputs["lengths"]).float()
    batch = (xs, targets, mask, inputs["text"].long(), inputs["textLengths"].long())
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.002, weight_decay=0.01, **OPTIMIZERS[variant])
    return Training(model.parameters(), [batch], model.loss, optimizer, clip_norm=1)
