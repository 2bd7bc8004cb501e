"""Convolutions over images by PyTorch in float64: the oracle of core's Conv2D.

Images, weights and outputs are written in our layouts, [batch, height, width, channels] and [filterHeight, filterWidth,
inChannels, outChannels]. PyTorch pads both sides alike; the zeros of padding "same" are put there before.

Needs: torch. Run: python tools/golden/conv2d.py
"""

import torch
from oracle import draw, gradients, write
from torch.nn import functional


def zeros_around(size, span, stride):
    """Zeros before and after, such that there are size / stride outputs, rounded up."""
    zeros = max((-(-size // stride) - 1) * stride + span - size, 0)
    return [zeros // 2, zeros - zeros // 2]


def record(shape, filter_shape, strides, padding, bias=True):
    xs = draw(*shape)
    params = {"weight": draw(*filter_shape, scale=0.5)}
    if bias:
        params["bias"] = draw(filter_shape[-1])
    images = xs.permute(0, 3, 1, 2)
    if padding == "same":
        rows, columns = (zeros_around(shape[1 + axis], filter_shape[axis], strides[axis]) for axis in (0, 1))
        images = functional.pad(images, [*columns, *rows])
    weight = params["weight"].permute(3, 2, 0, 1)
    outputs = functional.conv2d(images, weight, params.get("bias"), strides).permute(0, 2, 3, 1)
    output_weights = draw(*outputs.shape)
    (outputs * output_weights).sum().backward()
    return {
        "params": params,
        "xs": xs,
        "outputs": outputs,
        "outputWeights": output_weights,
        "gradients": {"params": gradients(params), "xs": xs.grad},
    }


torch.manual_seed(1998)
write(
    __file__,
    {
        "same": record((2, 5, 6, 2), (3, 3, 2, 4), (1, 1), "same"),
        "strided": record((2, 8, 9, 3), (3, 3, 3, 5), (2, 2), "same"),
        "valid": record((2, 7, 8, 2), (2, 3, 2, 3), (2, 1), "valid", bias=False),
    },
)
