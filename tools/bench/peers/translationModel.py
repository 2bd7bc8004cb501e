"""The translation model: bidirectional LSTM encoder, affine bridge, Luong's decoder with general attention, and one
matrix of embeddings for source, target and output."""

import torch
from recurrent import load_layer, load_named
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


class TranslationModel(torch.nn.Module):
    def __init__(self, inputs, settings):
        super().__init__()
        vocabulary, embedding = settings["vocabSize"], settings["embeddingSize"]
        encoder, decoder = settings["encoderSize"], settings["decoderSize"]
        self.feeds = settings["inputFeeding"]
        self.embedding = torch.nn.Embedding(vocabulary, embedding)
        self.encoder = torch.nn.LSTM(embedding, encoder, bidirectional=True, batch_first=True)
        self.bridge_h = torch.nn.Linear(2 * encoder, decoder)
        self.bridge_c = torch.nn.Linear(2 * encoder, decoder)
        self.attention = torch.nn.Linear(2 * encoder, decoder, bias=False)
        self.combine = torch.nn.Linear(2 * encoder + decoder, embedding, bias=False)
        self.bias = torch.nn.Parameter(inputs["output.bias"])
        if self.feeds:
            self.decoder = torch.nn.LSTMCell(2 * embedding, decoder)
        else:
            self.decoder = torch.nn.LSTM(embedding, decoder, batch_first=True)
        # The decoder as a cell, for steps one by one: see step_by_cell.
        self.cell = None
        self.load(inputs)

    @torch.no_grad()
    def load(self, inputs):
        load_named(self.embedding, inputs, "target.")
        load_layer(self.encoder, inputs, "encoder.layers.0.forward.")
        load_layer(self.encoder, inputs, "encoder.layers.0.backward.", "_l0_reverse")
        for part, bridge in enumerate((self.bridge_h, self.bridge_c)):
            load_named(bridge, inputs, f"bridge.layers.0.parts.{part}.")
        load_named(self.attention, inputs, "decoder.attention.")
        self.combine.weight.copy_(inputs["decoder.weightOutput"])
        prefix = "decoder.stack.layers.0."
        if self.feeds:
            # The vector fed back enters beside the embedding, as one longer input.
            both = torch.cat([inputs[prefix + "weightIh"], inputs["decoder.weightFeed"]], dim=1)
            load_layer(self.decoder, {**inputs, prefix + "weightIh": both}, prefix, "")
        else:
            load_layer(self.decoder, inputs, prefix)

    def step_by_cell(self):
        """Single steps of nn.LSTM are nn.LSTMCell's from now on, with the same weights."""
        if not self.feeds:
            self.cell = torch.nn.LSTMCell(self.decoder.input_size, self.decoder.hidden_size)
            self.cell.load_state_dict({name.removesuffix("_l0"): w for name, w in self.decoder.state_dict().items()})

    def read(self, source, lengths):
        """Memory (keys, values, mask) of [batch, source, ...] and the decoder's first state, sorted sources given."""
        packed = pack_padded_sequence(self.embedding(source), lengths, batch_first=True, enforce_sorted=True)
        outputs, (h, c) = self.encoder(packed)
        values, _ = pad_packed_sequence(outputs, batch_first=True)
        state = (
            torch.tanh(self.bridge_h(torch.cat([h[0], h[1]], dim=1))),
            self.bridge_c(torch.cat([c[0], c[1]], dim=1)),
        )
        positions = torch.arange(values.shape[1])
        # Added to the scores: minus infinity for padding. [batch, 1, source]
        mask = torch.zeros(values.shape[0], 1, values.shape[1])
        mask.masked_fill_((positions >= lengths[:, None])[:, None, :], -torch.inf)
        return (self.attention(values), values, mask), state

    def attend(self, queries, memory):
        """[batch, target, decoderSize] -> [batch, target, embeddingSize], what the output layer reads."""
        keys, values, mask = memory
        # The product adds the mask on its way: one pass less over the scores.
        weights = torch.softmax(torch.baddbmm(mask, queries, keys.transpose(1, 2)), dim=-1)
        return torch.tanh(self.combine(torch.cat([torch.bmm(weights, values), queries], dim=-1)))

    def step(self, embedded, state, fed, memory):
        """One step of all rows: (output that is fed back, next state)."""
        if self.feeds:
            h, c = self.decoder(torch.cat([embedded, fed], dim=1), state)
        elif self.cell:
            h, c = self.cell(embedded, state)
        else:
            _, (h, c) = self.decoder(embedded[:, None], (state[0][None], state[1][None]))
            h, c = h[0], c[0]
        return self.attend(h[:, None], memory)[:, 0], (h, c)

    def outputs(self, target, state, memory):
        """Teacher forcing: what the output layer reads at each step, [batch, target, embeddingSize]."""
        embedded = self.embedding(target)
        if not self.feeds:
            # No step waits for an attention: the layer over all of time, then all attentions at once.
            hidden, _ = self.decoder(embedded, (state[0][None], state[1][None]))
            return self.attend(hidden, memory)
        fed = embedded.new_zeros(embedded.shape[0], embedded.shape[2])
        steps = []
        for word in embedded.unbind(1):
            fed, state = self.step(word, state, fed, memory)
            steps.append(fed)
        return torch.stack(steps, dim=1)

    def logits(self, outputs):
        return functional.linear(outputs, self.embedding.weight, self.bias)
