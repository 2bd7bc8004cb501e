"""One recurrent layer, forward and backward: nn.LSTM and nn.GRU, in the axis order and with the backend that is faster."""

import torch
from recurrent import load_layer
from values import digest

VARIANTS = ("time first", "batch first", "time first without oneDNN")


class LayerTraining:
    """What is timed of any layer: its outputs, and the gradients of its parameters and inputs.

    A subclass makes `layer` and `parameters` in its `prepare`.
    """

    def __init__(self, inputs, settings, variant):
        self.batch_first = variant == "batch first"
        self.onednn = not variant.endswith("without oneDNN")
        self.prepare(inputs, settings)
        self.xs = self.in_order(inputs["xs"]).requires_grad_()
        self.output_weights = self.in_order(inputs["outputWeights"])

    def in_order(self, tensor):
        """From batch first to the order of the variant, and back."""
        return tensor if self.batch_first else tensor.transpose(0, 1).contiguous()

    def outputs(self):
        return self.layer(self.xs)[0]

    def compute(self):
        with torch.backends.mkldnn.flags(enabled=self.onednn):
            # A dot product reads both once and keeps nothing in between.
            loss = torch.dot(self.outputs().reshape(-1), self.output_weights.reshape(-1))
            # Gradients as results, so that nothing is added to those of the last run.
            return loss, torch.autograd.grad(loss, [self.xs, *self.parameters.values()])

    def run(self):
        loss, _ = self.compute()
        loss.item()

    def check(self):
        loss, (xs, *gradients) = self.compute()
        named = {"xs": self.in_order(xs), **dict(zip(self.parameters, gradients))}
        return {"loss": [loss.item()], **{name: digest(gradient) for name, gradient in named.items()}}


class Layer(LayerTraining):
    def prepare(self, inputs, settings):
        kind = torch.nn.LSTM if settings["cell"] == "lstm" else torch.nn.GRU
        self.layer = kind(settings["size"], settings["size"], batch_first=self.batch_first)
        self.parameters = load_layer(self.layer, inputs)


make = Layer
