"""The PyTorch twin of the application's drawer: the decoder of sketch-rnn (Ha and Eck 2017), by itself.

The same drawings in the same splits, the same scaling, augmentation, sizes, mixture, optimizer, schedule and number of
epochs; layers, their first weights and their gradients are PyTorch's.

What it prints is the mean, over all steps of a split, of -log p in nats: a drawing of n points has n + 1 steps, the last
of which is its end and counts the pen alone. Offsets are divided by the standard deviation of all offsets of the
training, so densities are per that unit squared; nothing is left out of valid and test, nothing is augmented there.

    python tools/twins/sketchRnn.py --data kanji.rdp100.json.gz --epochs 40

`--places` also reads where the pen is, as the application's network does; sketch-rnn does not.
"""

import argparse
import copy
import gzip
import json
import math
import time

import numpy as np
import torch
from torch import nn

LEAST_DEVIATION = 1e-3
GREATEST_CORRELATION = 1 - 2**-8
PLACE_UNIT = 4
MOST_POINTS = 400
FURTHEST = 20


def read_drawings(path):
    """{train, valid, test} of arrays [points, 3]: dx, dy, pen up."""
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8") as file:
        splits = json.load(file)
    drawings = {name: [np.array(rows, dtype=np.float64) for rows in splits[name]] for name in splits}
    for part in drawings.values():
        for rows in part:
            rows[-1, 2] = 1  # a pen that is never lifted is lifted at the end
    short = [rows for rows in drawings["train"] if len(rows) <= MOST_POINTS]
    scale = np.concatenate([rows[:, :2] for rows in short]).std()
    sound = [rows for rows in short if np.abs(rows[:, :2]).max() <= FURTHEST * scale]
    scale = np.concatenate([rows[:, :2] for rows in sound]).std()
    return {**drawings, "train": sound}, scale


def augment(rows, random, strength):
    """Stretches each axis, and passes by some of the points within strokes."""
    if strength == 0:
        return rows
    stretched = rows.copy()
    stretched[:, :2] *= 1 + 0.15 * strength * (2 * random.random(2) - 1)
    made, carried, in_stroke = [], np.zeros(2), 0
    for row, draw in zip(stretched, random.random(len(rows))):
        is_inner = in_stroke >= 2 and row[2] == 0
        in_stroke = 0 if row[2] == 1 else in_stroke + 1
        carried = carried + row[:2]
        if is_inner and draw < 0.1 * strength:
            continue
        made.append([*carried, row[2]])
        carried = np.zeros(2)
    return np.array(made)


def inputs_and_targets(drawings, scale, places):
    """[batch, time, 5 or 9], [batch, time, 5] and the mask [batch, time]."""
    time_steps = max(len(rows) for rows in drawings) + 1
    targets = np.zeros((len(drawings), time_steps, 5), dtype=np.float32)
    inputs = np.zeros((len(drawings), time_steps, 9 if places else 5), dtype=np.float32)
    mask = np.zeros((len(drawings), time_steps), dtype=np.float32)
    for row, drawing in enumerate(drawings):
        count = len(drawing)
        targets[row, :count, :2] = drawing[:, :2] / scale
        targets[row, :count, 2] = 1 - drawing[:, 2]
        targets[row, :count, 3] = drawing[:, 2]
        targets[row, count, 4] = 1
        mask[row, : count + 1] = 1
        inputs[row, 0, 2] = 1
        inputs[row, 1 : count + 1, :5] = targets[row, :count]
        if places:
            at = np.cumsum(drawing[:, :2], axis=0) / scale
            at -= at[0]
            begins = np.concatenate([[True], drawing[:-1, 2] == 1])
            stroke = np.maximum.accumulate(np.where(begins, np.arange(count), 0))
            inputs[row, 1 : count + 1, 5:7] = at / PLACE_UNIT
            inputs[row, 1 : count + 1, 7:9] = (at - at[stroke]) / PLACE_UNIT
    return torch.from_numpy(inputs), torch.from_numpy(targets), torch.from_numpy(mask)


class Decoder(nn.Module):
    def __init__(self, input_size, hidden_size, layers, components, dropout):
        super().__init__()
        between = dropout if layers > 1 else 0
        self.lstm = nn.LSTM(input_size, hidden_size, layers, batch_first=True, dropout=between)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden_size, 6 * components + 3)
        self.components = components

    def nats(self, inputs, targets, mask):
        """-log p of each step, [batch, time]; 0 for padding."""
        outputs = self.output(self.dropout(self.lstm(inputs)[0]))
        k = self.components
        pen, logits, mean_x, mean_y, raw, raw_rho = outputs.split([3, k, k, k, 2 * k, k], dim=-1)
        deviation_x, deviation_y = (nn.functional.softplus(raw) + LEAST_DEVIATION).chunk(2, dim=-1)
        rho = GREATEST_CORRELATION * torch.tanh(raw_rho)
        zx = (targets[..., 0:1] - mean_x) / deviation_x
        zy = (targets[..., 1:2] - mean_y) / deviation_y
        rest = 1 - rho**2
        distance = zx**2 + (zy - rho * zx) ** 2 / rest
        log_normal = -0.5 * (distance + torch.log(rest)) - torch.log(deviation_x * deviation_y)
        log_density = torch.logsumexp(torch.log_softmax(logits, -1) + log_normal, -1) - math.log(2 * math.pi)
        log_pen = (torch.log_softmax(pen, -1) * targets[..., 2:]).sum(-1)
        return -(log_density * (1 - targets[..., 4]) + log_pen) * mask


def plan(lengths, tokens, random, pool=100):
    """Batches of like length: shuffled, sorted in pools of so many batches, cut, shuffled."""
    order = random.permutation(len(lengths))
    pool_size = max(1, math.ceil(pool * tokens / lengths.mean()))
    batches = []
    for begin in range(0, len(order), pool_size):
        part = sorted(order[begin : begin + pool_size], key=lambda index: lengths[index])
        batch = []
        for index in part:
            if batch and (len(batch) + 1) * lengths[index] > tokens:
                batches.append(batch)
                batch = []
            batch.append(index)
        batches.append(batch)
    return [batches[index] for index in random.permutation(len(batches))]


@torch.no_grad()
def score(model, batches):
    model.eval()
    total = sum(model.nats(*batch).double().sum().item() for batch in batches)
    model.train()
    return total / sum(batch[2].sum().item() for batch in batches)


def test_batches(drawings, scale, places):
    ordered = sorted(drawings, key=len)
    return [inputs_and_targets(ordered[at : at + 100], scale, places) for at in range(0, len(ordered), 100)]


def learning_rate(step, steps, options):
    if step < options.warmup_steps:
        return options.learning_rate * step / options.warmup_steps
    progress = min(1, (step - options.warmup_steps) / (steps - options.warmup_steps))
    return options.learning_rate * (1 + math.cos(math.pi * progress)) / 2


def make_optimizer(model, options):
    matrices = [weight for weight in model.parameters() if weight.ndim >= 2]
    biases = [weight for weight in model.parameters() if weight.ndim < 2]
    groups = [{"params": matrices, "weight_decay": options.weight_decay}, {"params": biases, "weight_decay": 0}]
    return torch.optim.AdamW(groups, lr=options.learning_rate)


def update_average(average, model, decay, step):
    # As the application's: its memory is short at first.
    share = 1 - min(decay, step / (9 + step))
    with torch.no_grad():
        for kept, weight in zip(average.parameters(), model.parameters()):
            kept.lerp_(weight, share)


def train(options):
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    random = np.random.default_rng(options.seed)
    drawings, scale = read_drawings(options.data)
    held_out = {name: test_batches(drawings[name], scale, options.places) for name in ("valid", "test")}
    width = 9 if options.places else 5
    model = Decoder(width, options.hidden_size, options.layers, options.components, options.dropout)
    average = copy.deepcopy(model)
    optimizer = make_optimizer(model, options)
    lengths = np.array([len(rows) + 1 for rows in drawings["train"]])
    steps = options.epochs * len(plan(lengths, options.batch_tokens, np.random.default_rng(0)))
    size = sum(weight.numel() for weight in model.parameters())
    print(f"{len(lengths)} drawings to train on, offsets divided by {scale:.4f}, {size} parameters, {steps} steps")
    begin, step = time.perf_counter(), 0
    for epoch in range(options.epochs):
        for rows in plan(lengths, options.batch_tokens, random):
            step += 1
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(step, steps, options)
            batch = [augment(drawings["train"][row], random, options.augmentation) for row in rows]
            inputs, targets, mask = inputs_and_targets(batch, scale, options.places)
            loss = model.nats(inputs, targets, mask).sum() / mask.sum()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), options.clip_norm)
            optimizer.step()
            update_average(average, model, options.ema_decay, step)
            if step == options.max_steps:
                break
        seconds = time.perf_counter() - begin
        valid = score(average, held_out["valid"])
        print(f"epoch {epoch + 1}: valid {valid:.4f} nats a step, {seconds:.1f} s", flush=True)
        if step == options.max_steps:
            break
    seconds = time.perf_counter() - begin
    valid, test = score(average, held_out["valid"]), score(average, held_out["test"])
    print(f"valid {valid:.4f}, test {test:.4f} nats a step, {seconds:.1f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="JSON of {train, valid, test} in stroke-3, plain or .gz")
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--hidden-size", type=int, default=384)
    parser.add_argument("--layers", type=int, default=1)
    parser.add_argument("--components", type=int, default=20)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--augmentation", type=float, default=1)
    parser.add_argument("--batch-tokens", type=int, default=4000)
    parser.add_argument("--learning-rate", type=float, default=0.003)
    parser.add_argument("--warmup-steps", type=int, default=200)
    parser.add_argument("--weight-decay", type=float, default=0.01)
    parser.add_argument("--clip-norm", type=float, default=1)
    parser.add_argument("--ema-decay", type=float, default=0.998)
    parser.add_argument("--max-steps", type=int, default=0, help="stop after so many; 0 is never")
    parser.add_argument("--places", action="store_true", help="also reads where the pen is")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
