"""A training step of the music application's four voices, as PyTorch's users write it: a bidirectional nn.LSTM, packed or
padded, reads what is given, an nn.LSTM of several layers goes on from what was said, and each voice sees those before it.
"""

import torch
from bothWays import LAYOUTS, both_ways
from recurrent import load_named, load_stack
from torch.nn.functional import cross_entropy
from training import OPTIMIZERS, Training

VARIANTS = tuple(f"{optimizer}, {layout}" for optimizer in OPTIMIZERS for layout in LAYOUTS)
NOT_SAID = -1


class Voices(torch.nn.Module):
    def __init__(self, inputs, settings, layout):
        super().__init__()
        self.count = inputs["labels"].shape[-1]
        self.embedding = settings["embeddingSize"]
        self.head = settings["headSize"]
        read = self.count * (self.embedding + 1) + inputs["positions"].shape[-1]
        rows, self.vocab = inputs["said.weight"].shape[0], inputs["output.weight"].shape[0]
        self.given = torch.nn.Embedding(rows, self.embedding)
        self.said = torch.nn.Embedding(rows, self.embedding)
        self.seen = torch.nn.EmbeddingBag(inputs["seen.weight"].shape[0], self.head, mode="sum")
        self.reader = both_ways(inputs, ["reader."], layout)
        self.cell = torch.nn.LSTM(
            read + 2 * settings["readerSize"], settings["hiddenSize"], num_layers=settings["layers"]
        )
        self.hidden = torch.nn.Linear(settings["hiddenSize"], self.count * self.head)
        self.output = torch.nn.Linear(self.head, self.vocab)
        for name in ("given", "said", "seen", "hidden", "output"):
            load_named(getattr(self, name), inputs, f"{name}.")
        load_stack(self.cell, inputs, "cell.")

    def loss(self, batch):
        positions, lengths, given, given_begins, previous, previous_begins, sights, labels = batch
        read = torch.cat([self.given(given).flatten(2), given_begins, positions], 2)
        context = self.reader(read, lengths)
        said = torch.cat([self.said(previous).flatten(2), previous_begins, context, positions], 2)
        hidden, _ = self.cell(said)
        units = torch.relu(self.hidden(hidden).reshape(-1, self.head) + self.seen(sights))
        return cross_entropy(self.output(units), labels, ignore_index=NOT_SAID)


def make(inputs, settings, variant):
    optimizer, layout = variant.split(", ")
    model = Voices(inputs, settings, layout)
    count, vocab = model.count, model.vocab
    voice = torch.arange(count)

    # Time first, the order that nn.LSTM computes in.
    def by_time(name):
        return inputs[name].transpose(0, 1).contiguous()

    def tokens(name):
        return by_time(name).long()

    batch = (
        by_time("positions"),
        inputs["lengths"].long(),
        tokens("given.tokens") + voice * vocab,
        by_time("given.begins"),
        tokens("previous.tokens") + voice * vocab,
        by_time("previous.begins"),
        tokens("sights").flatten(0, 2),
        tokens("labels").reshape(-1),
    )
    update = torch.optim.AdamW(model.parameters(), lr=0.003, weight_decay=0.01, **OPTIMIZERS[optimizer])
    return Training(model.parameters(), [batch], model.loss, update, clip_norm=1)
