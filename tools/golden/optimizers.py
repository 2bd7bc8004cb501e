"""Ten steps of PyTorch's optimizers, its clipping, its learning-rate schedules and its averaging of weights.

Needs: torch. Run: python tools/golden/optimizers.py
"""

import json
import math
import pathlib

import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LambdaLR, LinearLR, ReduceLROnPlateau, SequentialLR
from torch.optim.swa_utils import AveragedModel

STEPS = 10
torch.manual_seed(11)
torch.set_default_dtype(torch.float64)

weight = torch.randn(3, 4)
bias = torch.randn(4)
gradients = [{"weight": torch.randn(3, 4) * 10.0 ** (step % 3 - 1), "bias": torch.randn(4)} for step in range(STEPS)]
rates = [0.01 * (step + 1) for step in range(STEPS)]


def flat(tensors):
    return {name: tensor.detach().flatten().tolist() for name, tensor in tensors.items()}


def run(make, decay, gradients=gradients):
    """The parameters after each step; weight decay holds for the matrix only."""
    params = {"weight": torch.nn.Parameter(weight.clone()), "bias": torch.nn.Parameter(bias.clone())}
    optimizer = make([{"params": [params["weight"]], "weight_decay": decay}, {"params": [params["bias"]], "weight_decay": 0.0}])
    after = []
    for rate, gradient in zip(rates, gradients):
        for name, param in params.items():
            param.grad = gradient[name].clone()
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.step()
        after.append(flat(params))
    return after


optim = torch.optim
optimizers = {
    "adamW": run(lambda p: optim.AdamW(p, lr=1.0), 0.01),
    "adamW, other options": run(lambda p: optim.AdamW(p, lr=1.0, betas=(0.8, 0.95), eps=1e-3), 0.3),
    "adam": run(lambda p: optim.Adam(p, lr=1.0), 0.0),
    "adam with an L2 penalty": run(lambda p: optim.Adam(p, lr=1.0), 0.1),
    "sgd": run(lambda p: optim.SGD(p, lr=1.0), 0.0),
    "sgd with momentum": run(lambda p: optim.SGD(p, lr=1.0, momentum=0.9), 0.1),
    "sgd with nesterov": run(lambda p: optim.SGD(p, lr=1.0, momentum=0.9, nesterov=True), 0.1),
}

clipped = []
for gradient in gradients[:3]:
    params = [torch.nn.Parameter(weight.clone()), torch.nn.Parameter(bias.clone())]
    params[0].grad, params[1].grad = gradient["weight"].clone(), gradient["bias"].clone()
    norm = torch.nn.utils.clip_grad_norm_(params, 3.0)
    clipped.append({"norm": norm.item(), "gradients": flat({"weight": params[0].grad, "bias": params[1].grad})})


def rates_of(make, steps):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.5)
    schedule = make(optimizer)
    found = []
    for _ in range(steps):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return found


def warmup_cosine(optimizer):
    warmup = LinearLR(optimizer, start_factor=1 / 5, total_iters=4)
    return SequentialLR(optimizer, [warmup, CosineAnnealingLR(optimizer, T_max=15, eta_min=0.02)], milestones=[4])


def inverse_sqrt(optimizer):
    return LambdaLR(optimizer, lambda t: 5**0.5 * min((t + 1) ** -0.5, (t + 1) * 5**-1.5))


def plateau(mode, metrics, **options):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.5)
    schedule = ReduceLROnPlateau(optimizer, mode=mode, **options)
    found = []
    for metric in metrics:
        schedule.step(metric)
        found.append(optimizer.param_groups[0]["lr"])
    return {"mode": mode, "metrics": metrics, "rates": found}


losses = [3, 2, 2.1, 2.05, 2.0, 1.9999, 1.5, 1.6, 1.6, 1.6, 1.6, 1.6, 1.6, 1.6, 1.4, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5]
scores = [10, 12, 11, 12, 12.0005, 12.1, 12, 12, 12, 12, 13, 12, 12, 12, 12, 12, 12]

# The warm-up of the decay is the averaging function's; PyTorch keeps the count and copies the first weights.
model = torch.nn.Linear(4, 3)
averaged = AveragedModel(
    model, avg_fn=lambda mean, param, n: mean + (1 - min(0.75, (1 + n) / (10 + n))) * (param - mean)
)
trajectory, averages = [], []
for _ in range(STEPS):
    with torch.no_grad():
        model.weight.add_(torch.randn(3, 4))
    averaged.update_parameters(model)
    trajectory.append(model.weight.flatten().tolist())
    averages.append(averaged.module.weight.flatten().tolist())

golden = {
    "made by": f"tools/golden/optimizers.py, torch {torch.__version__}",
    "weight": weight.flatten().tolist(),
    "bias": bias.tolist(),
    "rates": rates,
    "gradients": [flat(gradient) for gradient in gradients],
    "optimizers": optimizers,
    "clipped": clipped,
    "warmupCosine": rates_of(warmup_cosine, 20),
    "warmupInverseSqrt": rates_of(inverse_sqrt, 20),
    "plateaus": [
        {"options": {"patience": 2, "factor": 0.5}, **plateau("min", losses, patience=2, factor=0.5)},
        {
            "options": {"patience": 1, "factor": 0.3, "cooldown": 2, "minRate": 0.1},
            **plateau("min", losses, patience=1, factor=0.3, cooldown=2, min_lr=0.1),
        },
        {
            "options": {"patience": 1, "factor": 0.5, "threshold": 0.001},
            **plateau("max", scores, patience=1, factor=0.5, threshold=0.001),
        },
    ],
    "average": {"trajectory": trajectory, "averages": averages},
}
assert all(math.isfinite(rate) for rate in golden["warmupCosine"])
out = pathlib.Path(__file__).parent / "data" / "optimizers.json"
out.write_text(json.dumps(golden) + "\n", encoding="utf-8")
