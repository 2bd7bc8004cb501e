"""Recurrent layers by PyTorch in float64: the oracle of core's cells, unroll, stacks and bidirectional runs; and the
cells' options (peepholes, coupled gates, layer normalisation, zoneout, recurrent dropout) by the steps in cellSteps.py.

Every run goes over sequences of different lengths (packed) from given initial states, and back through a loss that
weighs every output and every last state. Needs: torch. Run: python tools/golden/cells.py
"""

import torch
from cellSteps import elman_step, gru_step, lstm_step, run_steps
from oracle import draw, gradients, write
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

INPUT_SIZE, HIDDEN_SIZE = 3, 4
LENGTHS = [3, 6, 1, 5]
OPTION_LENGTHS = [5, 0, 3]

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


def record(call, draw_parts, states, lengths, zero_state=False):
    """Runs and differentiates: one of `draw_parts` a layer or direction, each with `states` tensors of state."""
    batch, time = len(lengths), max(lengths)
    xs = draw(batch, time, INPUT_SIZE)
    params = [draw_part() for draw_part in draw_parts]
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
    input_sizes = [INPUT_SIZE, INPUT_SIZE if layers == 1 else HIDDEN_SIZE]
    return record(
        lambda params, xs, initial, lengths: call_module(module, params, xs, initial, lengths),
        [lambda size=size: draw_params(gates, size) for size in input_sizes[: layers * (2 if bidirectional else 1)]],
        2 if kind == "lstm" else 1,
        lengths,
        zero_state,
    )


def draw_norms(gates, cell=False):
    norms = {"gainIh": 1 + draw(gates * HIDDEN_SIZE, scale=0.3), "gainHh": 1 + draw(gates * HIDDEN_SIZE, scale=0.3)}
    if cell:
        norms |= {"gainCell": 1 + draw(HIDDEN_SIZE, scale=0.3), "biasCell": draw(HIDDEN_SIZE, scale=0.3)}
    # The sums are rounded to float32 and made leaves again.
    return {name: tensor.detach().float().double().requires_grad_() for name, tensor in norms.items()}


def draw_noise(masks):
    """0/1 masks of the given names, 1 with probability 0.4; dropout keeps with 1 - 0.5 and is scaled by 2, exactly."""
    noise = {}
    for name in masks:
        if name == "dropout":
            noise[name] = (torch.rand(len(OPTION_LENGTHS), HIDDEN_SIZE) < 0.5).double() * 2
        else:
            noise[name] = (torch.rand(len(OPTION_LENGTHS), max(OPTION_LENGTHS), HIDDEN_SIZE) < 0.4).double()
    return noise


def float32_error(recorded, run):
    """How far PyTorch itself in float32 is from a recorded run: the worst tensor's error, as README.md has it."""
    (part,) = recorded["parts"]
    narrow = lambda tensor: tensor.detach().float().requires_grad_()
    xs, initial = narrow(recorded["xs"]), [narrow(tensor) for tensor in part["initial"]]
    params = {name: narrow(tensor) for name, tensor in part["params"].items()}
    noise = {name: mask.float() for name, mask in recorded["noise"].items()}
    outputs, last = run(params, xs, initial, recorded["lengths"], noise)
    results = [outputs, *last]
    loss = sum((t * w.float()).sum() for t, w in zip(results, [recorded["outputWeights"], *part["lastWeights"]]))
    ours = [*results, *torch.autograd.grad(loss, [xs, *params.values(), *initial])]
    wide = part["gradients"]
    oracle = [recorded["outputs"], *part["last"], recorded["gradient"], *wide["params"].values(), *wide["initial"]]
    return max((a - b).abs().max().item() / max(1, b.abs().max().item()) for a, b in zip(ours, oracle))


def record_options(step, gates, states=1, peepholes=0, norms=False, masks=(), **options):
    """One cell with its options from the start to the end; `peepholes` is the number of gates that have one."""

    def draw_part():
        peephole = {"peephole": draw(peepholes, HIDDEN_SIZE, scale=0.6)} if peepholes else {}
        return draw_params(gates) | peephole | (draw_norms(gates, cell=states == 2) if norms else {})

    def run(params, xs, initial, lengths, noise):
        return run_steps(step, params, xs, initial, lengths, noise, **options)

    while True:
        noise = draw_noise(masks)

        def call(params, xs, initial, lengths):
            outputs, last = run(params[0], xs, initial[0], lengths, noise)
            return outputs, [last]

        recorded = record(call, [draw_part], states, OPTION_LENGTHS) | {"noise": noise}
        # A narrow layer whose units happen to be nearly equal is normalised from cancelled digits: what float32
        # cannot reach by any implementation is no measure of ours, so it is drawn again.
        if float32_error(recorded, run) < 2e-6:
            return recorded


torch.manual_seed(1990)
golden = {kind: record_module(kind) for kind in MODULES}
golden["gruResetBefore"] = record(both_ways_before, [lambda: draw_params(3)] * 2, 1, LENGTHS)
golden["lstmFromZero"] = record_module("lstm", zero_state=True)
golden["lstmStack"] = record_module("lstm", layers=2, bidirectional=False)
golden["gruStack"] = record_module("gru", layers=2, bidirectional=False)
golden["lstmLong"] = record_module("lstm", lengths=[40, 36], bidirectional=False)

LSTM = {"step": lstm_step, "gates": 4, "states": 2}
COUPLED = LSTM | {"gates": 3, "coupled": True}
ALL_MASKS = ["dropout", "zoneout", "cellZoneout"]
golden["lstmPeepholes"] = record_options(**LSTM, peepholes=3)
golden["lstmCoupled"] = record_options(**COUPLED)
golden["lstmCoupledPeepholes"] = record_options(**COUPLED, peepholes=2)
golden["lstmLayerNorm"] = record_options(**LSTM, norms=True)
golden["lstmZoneoutExpected"] = record_options(**LSTM, zoneout=0.3, cell_zoneout=0.2)
golden["lstmZoneout"] = record_options(**LSTM, masks=["zoneout", "cellZoneout"])
golden["lstmRecurrentDropout"] = record_options(**LSTM, masks=["dropout"])
golden["lstmAllOptions"] = record_options(**COUPLED, peepholes=2, norms=True, masks=ALL_MASKS)
for reset in ["after", "before"]:
    GRU = {"step": gru_step, "gates": 3, "reset": reset}
    name = "gru" if reset == "after" else "gruResetBefore"
    golden[name + "LayerNorm"] = record_options(**GRU, norms=True)
    golden[name + "ZoneoutExpected"] = record_options(**GRU, zoneout=0.3)
    golden[name + "Noise"] = record_options(**GRU, masks=["dropout", "zoneout"])
    golden[name + "AllOptions"] = record_options(**GRU, norms=True, masks=["dropout", "zoneout"])
ELMAN = {"step": elman_step, "gates": 1}
golden["elmanTanhLayerNorm"] = record_options(**ELMAN, norms=True)
golden["elmanTanhZoneoutExpected"] = record_options(**ELMAN, zoneout=0.3)
golden["elmanTanhNoise"] = record_options(**ELMAN, masks=["dropout", "zoneout"])
golden["elmanReluAllOptions"] = record_options(
    **ELMAN, activation=torch.relu, norms=True, masks=["dropout", "zoneout"]
)
write(__file__, golden)
