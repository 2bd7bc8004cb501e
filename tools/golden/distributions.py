"""Densities of the distributions that a network's outputs decide, by PyTorch in float64, with gradients: the oracle of
core's gaussian, studentT and negativeBinomial; and the logarithm of the gamma function with its first derivative.

Needs: torch. Run: python tools/golden/distributions.py
"""

import torch
from oracle import draw, gradients, write
from torch import distributions
from torch.nn.functional import softplus

SCALES = [0.25, 1.0, 3.0, 400.0]


def gaussian(outputs, scale):
    return distributions.Normal(scale * outputs[0], scale * (softplus(outputs[1]) + 1e-4))


def student_t(outputs, scale):
    location, width, freedom = outputs
    return distributions.StudentT(softplus(freedom) + 2, scale * location, scale * (softplus(width) + 1e-4))


def negative_binomial(outputs, scale):
    mean = scale * (softplus(outputs[0]) + 1e-5)
    alpha = (softplus(outputs[1]) + 1e-5) / scale.sqrt()
    return distributions.NegativeBinomial(1 / alpha, logits=torch.log(alpha * mean))


def record(make, size, values):
    outputs = [draw(len(SCALES), 5) for _ in range(size)]
    scale = torch.tensor(SCALES)[:, None]
    nats = -make(outputs, scale).log_prob(values(scale))
    nats.sum().backward()
    return {
        "outputs": outputs,
        "scale": scale,
        "values": values(scale),
        "nats": nats,
        "gradients": gradients(outputs),
    }


def log_gamma():
    x = torch.tensor([1e-3, 0.1, 0.5, 1.0, 1.5, 2.0, 3.7, 5.999, 6.0, 25.0, 400.0, 1e4], requires_grad=True)
    torch.lgamma(x).sum().backward()
    return {"x": x, "values": torch.lgamma(x), "gradient": x.grad}


torch.manual_seed(2020)
steps = torch.tensor([-2.0, -0.5, 0.0, 0.75, 3.0])
counts = torch.tensor([0.0, 1.0, 2.0, 7.0, 40.0])
write(
    __file__,
    {
        "gaussian": record(gaussian, 2, lambda scale: scale * steps),
        "studentT": record(student_t, 3, lambda scale: scale * steps),
        "negativeBinomial": record(negative_binomial, 2, lambda scale: (scale * counts / 4).round()),
        "logGamma": log_gamma(),
    },
)
