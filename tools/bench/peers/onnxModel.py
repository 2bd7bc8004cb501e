"""Writes the keyboard's model as an ONNX file: onnxModel.py INPUTS OUTPUT.

Built from ONNX's own operators, LSTM among them, which is what ONNX Runtime has one kernel for; an exporter that
takes the step apart would give it more to do.
"""

import sys

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

SUGGESTIONS = 5


def reorder(gates):
    """From our gates i f g o to those of ONNX, i o f c."""
    i, f, g, o = numpy.split(gates, 4, axis=0)
    return numpy.concatenate([i, o, f, g], axis=0)


def build(inputs):
    hidden = inputs["cell.weightHh"].shape[1]
    biases = numpy.concatenate([reorder(inputs["cell.biasIh"]), reorder(inputs["cell.biasHh"])])
    constants = {
        "embedding": inputs["embedding.weight"],
        "w": reorder(inputs["cell.weightIh"])[None],
        "r": reorder(inputs["cell.weightHh"])[None],
        "b": biases[None],
        "weight": inputs["output.weight"],
        "bias": inputs["output.bias"],
        "row": numpy.array([1, hidden]),
        "first": numpy.array([0]),
        "count": numpy.array([SUGGESTIONS]),
    }
    nodes = [
        helper.make_node("Gather", ["embedding", "word"], ["embedded"]),
        helper.make_node("Unsqueeze", ["embedded", "first"], ["xs"]),
        helper.make_node("LSTM", ["xs", "w", "r", "b", "", "h", "c"], ["", "nextH", "nextC"], hidden_size=hidden),
        helper.make_node("Reshape", ["nextH", "row"], ["output"]),
        helper.make_node("Gemm", ["output", "weight", "bias"], ["all"], transB=1),
        helper.make_node("LogSoftmax", ["all"], ["allLogProbs"], axis=-1),
        helper.make_node("TopK", ["allLogProbs", "count"], ["logProbs", "words"]),
    ]
    state = [1, 1, hidden]
    graph = helper.make_graph(
        nodes,
        "keyboard",
        [
            helper.make_tensor_value_info("word", TensorProto.INT64, [1]),
            *(helper.make_tensor_value_info(name, TensorProto.FLOAT, state) for name in ("h", "c")),
        ],
        [
            helper.make_tensor_value_info("logProbs", TensorProto.FLOAT, [1, SUGGESTIONS]),
            helper.make_tensor_value_info("words", TensorProto.INT64, [1, SUGGESTIONS]),
            *(helper.make_tensor_value_info(name, TensorProto.FLOAT, state) for name in ("nextH", "nextC")),
        ],
        [numpy_helper.from_array(numpy.ascontiguousarray(array), name) for name, array in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


model = build(load_file(sys.argv[1]))
onnx.checker.check_model(model)
onnx.save(model, sys.argv[2])
