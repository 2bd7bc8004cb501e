"""Recurrent layers by PyTorch in float64: the oracle of core's cells, unroll, stacks and bidirectional runs.

Every run goes over sequences of different lengths (packed) from given initial states, and back through a loss that
weighs every output and every last state. Needs: torch. Run: python tools/golden/cells.py
"""

import torch
from oracle import draw, gradients, write
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

INPUT_SIZE, HIDDEN_SIZE = 3, 4
LENGTHS = [3, 6, 1, 5]

MODULES = {
    "lstm": (torch.nn.LSTM, {}, 4),
    "gru": (torch.nn.GRU, {}, 3),
    "elmanTanh": (torch.nn.RNN, {"nonlinearity": "tanh"}, 1),
    "elmanRelu": (torch.nn.RNN, {"nonlinearity": "relu"}, 1),
}


def draw_params(gates, input_size=INPUT_SIZE, hidden_size=HIDDEN_SIZE):
    return {
        "weightIh": draw(gates * hidden_size, input_size, scale=0.6),
        "weightHh": draw(gates * hidden_size, hidden_size, scale=0.6),
        "biasIh": draw(gates * hidden_size, scale=0.3),
        "biasHh": draw(gates * hidden_size, scale=0.3),
    }


def call_module(module, params_of_each, xs, initial, lengths):
    """`params_of_each` and `initial`: one entry for each layer and direction, in PyTorch's order."""
    suffixes = [name.removeprefix("weight_ih") for name, _ in module.named_parameters() if name.startswith("weight_ih")]
    names = {"weightIh": "weight_ih", "weightHh": "weight_hh", "biasIh": "bias_ih", "biasHh": "bias_hh"}
    params = {
        names[name] + suffix: tensor for suffix, own in zip(suffixes, params_of_each) for name, tensor in own.items()
    }
    states = [torch.stack(parts) for parts in zip(*initial)]
    packed = pack_padded_sequence(xs, torch.tensor(lengths), batch_first=True, enforce_sorted=False)
    arguments = (packed, tuple(states) if len(states) > 1 else states[0])
    outputs, last = torch.func.functional_call(module, params, arguments)
    padded, _ = pad_packed_sequence(outputs, batch_first=True, total_length=xs.shape[1])
    last = last if isinstance(last, tuple) else (last,)
    return padded, [list(parts) for parts in zip(*last)]


def gru_reset_before(params, xs, initial, lengths, reverse):
    """Cho et al. 2014, equations 5 to 8: the reset gate works on the state before the matrix product."""
    rows = []
    for x, h, length in zip(xs, initial, lengths):
        outputs = [torch.zeros_like(h)] * xs.shape[1]
        for t in reversed(range(length)) if reverse else range(length):
            xr, xz, xn = (params["weightIh"] @ x[t] + params["biasIh"]).chunk(3)
            wr, wz, wn = params["weightHh"].chunk(3)
            br, bz, bn = params["biasHh"].chunk(3)
            r = torch.sigmoid(xr + wr @ h + br)
            z = torch.sigmoid(xz + wz @ h + bz)
            n = torch.tanh(xn + wn @ (r * h) + bn)
            h = z * h + (1 - z) * n
            outputs[t] = h
        rows.append((torch.stack(outputs), h))
    return torch.stack([outputs for outputs, _ in rows]), torch.stack([h for _, h in rows])


def both_ways_before(params_of_each, xs, initial, lengths):
    runs = [
        gru_reset_before(params, xs, h, lengths, reverse)
        for params, (h,), reverse in zip(params_of_each, initial, [False, True])
    ]
    return torch.cat([outputs for outputs, _ in runs], 2), [[last] for _, last in runs]


def record(call, gates, parts, states, lengths, input_sizes=(INPUT_SIZE, INPUT_SIZE), zero_state=False):
    """Runs and differentiates: `parts` are the layers or directions, each with `states` tensors of state."""
    batch, time = len(lengths), max(lengths)
    xs = draw(batch, time, INPUT_SIZE)
    params = [draw_params(gates, size) for size in input_sizes[:parts]]
    initial = [[draw(batch, HIDDEN_SIZE, scale=0.0 if zero_state else 0.7) for _ in range(states)] for _ in params]
    outputs, last = call(params, xs, initial, lengths)
    output_weights = draw(*outputs.shape)
    last_weights = [[draw(*tensor.shape) for tensor in state] for state in last]
    loss = (outputs * output_weights).sum()
    loss = loss + sum((t * w).sum() for state, ws in zip(last, last_weights) for t, w in zip(state, ws))
    loss.backward()
    return {
        "xs": xs,
        "lengths": lengths,
        "outputs": outputs,
        "outputWeights": output_weights,
        "gradient": xs.grad,
        "parts": [
            {
                "params": own,
                "initial": begin,
                "last": end,
                "lastWeights": weights,
                "gradients": {"params": gradients(own), "initial": gradients(begin)},
            }
            for own, begin, end, weights in zip(params, initial, last, last_weights)
        ],
    }


def record_module(kind, lengths=LENGTHS, layers=1, bidirectional=True, zero_state=False):
    make, options, gates = MODULES[kind]
    module = make(
        INPUT_SIZE, HIDDEN_SIZE, layers, batch_first=True, bidirectional=bidirectional, **options
    )
    return record(
        lambda params, xs, initial, lengths: call_module(module, params, xs, initial, lengths),
        gates,
        layers * (2 if bidirectional else 1),
        2 if kind == "lstm" else 1,
        lengths,
        (INPUT_SIZE, INPUT_SIZE) if layers == 1 else (INPUT_SIZE, HIDDEN_SIZE),
        zero_state,
    )


torch.manual_seed(1990)
golden = {kind: record_module(kind) for kind in MODULES}
golden["gruResetBefore"] = record(both_ways_before, 3, 2, 1, LENGTHS)
golden["lstmFromZero"] = record_module("lstm", zero_state=True)
golden["lstmStack"] = record_module("lstm", layers=2, bidirectional=False)
golden["gruStack"] = record_module("gru", layers=2, bidirectional=False)
golden["lstmLong"] = record_module("lstm", lengths=[40, 36], bidirectional=False)
write(__file__, golden)
