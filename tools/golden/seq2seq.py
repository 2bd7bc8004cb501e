"""Encoder-decoders by PyTorch in float64: the oracle of core's Seq2Seq, its loss and the gradient of every parameter.

The encoder runs over a packed batch of ragged sources. The decoder takes each pair alone, token by token, so that
there is no padding that could leak; input feeding is Luong's concatenation [embedding; fed-back vector].
Parameters have core's names. Needs: torch. Run: python tools/golden/seq2seq.py
"""

import torch
from oracle import draw, gradients, write
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

VOCAB_SIZE = 7
EMBEDDING_SIZE = 3
PAD, BOS, EOS = 0, 1, 2
SOURCES = [[5, 3, 6, 4], [4, 2], [6, 6, 3]]
TARGETS = [[3, 5, 4], [6, 4, 3, 5], [5]]

MODULES = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "elman": torch.nn.RNN}
STEPS = {"lstm": torch.lstm_cell, "gru": torch.gru_cell, "elman": torch.rnn_tanh_cell}
GATES = {"lstm": 4, "gru": 3, "elman": 1}
PARTS = {"lstm": 2, "gru": 1, "elman": 1}
WEIGHTS = ["weightIh", "weightHh", "biasIh", "biasHh"]


def draw_cell(kind, name, input_size, hidden_size):
    rows = GATES[kind] * hidden_size
    shapes = [(rows, input_size), (rows, hidden_size), (rows,), (rows,)]
    return {f"{name}.{weight}": draw(*shape, scale=0.6) for weight, shape in zip(WEIGHTS, shapes)}


def draw_params(config):
    """In the order in which the model reads: embeddings, encoder, bridge, decoder, output."""
    directions = ["forward", "backward"] if config["bidirectional"] else ["forward"]
    memory_size = config["encoderSize"] * len(directions)
    size = config["decoderSize"]
    params = {"target.weight": draw(VOCAB_SIZE, EMBEDDING_SIZE)}
    if config["tiedEmbeddings"] != "all":
        params["source.weight"] = draw(VOCAB_SIZE, EMBEDDING_SIZE)
    for layer in range(config["encoderLayers"]):
        for direction in directions:
            name = f"encoder.layers.{layer}.{direction}"
            input_size = memory_size if layer else EMBEDDING_SIZE
            params |= draw_cell(config["encoderCell"], name, input_size, config["encoderSize"])
    for layer in range(config["decoderLayers"]):
        for part in range(PARTS[config["decoderCell"]]):
            params[f"bridge.layers.{layer}.parts.{part}.weight"] = draw(size, memory_size, scale=0.6)
            params[f"bridge.layers.{layer}.parts.{part}.bias"] = draw(size, scale=0.3)
    context_feeding = config["attention"] == "none" and config["inputFeeding"]
    for layer in range(config["decoderLayers"]):
        input_size = size if layer else EMBEDDING_SIZE + (memory_size if context_feeding else 0)
        params |= draw_cell(config["decoderCell"], f"decoder.stack.layers.{layer}", input_size, size)
    if config["attention"] == "general":
        params["decoder.attention.weight"] = draw(size, memory_size, scale=0.6)
    if config["attention"] == "additive":
        params["decoder.attention.weightQuery"] = draw(size, size, scale=0.6)
        params["decoder.attention.weightKey"] = draw(size, memory_size, scale=0.6)
        params["decoder.attention.weightScore"] = draw(1, size)
    if config["attention"] != "none":
        params["decoder.weightOutput"] = draw(EMBEDDING_SIZE, memory_size + size, scale=0.6)
        if config["inputFeeding"]:
            params["decoder.weightFeed"] = draw(GATES[config["decoderCell"]] * size, EMBEDDING_SIZE, scale=0.6)
    else:
        params["decoder.weightOutput"] = draw(EMBEDDING_SIZE, size, scale=0.6)
    if config["tiedEmbeddings"] == "none":
        params["output.weight"] = draw(VOCAB_SIZE, EMBEDDING_SIZE)
    params["output.bias"] = draw(VOCAB_SIZE, scale=0.3)
    return params


def encode(config, params):
    """The outputs of each source, without padding, and the last state of each layer: a list of parts."""
    layers, size = config["encoderLayers"], config["encoderSize"]
    module = MODULES[config["encoderCell"]](
        EMBEDDING_SIZE, size, layers, batch_first=True, bidirectional=config["bidirectional"]
    )
    weights = {}
    for layer in range(layers):
        for direction, suffix in [("forward", ""), ("backward", "_reverse")][: 1 + config["bidirectional"]]:
            for ours, theirs in zip(WEIGHTS, ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]):
                weights[f"{theirs}_l{layer}{suffix}"] = params[f"encoder.layers.{layer}.{direction}.{ours}"]
    lengths = torch.tensor([len(source) for source in SOURCES])
    ids = torch.tensor([source + [PAD] * (int(lengths.max()) - len(source)) for source in SOURCES])
    embedded = functional.embedding(ids, params.get("source.weight", params["target.weight"]))
    packed = pack_padded_sequence(embedded, lengths, batch_first=True, enforce_sorted=False)
    outputs, last = torch.func.functional_call(module, weights, (packed,))
    padded, _ = pad_packed_sequence(outputs, batch_first=True)
    parts = last if isinstance(last, tuple) else (last,)
    # [layers * directions, batch, size] -> for each layer [batch, directions * size]
    states = [part.unflatten(0, (layers, -1)).transpose(1, 2).flatten(2) for part in parts]
    return (
        [rows[:length] for rows, length in zip(padded, lengths)],
        [[state[layer] for state in states] for layer in range(layers)],
    )


def bridge(config, params, last):
    """The decoder's first states: a list of parts for each layer."""
    first = []
    for layer in range(config["decoderLayers"]):
        below = last[min(layer, len(last) - 1)]
        parts = []
        for part in range(PARTS[config["decoderCell"]]):
            name = f"bridge.layers.{layer}.parts.{part}"
            # A cell that the encoder does not have is made from its output.
            source = below[part] if part < len(below) else below[0]
            mapped = functional.linear(source, params[f"{name}.weight"], params[f"{name}.bias"])
            parts.append(mapped if part else torch.tanh(mapped))
        first.append(parts)
    return first


def attend(config, params, query, memory):
    """The context for one query [size] over one source's memory [source, size]."""
    if config["attention"] == "dot":
        scores = memory @ query
    elif config["attention"] == "general":
        scores = memory @ (params["decoder.attention.weight"].T @ query)
    else:
        keys = memory @ params["decoder.attention.weightKey"].T
        energies = torch.tanh(params["decoder.attention.weightQuery"] @ query + keys)
        scores = energies @ params["decoder.attention.weightScore"][0]
    return torch.softmax(scores, 0) @ memory


def decode(config, params, memory, state, context, tokens):
    """The logits after each of `tokens`, which one sentence's decoder reads from `state`: a list of parts a layer."""
    kind, attention = config["decoderCell"], config["attention"]
    fed = torch.zeros(EMBEDDING_SIZE)
    logits = []
    for token in tokens:
        hidden = params["target.weight"][token]
        if attention == "none" and config["inputFeeding"]:
            hidden = torch.cat([hidden, context])
        for layer in range(config["decoderLayers"]):
            weights = [params[f"decoder.stack.layers.{layer}.{name}"] for name in WEIGHTS]
            below = hidden
            if layer == 0 and attention != "none" and config["inputFeeding"]:
                hidden = torch.cat([hidden, fed])
                weights[0] = torch.cat([weights[0], params["decoder.weightFeed"]], 1)
            before = tuple(part[None] for part in state[layer])
            after = STEPS[kind](hidden[None], before if len(before) > 1 else before[0], *weights)
            state[layer] = [part[0] for part in (after if isinstance(after, tuple) else (after,))]
            hidden = state[layer][0] + below if config["residual"] and layer else state[layer][0]
        if attention != "none":
            hidden = torch.cat([attend(config, params, hidden, memory), hidden])
        fed = torch.tanh(params["decoder.weightOutput"] @ hidden)
        logits.append(params.get("output.weight", params["target.weight"]) @ fed + params["output.bias"])
    return logits


def record(label_smoothing=0.0, **overrides):
    config = {
        "sourceVocabSize": VOCAB_SIZE,
        "targetVocabSize": VOCAB_SIZE,
        "embeddingSize": EMBEDDING_SIZE,
        "encoderCell": "lstm",
        "encoderSize": 2,
        "encoderLayers": 1,
        "bidirectional": False,
        "decoderCell": "lstm",
        "decoderSize": 4,
        "decoderLayers": 1,
        "attention": "none",
        "inputFeeding": False,
        "residual": False,
        "tiedEmbeddings": "none",
        "dropout": 0,
        **overrides,
    }
    params = draw_params(config)
    memories, last = encode(config, params)
    first = bridge(config, params, last)
    logits, labels = [], []
    for row, target in enumerate(TARGETS):
        state = [[part[row] for part in parts] for parts in first]
        logits += decode(config, params, memories[row], state, last[-1][0][row], [BOS, *target])
        labels += [*target, EOS]
    loss = functional.cross_entropy(torch.stack(logits), torch.tensor(labels), label_smoothing=label_smoothing)
    loss.backward()
    return {
        "config": config,
        "labelSmoothing": label_smoothing,
        "params": params,
        "loss": loss,
        "gradients": gradients(params),
    }


torch.manual_seed(2014)
write(
    __file__,
    {
        "sources": SOURCES,
        "targets": TARGETS,
        "models": {
            "two-layer BiLSTM, LSTM, general attention, all embeddings tied, label smoothing": record(
                label_smoothing=0.1,
                encoderLayers=2,
                bidirectional=True,
                decoderLayers=2,
                attention="general",
                tiedEmbeddings="all",
            ),
            "BiGRU, two-layer LSTM, additive attention, input feeding": record(
                encoderCell="gru", bidirectional=True, decoderLayers=2, attention="additive", inputFeeding=True
            ),
            "Elman, fixed context": record(encoderCell="elman", decoderCell="elman", tiedEmbeddings="target"),
            "Elman, fixed context fed to every step": record(
                encoderCell="elman", decoderCell="elman", bidirectional=True, inputFeeding=True
            ),
            "two-layer LSTM, three-layer GRU with residuals, dot attention, input feeding": record(
                encoderSize=4,
                encoderLayers=2,
                decoderCell="gru",
                decoderLayers=3,
                attention="dot",
                inputFeeding=True,
                residual=True,
            ),
        },
    },
)
