"""CTC search and character n-grams: what the core's ctcSearch and its CharacterModel have to find.

Small problems: every labelling there is, its probability by PyTorch's ctc_loss, and the best of them with and without a
bigram model. Large ones: prefix beam search over tuples and dictionaries, as in the paper (Hannun et al. 2014). N-grams:
interpolated modified Kneser-Ney straight from the definitions (Chen and Goodman 1998), with loops and without a tree.

Needs: torch. Run: python tools/golden/ctcSearch.py
"""

import collections
import itertools
import math
import random

import torch
from oracle import draw, write
from torch.nn import functional

WEIGHT = 0.8
BONUS = 0.6


def bigrams(classes):
    """Log-probabilities of labels after labels, [after, label]: 0 is the beginning before, and the end after."""
    return torch.randn(classes, classes).mul(1.5).log_softmax(-1)


def language(model, labels):
    pairs = zip((0, *labels), (*labels, 0))
    return sum(WEIGHT * model[before, after].item() for before, after in pairs) + BONUS * len(labels)


def best(scored, count):
    ranked = sorted(scored.items(), key=lambda item: -item[1][1])[:count]
    return [{"labels": list(labels), "logProb": own, "score": score} for labels, (own, score) in ranked]


def enumerated(time, classes, scale):
    logits = draw(time, classes, scale=scale)
    model = bigrams(classes)
    labellings = [
        labels for length in range(time + 1) for labels in itertools.product(range(1, classes), repeat=length)
    ]
    losses = functional.ctc_loss(
        logits.detach().log_softmax(-1).unsqueeze(1).expand(-1, len(labellings), -1),
        torch.tensor([label for labels in labellings for label in labels]),
        torch.full((len(labellings),), time),
        torch.tensor([len(labels) for labels in labellings]),
        reduction="none",
    ).tolist()
    possible = {labels: -loss for labels, loss in zip(labellings, losses) if loss < math.inf}
    assert abs(math.log(sum(map(math.exp, possible.values())))) < 1e-9
    return {
        "logits": logits,
        "bigrams": model,
        "alone": best({labels: (own, own) for labels, own in possible.items()}, 8),
        "withBigrams": best(
            {labels: (own, own + language(model, labels)) for labels, own in possible.items()}, 8
        ),
    }


def log_add(*logs):
    top = max(logs)
    return top if top == -math.inf else top + math.log(sum(math.exp(log - top) for log in logs))


def beam_search(log_probs, beam_size, score):
    beam = {(): (0.0, -math.inf)}
    for frame in log_probs.tolist():
        found = collections.defaultdict(lambda: (-math.inf, -math.inf))
        for labels, (blank, label) in beam.items():
            was_blank, was_label = found[labels]
            stays = label + frame[labels[-1]] if labels else -math.inf
            found[labels] = (log_add(was_blank, blank + frame[0], label + frame[0]), log_add(was_label, stays))
            for other in range(1, len(frame)):
                passed = blank if labels and labels[-1] == other else log_add(blank, label)
                was_blank, was_label = found[(*labels, other)]
                found[(*labels, other)] = (was_blank, log_add(was_label, passed + frame[other]))
        ranked = sorted(found, key=lambda labels: -(log_add(*found[labels]) + score(labels)))
        beam = {labels: found[labels] for labels in ranked[:beam_size]}
    return {labels: log_add(*both) for labels, both in beam.items()}


def searched(time, classes, beam_size, scale):
    logits = draw(time, classes, scale=scale)
    model = bigrams(classes)
    log_probs = logits.detach().log_softmax(-1)

    def so_far(labels):
        return language(model, labels) - WEIGHT * model[(0, *labels)[-1], 0].item()

    alone = beam_search(log_probs, beam_size, lambda labels: 0)
    with_bigrams = beam_search(log_probs, beam_size, so_far)
    return {
        "logits": logits,
        "bigrams": model,
        "beamSize": beam_size,
        "alone": best({labels: (own, own) for labels, own in alone.items()}, 5),
        "withBigrams": best(
            {labels: (own, own + language(model, labels)) for labels, own in with_bigrams.items()}, 5
        ),
    }


def kneser_ney(texts, order, alphabet):
    """A function of (character or None for the end, all before it); None in a history is the beginning."""
    counts = [collections.Counter() for _ in range(order + 1)]
    for text in texts:
        marked = ("<", *text, ">")
        for size in range(1, order + 1):
            counts[size].update(marked[at : at + size] for at in range(len(marked) - size + 1))
    adjusted = [collections.Counter() for _ in range(order + 1)]
    for size in range(1, order + 1):
        for gram, count in counts[size].items():
            if size == order or gram[0] == "<":
                adjusted[size][gram] = count
        if size < order:
            for gram in counts[size + 1]:
                if gram[1] != "<":
                    adjusted[size][gram[1:]] += 1
    del adjusted[1][("<",)]
    discounts = []
    for size in range(1, order + 1):
        n = [sum(count == times for count in adjusted[size].values()) for times in range(5)]
        usable = all(n[1:4])
        y = n[1] / (n[1] + 2 * n[2]) if usable else 0
        found = [times - (times + 1) * y * n[times + 1] / n[times] for times in (1, 2, 3)] if usable else []
        usable = usable and all(0 <= amount <= times for times, amount in zip((1, 2, 3), found))
        discounts.append(found if usable else [0.5, 1, 1.5])

    def probability(token, history):
        shorter = probability(token, history[1:]) if history else 1 / (len(alphabet) + 2)
        after = {gram: count for gram, count in adjusted[len(history) + 1].items() if gram[:-1] == history}
        total = sum(after.values())
        if total == 0:
            return shorter
        taken = {gram: discounts[len(history)][min(count, 3) - 1] for gram, count in after.items()}
        own = after.get((*history, token), 0) - taken.get((*history, token), 0)
        return own / total + sum(taken.values()) / total * shorter

    def nats(text):
        marked = ("<", *text, ">")
        return [
            math.log(probability(marked[at], marked[max(0, at - order + 1) : at])) for at in range(1, len(marked))
        ]

    return nats


def characters():
    chooser = random.Random(7)
    starts, cores, ends = (["", "s", "t", "th", "wr", "r"], ["a", "ea", "i", "o"], ["", "d", "te", "ting", "nk"])
    texts = [
        " ".join(
            "".join(map(chooser.choice, (starts, cores, ends))) for _ in range(chooser.randrange(1, 4))
        )
        for _ in range(60)
    ]
    alphabet = sorted(set("".join(texts)) | {"z"})
    asked = ["reading ink", "the thoad", "zz", "", "sting", "é write"]
    models = [
        {
            "order": order,
            "nats": [
                kneser_ney(texts, order, alphabet)([c if c in alphabet else "?" for c in text]) for text in asked
            ],
        }
        for order in (1, 2, 3, 5)
    ]
    return {"texts": texts, "alphabet": "".join(alphabet), "asked": asked, "models": models}


torch.manual_seed(2014)
write(
    __file__,
    {
        "weight": WEIGHT,
        "insertionBonus": BONUS,
        "enumerated": [enumerated(6, 4, 1.0), enumerated(7, 3, 2.0), enumerated(5, 5, 4.0)],
        "searched": [searched(60, 12, 8, 2.5), searched(40, 20, 25, 2.0), searched(50, 8, 1, 2.0)],
        "characters": characters(),
    },
)
