"""A training step as PyTorch's users write it, with the optimizer in the form that is fastest."""

import torch

# How the optimizer updates the parameters: all in one kernel, all in a few, or one after the other.
OPTIMIZERS = {"fused": {"fused": True}, "foreach": {"foreach": True}, "one by one": {"foreach": False}}
CHECKED_STEPS = 3


class Training:
    """`loss_of(batch)` for each of `batches` in turn, clipping by global norm, the optimizer's step."""

    def __init__(self, parameters, batches, loss_of, optimizer, clip_norm):
        self.parameters = list(parameters)
        self.batches = batches
        self.loss_of = loss_of
        self.optimizer = optimizer
        self.clip_norm = clip_norm
        self.steps = 0

    def step(self):
        # To None, not to zero: the next gradients are taken as they are instead of being added.
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss_of(self.batches[self.steps % len(self.batches)])
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.parameters, self.clip_norm)
        self.optimizer.step()
        self.steps += 1
        return loss.item(), norm

    def run(self):
        self.step()

    def check(self):
        losses, norms = zip(*(self.step() for _ in range(CHECKED_STEPS)))
        return {"loss": list(losses), "gradientNorm": [norm.item() for norm in norms]}
