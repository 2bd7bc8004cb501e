"""One step of each recurrent cell with its options, from the papers' equations, gate by gate and in PyTorch.

`noise` holds given masks (training); without a mask zoneout takes its expectation (evaluation):
dropout [batch, hidden] multiplies h in the recurrent products (Gal and Ghahramani 2016); zoneout and cellZoneout
[batch, time, hidden] are 1 where the old state stays (Krueger et al. 2017).
"""

import torch
from torch.nn.functional import layer_norm


def product(x, params, side, rows=slice(None)):
    """W x + b of the gates in `rows`; with a gain the product is normalised before the bias (Ba et al. 2016)."""
    y = x @ params["weight" + side][rows].T
    bias = params["bias" + side][rows]
    gain = params.get("gain" + side)
    return y + bias if gain is None else layer_norm(y, y.shape[-1:], gain[rows], bias, eps=1e-5)


def dropped(h, noise):
    return h * noise["dropout"] if "dropout" in noise else h


def zoned(old, new, noise, name, rate, t):
    if name in noise:
        return torch.where(noise[name][:, t] == 1, old, new)
    return rate * old + (1 - rate) * new


def lstm_step(params, x, state, noise, t, coupled=False, zoneout=0.0, cell_zoneout=0.0):
    h, c = state
    gates = product(x, params, "Ih") + product(dropped(h, noise), params, "Hh")
    peephole = params.get("peephole")
    if coupled:
        zi, zg, zo = gates.chunk(3, 1)
        pi, po = (0, 0) if peephole is None else peephole
        i = torch.sigmoid(zi + pi * c)
        f = 1 - i
    else:
        zi, zf, zg, zo = gates.chunk(4, 1)
        pi, pf, po = (0, 0, 0) if peephole is None else peephole
        i = torch.sigmoid(zi + pi * c)
        f = torch.sigmoid(zf + pf * c)
    new_c = f * c + i * torch.tanh(zg)
    o = torch.sigmoid(zo + po * new_c)
    seen = new_c
    if "gainCell" in params:
        seen = layer_norm(new_c, new_c.shape[-1:], params["gainCell"], params["biasCell"], eps=1e-5)
    new_h = o * torch.tanh(seen)
    return [
        zoned(h, new_h, noise, "zoneout", zoneout, t),
        zoned(c, new_c, noise, "cellZoneout", cell_zoneout, t),
    ]


def gru_step(params, x, state, noise, t, reset="after", zoneout=0.0):
    (h,) = state
    size = h.shape[1]
    seen = dropped(h, noise)
    xr, xz, xn = product(x, params, "Ih").chunk(3, 1)
    if reset == "after":
        hr, hz, hn = product(seen, params, "Hh").chunk(3, 1)
        r = torch.sigmoid(xr + hr)
        n = torch.tanh(xn + r * hn)
    else:
        hr, hz = product(seen, params, "Hh", slice(0, 2 * size)).chunk(2, 1)
        r = torch.sigmoid(xr + hr)
        n = torch.tanh(xn + product(r * seen, params, "Hh", slice(2 * size, 3 * size)))
    z = torch.sigmoid(xz + hz)
    return [zoned(h, z * h + (1 - z) * n, noise, "zoneout", zoneout, t)]


def elman_step(params, x, state, noise, t, activation=torch.tanh, zoneout=0.0):
    (h,) = state
    new_h = activation(product(x, params, "Ih") + product(dropped(h, noise), params, "Hh"))
    return [zoned(h, new_h, noise, "zoneout", zoneout, t)]


def run_steps(step, params, xs, state, lengths, noise, **options):
    """Over time, each sequence until its end; outputs after it are zero."""
    lengths = torch.tensor(lengths)
    outputs = []
    for t in range(xs.shape[1]):
        going = (t < lengths).unsqueeze(1)
        after = step(params, xs[:, t], state, noise, t, **options)
        state = [torch.where(going, new, old) for new, old in zip(after, state)]
        outputs.append(torch.where(going, state[0], torch.zeros_like(state[0])))
    return torch.stack(outputs, 1), state
