"""A training step of the translation model: label smoothing, clipping, AdamW."""

import torch
from torch.nn import functional
from training import OPTIMIZERS, Training
from translationModel import TranslationModel

VARIANTS = tuple(OPTIMIZERS)


def read_batch(inputs, index):
    source, target, labels = (inputs[f"{name}{index}"].long() for name in ("source", "targetIn", "targetOut"))
    lengths = inputs[f"targetOut{index}Lengths"].long()
    # The places of real tokens in [batch * target]: padding does not reach the output layer, the dearest part.
    real = (torch.arange(target.shape[1]) < lengths[:, None]).view(-1).nonzero().view(-1)
    return source, inputs[f"source{index}Lengths"].long(), target, labels.view(-1)[real], real


def make(inputs, settings, variant):
    model = TranslationModel(inputs, settings)

    def loss_of(batch):
        source, source_lengths, target, labels, real = batch
        memory, state = model.read(source, source_lengths)
        outputs = model.outputs(target, state, memory)
        logits = model.logits(outputs.reshape(-1, outputs.shape[-1])[real])
        return functional.cross_entropy(logits, labels, label_smoothing=0.1)

    count = sum(name.startswith("targetIn") and not name.endswith("Lengths") for name in inputs)
    batches = [read_batch(inputs, index) for index in range(count)]
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.001, weight_decay=0.01, **OPTIMIZERS[variant])
    return Training(model.parameters(), batches, loss_of, optimizer, clip_norm=1)
