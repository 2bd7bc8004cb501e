"""The suggestions of a keyboard after one more word, at batch 1: nn.LSTMCell, or nn.LSTM over one step."""

import torch
from recurrent import load_layer, load_named

VARIANTS = ("nn.LSTMCell", "nn.LSTM", "nn.LSTM without oneDNN")
SUGGESTIONS = 5
CHECKED_STEPS = 10
FIRST_WORD = 100


class Keyboard:
    def __init__(self, inputs, settings, variant):
        vocabulary, embedding, hidden = (settings[key] for key in ("vocabSize", "embeddingSize", "hiddenSize"))
        self.is_cell = variant == "nn.LSTMCell"
        self.onednn = not variant.endswith("without oneDNN")
        self.embedding = torch.nn.Embedding(vocabulary, embedding)
        self.lstm = torch.nn.LSTMCell(embedding, hidden) if self.is_cell else torch.nn.LSTM(embedding, hidden)
        load_layer(self.lstm, inputs, "cell.", "" if self.is_cell else "_l0")
        self.output = torch.nn.Linear(hidden, vocabulary)
        load_named(self.embedding, inputs, "embedding.")
        load_named(self.output, inputs, "output.")
        self.state = (torch.zeros(1, hidden), torch.zeros(1, hidden))
        self.word = FIRST_WORD

    @torch.inference_mode()
    def type(self):
        embedded = self.embedding(torch.tensor([self.word]))
        with torch.backends.mkldnn.flags(enabled=self.onednn):
            if self.is_cell:
                self.state = self.lstm(embedded, self.state)
            else:
                # Two axes: a sequence of one step, without a batch.
                _, self.state = self.lstm(embedded, self.state)
        log_probs, words = self.output(self.state[0]).log_softmax(-1).topk(SUGGESTIONS, dim=-1)
        words, log_probs = words[0].tolist(), log_probs[0].tolist()
        self.word = words[0]
        return words, log_probs

    def run(self):
        self.type()

    def check(self):
        words, log_probs = zip(*(self.type() for _ in range(CHECKED_STEPS)))
        return {"words": sum(words, []), "logProbs": sum(log_probs, [])}


make = Keyboard
