"""Densities of steps of a pen, by PyTorch in float64, with gradients: the oracle of core's penMixture.

A mixture of bivariate normal distributions over the offset, and what the pen does: a Bernoulli distribution (stroke-3) or
a categorical one of three states (stroke-5; a drawing's end has no offset).

Needs: torch. Run: python tools/golden/penMixture.py
"""

import torch
from oracle import draw, write
from torch.distributions import Bernoulli, Categorical, MixtureSameFamily, MultivariateNormal
from torch.nn.functional import one_hot, softplus

LEAST_DEVIATION = 1e-3
GREATEST_CORRELATION = 1 - 2**-8


def offsets(outputs, components):
    logits, mean_x, mean_y, raw_x, raw_y, raw_rho = outputs.split(components, 1)
    deviation_x, deviation_y = softplus(raw_x) + LEAST_DEVIATION, softplus(raw_y) + LEAST_DEVIATION
    rho = GREATEST_CORRELATION * raw_rho.tanh()
    # 1 - rho² without its cancellation, which would be the oracle's own error.
    rest = (1 - rho) * (1 + rho)
    tril = torch.stack(
        [
            torch.stack([deviation_x, torch.zeros_like(rho)], -1),
            torch.stack([rho * deviation_y, deviation_y * rest.sqrt()], -1),
        ],
        -2,
    )
    normals = MultivariateNormal(torch.stack([mean_x, mean_y], -1), scale_tril=tril, validate_args=False)
    return MixtureSameFamily(Categorical(logits=logits), normals, validate_args=False)


def nats_of(outputs, targets, components):
    pen = outputs.shape[1] - 6 * components
    nats = -offsets(outputs[:, pen:], components).log_prob(targets[:, :2])
    if pen == 1:
        return nats - Bernoulli(logits=outputs[:, 0]).log_prob(targets[:, 2])
    over = targets[:, 4]
    return (1 - over) * nats - Categorical(logits=outputs[:, :3]).log_prob(targets[:, 2:].argmax(1))


def record(outputs, targets, components, mask):
    nats = mask * nats_of(outputs, targets, components)
    loss = nats.sum() / mask.sum()
    loss.backward()
    return {
        "outputs": outputs,
        "targets": targets,
        "mask": mask,
        "nats": nats,
        "loss": loss,
        "gradient": outputs.grad,
    }


def targets_of(rows, pen):
    offset = draw(rows, 2).detach()
    offset[0] = 0
    state = torch.arange(rows) % (2 if pen == 1 else 3)
    states = state[:, None] if pen == 1 else one_hot(state, 3)
    return torch.cat([offset, states.double()], 1)


def extreme(rows, width):
    """Outputs of -50, 0 and 50 only."""
    return (50.0 * (torch.randint(3, (rows, width)) - 1)).requires_grad_()


def cases(pen, components, rows):
    width = 6 * components + pen
    mask = (torch.arange(rows) % 4 != 3).double()
    return {
        "ordinary": record(draw(rows, width), targets_of(rows, pen), components, mask),
        "extreme": record(extreme(rows, width), targets_of(rows, pen), components, mask),
    }


torch.manual_seed(2013)
write(
    __file__,
    {
        "stroke3": cases(1, 20, 9),
        "stroke5": cases(3, 4, 10),
        "single": cases(1, 1, 5),
    },
)
