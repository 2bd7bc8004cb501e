"""Attention by its equations in PyTorch, in float64: the oracle of core's attentions.

Needs: torch. Run: python tools/golden/attention.py
"""

import torch
from oracle import draw, gradients, write

BATCH, TARGET, SOURCE = 3, 2, 5
QUERY_SIZE, MEMORY_SIZE, ATTENTION_SIZE = 4, 3, 5
LENGTHS = [5, 2, 3]


def dot(params, query, key):
    """Luong et al. 2015, equation 8, dot."""
    return query @ key


def general(params, query, key):
    """Luong et al. 2015, equation 8, general."""
    return query @ params["weight"] @ key


def additive(params, query, key):
    """Bahdanau et al. 2015, appendix A.1.2."""
    energy = torch.tanh(params["weightQuery"] @ query + params["weightKey"] @ key)
    return params["weightScore"][0] @ energy


def attend(score, params, queries, memory, length):
    """One sentence: scores over its real positions only, so that no masking constant has a part in the oracle."""
    contexts, weights = [], []
    for query in queries:
        real = torch.softmax(torch.stack([score(params, query, key) for key in memory[:length]]), 0)
        contexts.append(real @ memory[:length])
        weights.append(torch.cat([real, torch.zeros(len(memory) - length)]))
    return torch.stack(contexts), torch.stack(weights)


def record(score, params, query_size):
    queries = draw(BATCH, TARGET, query_size)
    memory = draw(BATCH, SOURCE, MEMORY_SIZE)
    runs = [attend(score, params, *row) for row in zip(queries, memory, LENGTHS)]
    contexts = torch.stack([contexts for contexts, _ in runs])
    weights = torch.stack([weights for _, weights in runs])
    context_weights, weight_weights = draw(*contexts.shape), draw(*weights.shape)
    ((contexts * context_weights).sum() + (weights * weight_weights).sum()).backward()
    return {
        "params": params,
        "queries": queries,
        "memory": memory,
        "lengths": LENGTHS,
        "contexts": contexts,
        "weights": weights,
        "contextWeights": context_weights,
        "weightWeights": weight_weights,
        "gradients": {"params": gradients(params), "queries": queries.grad, "memory": memory.grad},
    }


torch.manual_seed(2015)
write(
    __file__,
    {
        "dot": record(dot, {}, MEMORY_SIZE),
        "general": record(general, {"weight": draw(QUERY_SIZE, MEMORY_SIZE)}, QUERY_SIZE),
        "additive": record(
            additive,
            {
                "weightQuery": draw(ATTENTION_SIZE, QUERY_SIZE),
                "weightKey": draw(ATTENTION_SIZE, MEMORY_SIZE),
                "weightScore": draw(1, ATTENTION_SIZE),
            },
            QUERY_SIZE,
        ),
    },
)
