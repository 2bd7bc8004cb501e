"""Batched beam search: all hypotheses of all sentences in one batch, everything on tensors, the host asks nothing but
whether all have ended. The best of all continuations is found over the whole vocabulary of a sentence's hypotheses at
once, or among the best of each hypothesis, and a step is one of nn.LSTM or of nn.LSTMCell: whichever is fastest."""

import torch
from translationModel import TranslationModel

BOS, EOS = 1, 2
CHOICES = ("over all continuations", "among the best of each hypothesis")
STEPS = ("nn.LSTM", "nn.LSTMCell")
VARIANTS = tuple(f"{step}, {choice}" for step in STEPS for choice in CHOICES)


class Decoding:
    def __init__(self, inputs, settings, variant):
        self.model = TranslationModel(inputs, settings).eval()
        self.source = inputs["source"].long()
        self.lengths = inputs["sourceLengths"].long()
        self.beam = settings["beamSize"]
        self.steps = settings["steps"]
        step, choice = variant.split(", ")
        self.choose = self.choose_of_all if choice == CHOICES[0] else self.choose_of_best
        if step == "nn.LSTMCell":
            self.model.step_by_cell()

    def choose_of_all(self, log_probs, scores):
        """The best continuations of each sentence: (scores, hypotheses they go on from, words), each [batch, beam]."""
        batch = scores.shape[0]
        candidates = (scores.view(-1, 1) + log_probs).view(batch, -1)
        scores, places = candidates.topk(self.beam, dim=1)
        vocabulary = log_probs.shape[1]
        return scores, places // vocabulary, places % vocabulary

    def choose_of_best(self, log_probs, scores):
        batch = scores.shape[0]
        best, words = log_probs.topk(self.beam, dim=1)
        scores, places = (scores.view(-1, 1) + best).view(batch, -1).topk(self.beam, dim=1)
        return scores, places // self.beam, words.view(batch, -1).gather(1, places)

    @torch.inference_mode()
    def search(self):
        """The words of each sentence's best hypothesis, [batch, steps], and their log-probabilities, [batch]."""
        model, beam, batch = self.model, self.beam, self.source.shape[0]
        memory, state = model.read(self.source, self.lengths)
        memory = tuple(part.repeat_interleave(beam, dim=0) for part in memory)
        state = tuple(part.repeat_interleave(beam, dim=0) for part in state)
        rows = batch * beam
        words = torch.full((rows,), BOS)
        fed = torch.zeros(rows, model.embedding.embedding_dim)
        # At first all hypotheses of a sentence are one.
        scores = torch.full((batch, beam), -torch.inf)
        scores[:, 0] = 0
        first_rows = torch.arange(0, rows, beam)[:, None]
        ended = torch.zeros(batch, beam, dtype=torch.bool)
        history = []
        for _ in range(self.steps):
            fed, state = model.step(model.embedding(words), state, fed, memory)
            log_probs = torch.log_softmax(model.logits(fed), dim=-1)
            scores, parents, chosen = self.choose(log_probs, scores)
            history.append((parents, chosen))
            order = (first_rows + parents).view(-1)
            state = tuple(part.index_select(0, order) for part in state)
            if model.feeds:
                fed = fed.index_select(0, order)
            words = chosen.view(-1)
            ended = ended.gather(1, parents) | (chosen == EOS)
            if ended.all():
                break
        return self.trace(history), scores[:, 0]

    @staticmethod
    def trace(history):
        """Follows the best hypothesis of each sentence back to its first word."""
        words = []
        place = torch.zeros_like(history[0][0][:, :1])
        for parents, chosen in reversed(history):
            words.append(chosen.gather(1, place))
            place = parents.gather(1, place)
        return torch.cat(words[::-1], dim=1)

    def run(self):
        words, _ = self.search()
        words.tolist()

    def check(self):
        words, scores = self.search()
        return {"logProb": scores.tolist(), "length": [len(row) for row in words.tolist()]}


make = Decoding
