"""A training step of the handwriting application's reader of pictures: convolutions, whose columns bidirectional layers
of nn.LSTM read, CTC, clipping, AdamW. Channels are first or last in memory, whichever is faster."""

import torch
from bothWays import LAYOUTS
from labelReader import LabelReader
from torch.nn.functional import conv2d, pad, relu
from training import Training

FORMATS = {"channels last": torch.channels_last, "channels first": torch.contiguous_format}
VARIANTS = tuple(f"{order}, {layout}" for order in FORMATS for layout in LAYOUTS)
STRIDES = ((2, 1), (2, 2), (2, 1))
FILTER = 3


def padding_of(size, stride):
    """Zeros before and after, such that there are size / stride outputs, rounded up: one more after where it is odd."""
    total = max((-(-size // stride) - 1) * stride + FILTER - size, 0)
    return total // 2, total - total // 2


class ImageReader(torch.nn.Module):
    def __init__(self, inputs, order, layout):
        super().__init__()
        # [outputs, inputs, height, width], from [height, width, inputs, outputs].
        weights = [inputs[f"filters.{layer}.weight"].permute(3, 2, 0, 1) for layer in range(len(STRIDES))]
        self.weights = torch.nn.ParameterList(one.contiguous(memory_format=order) for one in weights)
        self.biases = torch.nn.ParameterList(inputs[f"filters.{layer}.bias"] for layer in range(len(STRIDES)))
        self.reader = LabelReader(inputs, layout, "reader.")

    def frames(self, images):
        """[width, batch, height · channels]. images: [batch, 1, height, width]"""
        for weight, bias, strides in zip(self.weights, self.biases, STRIDES):
            (top, bottom), (left, right) = (
                padding_of(size, stride) for size, stride in zip(images.shape[2:], strides)
            )
            # What is alike on both sides the convolution adds itself, without a copy.
            rows, columns = min(top, bottom), min(left, right)
            if (top, left) != (bottom, right):
                images = pad(images, (left - columns, right - columns, top - rows, bottom - rows))
            images = relu(conv2d(images, weight, bias, strides, (rows, columns)))
        return images.permute(3, 0, 2, 1).flatten(2)

    def loss(self, batch):
        images, *rest = batch
        return self.reader.loss(self.frames(images), *rest)


def make(inputs, settings, variant):
    order, layout = variant.split(", ")
    model = ImageReader(inputs, FORMATS[order], layout)
    images = inputs["pixels"][:, None].contiguous(memory_format=FORMATS[order])
    columns = STRIDES[0][1] * STRIDES[1][1] * STRIDES[2][1]
    frames = -(-inputs["widths"].long() // columns)
    batch = (images, frames, inputs["labels"].long(), inputs["labelLengths"].long())
    # The fastest form of the update, which takes little beside the gradients.
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.003, weight_decay=0.01, fused=True)
    return Training(model.parameters(), [batch], model.loss, optimizer, clip_norm=1)
