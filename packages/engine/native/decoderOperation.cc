#include <cstring>

#include "kernels.h"
#include "operation.h"
#include "operations.h"
#include "sequenceInputs.h"

namespace reprise {
namespace {

enum In {
  kXs, kFeed0, kWeights0, kH0, kC0, kKeys, kValues, kMask, kAdditive, kWeightX, kWeightFeed, kWeightHh, kBiasIh,
  kBiasHh, kPeephole, kWeightQuery, kWeightOutput, kDropout, kZoneout, kCellZoneout, kLengths,
  kOutputs, kHidden, kCells, kGates, kWeights, kContexts, kDOutputs, kDLastOutput, kDLastWeights, kDLastH, kDLastC
};

const std::vector<std::string> kInputs = {
    "xs: float",         "feed0: float",        "weights0: float",    "h0: float",           "c0: float",
    "keys: float",       "values: float",       "mask: float",        "additive: float",     "weight_x: float",
    "weight_feed: float", "weight_hh: float",   "bias_ih: float",     "bias_hh: float",      "peephole: float",
    "weight_query: float", "weight_output: float", "dropout: float",  "zoneout: float",      "cell_zoneout: float",
    "lengths: int32"};
const std::vector<std::string> kAttributes = {"coupled: bool", "reverse: bool", "zoneout_rate: float",
                                              "cell_zoneout_rate: float"};

struct Sizes {
  int64_t batch, time, input, output, hidden, gates, source, key, value;

  explicit Sizes(const Operation& op)
      : batch(op.size(kXs, 0)), time(op.size(kXs, 1)), input(op.size(kXs, 2)), output(op.size(kFeed0, 1)),
        hidden(op.size(kH0, 1)), gates((op.flag("coupled") ? 3 : 4) * hidden), source(op.size(kKeys, 1)),
        key(op.size(kKeys, 2)), value(op.size(kValues, 2)) {}
  Shape state() const { return {batch, hidden}; }
  Shape steps(int64_t width) const { return {batch, time, width}; }
};

AttentionDecoder<float> readDecoder(const Operation& op, const Sizes& sizes, const Walk& walk) {
  AttentionDecoder<float> decoder{};
  LstmLayer<float>& layer = decoder.layer;
  layer.walk = &walk;
  layer.batch = static_cast<int>(sizes.batch);
  layer.hidden = static_cast<int>(sizes.hidden);
  layer.coupled = op.flag("coupled");
  layer.h0 = op.floats(kH0, sizes.state());
  layer.c0 = op.floats(kC0, sizes.state());
  layer.weightHh = op.floats(kWeightHh, {sizes.gates, sizes.hidden});
  layer.biasIh = op.floats(kBiasIh, {sizes.gates});
  layer.biasHh = op.floats(kBiasHh, {sizes.gates});
  layer.peephole = op.optionalFloats(kPeephole, {layer.coupled ? 2 : 3, sizes.hidden});
  layer.noise.dropout = op.optionalFloats(kDropout, sizes.state());
  layer.noise.zoneout = op.optionalFloats(kZoneout, sizes.steps(sizes.hidden));
  layer.noise.cellZoneout = op.optionalFloats(kCellZoneout, sizes.steps(sizes.hidden));
  layer.noise.zoneoutRate = op.number("zoneout_rate");
  layer.noise.cellZoneoutRate = op.number("cell_zoneout_rate");
  decoder.memory.source = static_cast<int>(sizes.source);
  decoder.memory.keySize = static_cast<int>(sizes.key);
  decoder.memory.valueSize = static_cast<int>(sizes.value);
  decoder.memory.keys = op.floats(kKeys, {sizes.batch, sizes.source, sizes.key});
  decoder.memory.values = op.floats(kValues, {sizes.batch, sizes.source, sizes.value});
  decoder.memory.mask = op.floats(kMask, {sizes.batch, sizes.source});
  decoder.memory.additive = op.optionalFloats(kAdditive, {sizes.key});
  decoder.xs = op.floats(kXs, sizes.steps(sizes.input));
  decoder.feed0 = op.floats(kFeed0, {sizes.batch, sizes.output});
  decoder.weights0 = op.floats(kWeights0, {sizes.batch, sizes.source});
  decoder.weightX = op.floats(kWeightX, {sizes.gates, sizes.input});
  decoder.weightFeed = op.floats(kWeightFeed, {sizes.gates, sizes.output});
  decoder.weightQuery = op.optionalFloats(kWeightQuery, {sizes.key, sizes.hidden});
  decoder.weightOutput = op.floats(kWeightOutput, {sizes.output, sizes.value + sizes.hidden});
  decoder.input = static_cast<int>(sizes.input);
  decoder.output = static_cast<int>(sizes.output);
  op.check(decoder.weightQuery || sizes.key == sizes.hidden,
           "keys as wide as the hidden state, " + std::to_string(sizes.hidden) + ", where there is no weight_query, got " +
               std::to_string(sizes.key));
  return decoder;
}

struct Forward {
  static const OperationDefinition& definition() {
    static const OperationDefinition it = [] {
      OperationDefinition made{"RepriseAttentionDecoder",
                               kInputs,
                               {"outputs: float", "last_output: float", "last_weights: float", "last_h: float",
                                "last_c: float", "hidden: float", "cells: float", "gates: float", "weights: float",
                                "contexts: float"},
                               kAttributes};
      made.attributes.push_back("learning: bool");
      return made;
    }();
    return it;
  }

  static void compute(Operation& op) {
    const Sizes sizes(op);
    const Walk walk = readWalk(op, kLengths, sizes.batch, sizes.time);
    AttentionDecoder<float> decoder = readDecoder(op, sizes, walk);
    const bool learning = op.flag("learning");
    decoder.outputs = op.output(0, sizes.steps(sizes.output));
    decoder.lastOutput = op.output(1, {sizes.batch, sizes.output});
    decoder.lastWeights = op.output(2, {sizes.batch, sizes.source});
    decoder.layer.lastH = op.output(3, sizes.state());
    decoder.layer.lastC = op.output(4, sizes.state());
    decoder.layer.outputs = op.output(5, sizes.steps(sizes.hidden));
    decoder.layer.cells = op.output(6, learning ? sizes.steps(sizes.hidden) : Shape{0});
    decoder.layer.gates = op.output(7, learning ? Shape{walk.steps, sizes.gates} : Shape{0});
    if (!learning) decoder.layer.cells = decoder.layer.gates = nullptr;
    decoder.weights = op.output(8, sizes.steps(sizes.source));
    decoder.contexts = op.output(9, sizes.steps(sizes.value));
    kernels().decoderForward(decoder);
  }
};

struct Backward {
  static const OperationDefinition& definition() {
    static const OperationDefinition it = [] {
      OperationDefinition made{
          "RepriseAttentionDecoderGrad",
          kInputs,
          {"d_xs: float", "d_feed0: float", "d_weights0: float", "d_h0: float", "d_c0: float", "d_keys: float",
           "d_values: float", "d_additive: float", "d_weight_x: float", "d_weight_feed: float", "d_weight_hh: float",
           "d_bias: float", "d_peephole: float", "d_weight_query: float", "d_weight_output: float"},
          kAttributes};
      for (const char* more :
           {"outputs: float", "hidden: float", "cells: float", "gates: float", "weights: float", "contexts: float",
            "d_outputs: float", "d_last_output: float", "d_last_weights: float", "d_last_h: float", "d_last_c: float"}) {
        made.inputs.push_back(more);
      }
      return made;
    }();
    return it;
  }

  static void compute(Operation& op) {
    const Sizes sizes(op);
    const Walk walk = readWalk(op, kLengths, sizes.batch, sizes.time);
    AttentionDecoder<float> decoder = readDecoder(op, sizes, walk);
    // Only read from here on.
    const auto saved = [&](int input, const Shape& shape) { return const_cast<float*>(op.floats(input, shape)); };
    decoder.outputs = saved(kOutputs, sizes.steps(sizes.output));
    decoder.layer.outputs = saved(kHidden, sizes.steps(sizes.hidden));
    decoder.layer.cells = saved(kCells, sizes.steps(sizes.hidden));
    decoder.layer.gates = saved(kGates, {walk.steps, sizes.gates});
    decoder.weights = saved(kWeights, sizes.steps(sizes.source));
    decoder.contexts = saved(kContexts, sizes.steps(sizes.value));
    AttentionDecoderGradients<float> to{};
    to.dOutputs = op.floats(kDOutputs, sizes.steps(sizes.output));
    to.dLastOutput = op.optionalFloats(kDLastOutput, {sizes.batch, sizes.output});
    to.dLastWeights = op.optionalFloats(kDLastWeights, {sizes.batch, sizes.source});
    to.layer.dLastH = op.optionalFloats(kDLastH, sizes.state());
    to.layer.dLastC = op.optionalFloats(kDLastC, sizes.state());
    to.dXs = op.output(0, sizes.steps(sizes.input));
    to.dFeed0 = op.output(1, {sizes.batch, sizes.output});
    to.dWeights0 = op.output(2, {sizes.batch, sizes.source});
    to.layer.dH0 = op.output(3, sizes.state());
    to.layer.dC0 = op.output(4, sizes.state());
    to.memory.dKeys = zeroed(op, 5, {sizes.batch, sizes.source, sizes.key});
    to.memory.dValues = zeroed(op, 6, {sizes.batch, sizes.source, sizes.value});
    to.memory.dAdditive = op.output(7, decoder.memory.additive ? Shape{sizes.key} : Shape{0});
    to.dWeightX = op.output(8, {sizes.gates, sizes.input});
    to.dWeightFeed = op.output(9, {sizes.gates, sizes.output});
    to.layer.dWeightHh = op.output(10, {sizes.gates, sizes.hidden});
    to.layer.dBias = op.output(11, {sizes.gates});
    to.layer.dPeephole =
        op.output(12, decoder.layer.peephole ? Shape{decoder.layer.coupled ? 2 : 3, sizes.hidden} : Shape{0});
    to.dWeightQuery = op.output(13, decoder.weightQuery ? Shape{sizes.key, sizes.hidden} : Shape{0});
    to.dWeightOutput = op.output(14, {sizes.output, sizes.value + sizes.hidden});
    kernels().decoderBackward(decoder, to);
  }

  static float* zeroed(Operation& op, int output, const Shape& shape) {
    float* const memory = op.output(output, shape);
    std::memset(memory, 0, static_cast<size_t>(shape[0] * shape[1] * shape[2]) * sizeof(float));
    return memory;
  }
};

}  // namespace

void registerDecoder() {
  registerOperation<Forward>();
  registerOperation<Backward>();
}

}  // namespace reprise
