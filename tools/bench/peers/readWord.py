"""A word read at batch 1, latency: the layers of nn.LSTM in both directions, and what their frames spell by the best
path, in PyTorch, or by prefix beam search, which PyTorch does not have: in plain Python, as packages for it do."""

import math

import torch
from labelReader import LabelReader

VARIANTS = ("packed", "padded", "packed without oneDNN", "padded without oneDNN")
# Labels below this in a frame go on with no prefix there.
LEAST_LOG_PROB = -12


def add_logs(a, b):
    if a < b:
        a, b = b, a
    return a if b == -math.inf else a + math.log1p(math.exp(b - a))


def search(frames, beam_size):
    """The best labels and their log-probability. frames: log-probabilities, a list of lists; class 0 is the blank"""
    nothing = -math.inf
    # For each prefix the log-probability of its alignments that end with the blank, and with its last label.
    beam = {(): (0.0, nothing)}
    for frame in frames:
        likely = [(label, own) for label, own in enumerate(frame) if label > 0 and own >= LEAST_LOG_PROB]
        after = {}
        for prefix, (blank, label_last) in beam.items():
            total = add_logs(blank, label_last)
            stays, ends = after.get(prefix, (nothing, nothing))
            last = prefix[-1] if prefix else 0
            if prefix:
                ends = add_logs(ends, label_last + frame[last])
            after[prefix] = (add_logs(stays, total + frame[0]), ends)
            for label, own in likely:
                longer = (*prefix, label)
                stays, ends = after.get(longer, (nothing, nothing))
                after[longer] = (stays, add_logs(ends, (blank if label == last else total) + own))
        ranked = sorted(after.items(), key=lambda entry: add_logs(*entry[1]), reverse=True)
        beam = dict(ranked[:beam_size])
    labels, parts = next(iter(beam.items()))
    return list(labels), add_logs(*parts)


class ReadWord:
    def __init__(self, inputs, settings, variant):
        self.onednn = not variant.endswith("without oneDNN")
        self.model = LabelReader(inputs, variant.split()[0]).eval()
        self.xs = inputs["values"].transpose(0, 1).contiguous()
        self.lengths = inputs["lengths"].long()
        self.beam_size = settings.get("beamSize")

    @torch.inference_mode()
    def read(self):
        """Labels, and the log-probability of them or of the one alignment of the best path."""
        with torch.backends.mkldnn.flags(enabled=self.onednn):
            logits, frames = self.model(self.xs, self.lengths)
        log_probs = logits[: frames[0], 0].log_softmax(1)
        if self.beam_size is not None:
            return search(log_probs.tolist(), self.beam_size)
        best, path = log_probs.max(1)
        path = torch.unique_consecutive(path)
        return path[path > 0].tolist(), best.sum().item()

    def run(self):
        self.read()

    def check(self):
        labels, log_prob = self.read()
        return {"points": self.lengths.tolist(), "labels": labels, "probability": [math.exp(log_prob)]}


make = ReadWord
