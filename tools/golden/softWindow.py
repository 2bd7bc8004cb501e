"""Graves' soft window (2013, section 5.1) around PyTorch's LSTMCell in float64: the oracle of core's SoftWindowLSTM.

One sequence at a time and over its real characters only, so that no mask has a part in the oracle; α, β and the step of
κ by softplus, α over the number of Gaussians, the step times a scale. Needs: torch.
Run: python tools/golden/softWindow.py
"""

import math

import torch
from oracle import draw, gradients, write
from torch.nn.functional import softplus

INPUT_SIZE, HIDDEN_SIZE, MEMORY_SIZE, COMPONENTS = 3, 5, 4, 3
LENGTHS, TIME = [7, 4, 0, 6], 7
CHARACTERS, TEXT = [3, 6, 2, 5], 6
CHARACTERS_PER_STEP = 0.3


def draw_params():
    gates, inputs = 4 * HIDDEN_SIZE, INPUT_SIZE
    return {
        "lstm.weightIh": draw(gates, inputs, scale=0.6),
        "lstm.weightHh": draw(gates, HIDDEN_SIZE, scale=0.6),
        "lstm.biasIh": draw(gates, scale=0.3),
        "lstm.biasHh": draw(gates, scale=0.3),
        "weightWindow": draw(gates, MEMORY_SIZE, scale=0.6),
        "weightGaussians": draw(3 * COMPONENTS, HIDDEN_SIZE, scale=0.8),
        "biasGaussians": draw(3 * COMPONENTS, scale=0.5),
    }


def make_cell(params):
    cell = torch.nn.LSTMCell(INPUT_SIZE + MEMORY_SIZE, HIDDEN_SIZE)
    named = {
        "weight_ih": torch.cat([params["lstm.weightIh"], params["weightWindow"]], 1),
        "weight_hh": params["lstm.weightHh"],
        "bias_ih": params["lstm.biasIh"],
        "bias_hh": params["lstm.biasHh"],
    }
    return lambda x, state: torch.func.functional_call(cell, named, (x, state))


def run_row(params, xs, memory, state):
    """@param memory of real characters; @returns outputs, and what each step left of kappa and phi"""
    cell = make_cell(params)
    (h, window), c, kappa = state[0].split([HIDDEN_SIZE, MEMORY_SIZE]), state[1], state[2]
    phi = state[3]
    positions = torch.arange(len(memory), dtype=torch.float64)
    outputs, kappas, phis = [], [], []
    for x in xs:
        h, c = cell(torch.cat([x, window]), (h, c))
        alpha, beta, step = softplus(params["weightGaussians"] @ h + params["biasGaussians"]).chunk(3)
        kappa = kappa + step * CHARACTERS_PER_STEP / math.log(2)
        gaussians = torch.exp(-beta[:, None] * (kappa[:, None] - positions) ** 2)
        weights = (alpha[:, None] / COMPONENTS * gaussians).sum(0)
        window = weights @ memory
        phi = torch.cat([weights, torch.zeros(TEXT - len(memory))])
        outputs, kappas, phis = [*outputs, torch.cat([h, window])], [*kappas, kappa], [*phis, phi]
    return outputs, kappas, phis, [torch.cat([h, window]), c, kappa, phi]


def pad(steps, width):
    return torch.stack([*steps, *[torch.zeros(width)] * (TIME - len(steps))])


def record():
    batch, widths = len(LENGTHS), [HIDDEN_SIZE + MEMORY_SIZE, HIDDEN_SIZE, COMPONENTS, TEXT]
    params = draw_params()
    xs, memory = draw(batch, TIME, INPUT_SIZE), draw(batch, TEXT, MEMORY_SIZE)
    initial = [draw(batch, width, scale=0.7) for width in widths]
    runs = [
        run_row(params, xs[row, :length], memory[row, :characters], [part[row] for part in initial])
        for row, (length, characters) in enumerate(zip(LENGTHS, CHARACTERS))
    ]
    outputs, kappas, phis = (
        torch.stack([pad(run[part], width) for run in runs]) for part, width in ((0, widths[0]), (1, widths[2]), (2, TEXT))
    )
    last = [torch.stack([run[3][part] for run in runs]) for part in range(len(widths))]
    results = [outputs, *last]
    weights = [draw(*tensor.shape) for tensor in results]
    sum((tensor * weight).sum() for tensor, weight in zip(results, weights)).backward()
    return {
        "charactersPerStep": CHARACTERS_PER_STEP,
        "lengths": LENGTHS,
        "characters": CHARACTERS,
        "params": params,
        "xs": xs,
        "memory": memory,
        "initial": initial,
        "outputs": outputs,
        "last": last,
        "kappas": kappas,
        "phis": phis,
        "weights": weights,
        "gradients": {
            "params": gradients(params),
            "xs": xs.grad,
            "memory": memory.grad,
            "initial": gradients(initial),
        },
    }


torch.manual_seed(2013)
write(__file__, record())
