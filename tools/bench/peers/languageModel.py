"""A training step of a language model: nn.LSTM of two layers, cross-entropy, clipping, SGD."""

import torch
from recurrent import load_named, load_stack
from torch.nn import functional
from training import OPTIMIZERS, Training

VARIANTS = tuple(OPTIMIZERS)


class LanguageModel(torch.nn.Module):
    def __init__(self, inputs, settings):
        super().__init__()
        size, vocabulary, layers = settings["size"], settings["vocabSize"], settings["numLayers"]
        # Not sparse: clip_grad_norm_ takes no sparse gradients.
        self.embedding = torch.nn.Embedding(vocabulary, size)
        self.stack = torch.nn.LSTM(size, size, num_layers=layers)
        self.output = torch.nn.Linear(size, vocabulary)
        load_named(self.embedding, inputs, "embedding.")
        load_stack(self.stack, inputs, "stack.")
        load_named(self.output, inputs, "output.")

    def loss(self, batch):
        words, labels = batch
        outputs, _ = self.stack(self.embedding(words))
        return functional.cross_entropy(self.output(outputs.view(-1, outputs.shape[-1])), labels)


def make(inputs, settings, variant):
    model = LanguageModel(inputs, settings)
    # Time first, the order that nn.LSTM computes in.
    words, labels = (inputs[name].long().t().contiguous() for name in ("words", "labels"))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5, **OPTIMIZERS[variant])
    return Training(model.parameters(), [(words, labels.view(-1))], model.loss, optimizer, clip_norm=5)
