#include <vector>

#include "kernels.h"
#include "operation.h"
#include "operations.h"
#include "sequenceInputs.h"

namespace reprise {
namespace {

const std::vector<std::string> kInputs = {"xs: float",         "h0: float",       "c0: float",        "weight_ih: float",
                                          "weight_hh: float",  "bias_ih: float",  "bias_hh: float",   "peephole: float",
                                          "dropout: float",    "zoneout: float",  "cell_zoneout: float", "lengths: int32"};
const std::vector<std::string> kAttributes = {"coupled: bool", "reverse: bool", "zoneout_rate: float",
                                              "cell_zoneout_rate: float"};

struct Sizes {
  int64_t batch, time, input, hidden, gates;

  explicit Sizes(const Operation& op)
      : batch(op.size(0, 0)), time(op.size(0, 1)), input(op.size(0, 2)), hidden(op.size(1, 1)),
        gates((op.flag("coupled") ? 3 : 4) * hidden) {}
  Shape state() const { return {batch, hidden}; }
  Shape steps() const { return {batch, time, hidden}; }
};

/**
 * How many shares the sequences are dealt out to: one for each thread; but where a share's few sequences would have
 * each thread read all of weights that its cache does not hold, one, whose units the threads share at every step.
 */
int sharesOf(const Sizes& sizes) {
  constexpr int64_t fewSequences = 16, weightsInCache = int64_t{1} << 19;
  const int64_t weights = sizes.gates * (sizes.input + sizes.hidden);
  return sizes.batch <= fewSequences && weights > weightsInCache ? 1 : threadCount();
}

/** @param from the input that is h0; the other states, the weights and the biases follow it */
LstmLayer<float> readWeights(const Operation& op, const Sizes& sizes, const Walk& walk, int from = 1) {
  LstmLayer<float> layer{};
  layer.walk = &walk;
  layer.batch = static_cast<int>(sizes.batch);
  layer.input = static_cast<int>(sizes.input);
  layer.hidden = static_cast<int>(sizes.hidden);
  layer.coupled = op.flag("coupled");
  layer.xs = op.floats(0, {sizes.batch, sizes.time, sizes.input});
  layer.h0 = op.floats(from, sizes.state());
  layer.c0 = op.floats(from + 1, sizes.state());
  layer.weightIh = op.floats(from + 2, {sizes.gates, sizes.input});
  layer.weightHh = op.floats(from + 3, {sizes.gates, sizes.hidden});
  layer.biasIh = op.floats(from + 4, {sizes.gates});
  layer.biasHh = op.floats(from + 5, {sizes.gates});
  layer.peephole = op.optionalFloats(from + 6, {layer.coupled ? 2 : 3, sizes.hidden});
  layer.noise.zoneoutRate = op.number("zoneout_rate");
  layer.noise.cellZoneoutRate = op.number("cell_zoneout_rate");
  return layer;
}

/** The layer that the first twelve inputs tell of. */
LstmLayer<float> readLayer(const Operation& op, const Sizes& sizes, const Walk& walk) {
  LstmLayer<float> layer = readWeights(op, sizes, walk);
  layer.noise.dropout = op.optionalFloats(8, sizes.state());
  layer.noise.zoneout = op.optionalFloats(9, sizes.steps());
  layer.noise.cellZoneout = op.optionalFloats(10, sizes.steps());
  return layer;
}

/** Outputs, cells (when learning), last states, gates (when learning). */
struct Forward {
  static const OperationDefinition& definition() {
    static const OperationDefinition it = [] {
      OperationDefinition made{"RepriseLstm",
                               kInputs,
                               {"outputs: float", "last_h: float", "last_c: float", "cells: float", "gates: float"},
                               kAttributes};
      made.attributes.push_back("learning: bool");
      return made;
    }();
    return it;
  }

  static void compute(Operation& op) {
    const Sizes sizes(op);
    const Walk walk = readWalk(op, 11, sizes.batch, sizes.time, sharesOf(sizes));
    LstmLayer<float> layer = readLayer(op, sizes, walk);
    const bool learning = op.flag("learning");
    layer.outputs = op.output(0, sizes.steps());
    layer.lastH = op.output(1, sizes.state());
    layer.lastC = op.output(2, sizes.state());
    layer.cells = op.output(3, learning ? sizes.steps() : Shape{0});
    layer.gates = op.output(4, learning ? Shape{walk.steps, sizes.gates} : Shape{0});
    if (!learning) layer.cells = layer.gates = nullptr;
    kernels().lstmForward(layer);
  }
};

struct Backward {
  static const OperationDefinition& definition() {
    static const OperationDefinition it = [] {
      OperationDefinition made{"RepriseLstmGrad",
                               kInputs,
                               {"d_xs: float", "d_h0: float", "d_c0: float", "d_weight_ih: float", "d_weight_hh: float",
                                "d_bias: float", "d_peephole: float"},
                               kAttributes};
      for (const char* more : {"outputs: float", "cells: float", "gates: float", "d_outputs: float", "d_last_h: float",
                               "d_last_c: float", "d_cells: float"}) {
        made.inputs.push_back(more);
      }
      made.attributes.push_back("wants_xs: bool");
      return made;
    }();
    return it;
  }

  static void compute(Operation& op) {
    const Sizes sizes(op);
    const Walk walk = readWalk(op, 11, sizes.batch, sizes.time, sharesOf(sizes));
    LstmLayer<float> layer = readLayer(op, sizes, walk);
    // Only read from here on.
    layer.outputs = const_cast<float*>(op.floats(12, sizes.steps()));
    layer.cells = const_cast<float*>(op.floats(13, sizes.steps()));
    layer.gates = const_cast<float*>(op.floats(14, {walk.steps, sizes.gates}));
    LstmGradients<float> gradients{};
    gradients.dOutputs = op.floats(15, sizes.steps());
    gradients.dLastH = op.optionalFloats(16, sizes.state());
    gradients.dLastC = op.optionalFloats(17, sizes.state());
    gradients.dCells = op.optionalFloats(18, sizes.steps());
    const bool wantsXs = op.flag("wants_xs");
    float* const dXs = op.output(0, wantsXs ? Shape{sizes.batch, sizes.time, sizes.input} : Shape{0});
    gradients.dXs = wantsXs ? dXs : nullptr;
    gradients.dH0 = op.output(1, sizes.state());
    gradients.dC0 = op.output(2, sizes.state());
    gradients.dWeightIh = op.output(3, {sizes.gates, sizes.input});
    gradients.dWeightHh = op.output(4, {sizes.gates, sizes.hidden});
    gradients.dBias = op.output(5, {sizes.gates});
    gradients.dPeephole = op.output(6, layer.peephole ? Shape{layer.coupled ? 2 : 3, sizes.hidden} : Shape{0});
    kernels().lstmBackward(layer, gradients);
  }
};

/** Both directions over sequences that are only read: their outputs side by side, and their last states. */
struct Pair {
  static constexpr int kBackward = 8, kLengths = 15;

  static const OperationDefinition& definition() {
    static const OperationDefinition it{
        "RepriseLstmPair",
        {"xs: float", "h0: float", "c0: float", "weight_ih: float", "weight_hh: float", "bias_ih: float",
         "bias_hh: float", "peephole: float", "back_h0: float", "back_c0: float", "back_weight_ih: float",
         "back_weight_hh: float", "back_bias_ih: float", "back_bias_hh: float", "back_peephole: float",
         "lengths: int32"},
        {"outputs: float", "last_h: float", "last_c: float", "back_last_h: float", "back_last_c: float"},
        {"coupled: bool", "zoneout_rate: float", "cell_zoneout_rate: float"}};
    return it;
  }

  static void compute(Operation& op) {
    const Sizes sizes(op);
    const int shares = static_cast<int>(sizes.batch);
    const Walk there = readWalk(op, kLengths, sizes.batch, sizes.time, shares, false);
    const Walk back = readWalk(op, kLengths, sizes.batch, sizes.time, shares, true);
    LstmPair<float> pair{{readWeights(op, sizes, there), readWeights(op, sizes, back, kBackward)}, nullptr};
    pair.outputs = op.output(0, {sizes.batch, sizes.time, 2 * sizes.hidden});
    for (int which = 0; which < 2; which++) {
      pair.layers[which].lastH = op.output(1 + 2 * which, sizes.state());
      pair.layers[which].lastC = op.output(2 + 2 * which, sizes.state());
    }
    kernels().lstmPairForward(pair);
  }
};

}  // namespace

void registerLstm() {
  registerOperation<Forward>();
  registerOperation<Backward>();
  registerOperation<Pair>();
}

}  // namespace reprise
