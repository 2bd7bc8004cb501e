// The operations of a layer whose only state is its output, forward and backward.
#pragma once

#include <string>
#include <vector>

#include "layer.h"
#include "operation.h"
#include "sequenceInputs.h"

namespace reprise {

/**
 * `Kind` tells of one such layer:
 * - `Layer` and `Gradients` of floats
 * - kName, kGradName; kGates, of its weights; kSaved, how many scalars a unit it saves for each step
 * - kFlag, an attribute, and set(Layer&, bool) that takes it
 * - forward(Layer) and backward(Layer, Gradients)
 */
template <class Kind>
struct OutputLayerOperation {
  using Layer = typename Kind::Layer;

  struct Sizes {
    int64_t batch, time, input, hidden;

    explicit Sizes(const Operation& op)
        : batch(op.size(0, 0)), time(op.size(0, 1)), input(op.size(0, 2)), hidden(op.size(1, 1)) {}
    Shape inputs() const { return {batch, time, input}; }
    Shape state() const { return {batch, hidden}; }
    Shape steps() const { return {batch, time, hidden}; }
    Shape weightIh() const { return {Kind::kGates * hidden, input}; }
    Shape weightHh() const { return {Kind::kGates * hidden, hidden}; }
    Shape bias() const { return {Kind::kGates * hidden}; }
    Shape saved(const Walk& walk) const { return {walk.steps, Kind::kSaved * hidden}; }
  };

  static OperationDefinition define(const char* name, std::vector<std::string> moreInputs,
                                    std::vector<std::string> outputs, const char* moreAttributes) {
    OperationDefinition made{name,
                             {"xs: float", "h0: float", "weight_ih: float", "weight_hh: float", "bias_ih: float",
                              "bias_hh: float", "dropout: float", "zoneout: float", "lengths: int32"},
                             std::move(outputs),
                             {std::string(Kind::kFlag) + ": bool", "reverse: bool", "zoneout_rate: float",
                              moreAttributes}};
    made.inputs.insert(made.inputs.end(), moreInputs.begin(), moreInputs.end());
    return made;
  }

  /** The layer that the first nine inputs tell of. */
  static Layer read(const Operation& op, const Sizes& sizes, const Walk& walk) {
    Layer layer{};
    layer.walk = &walk;
    layer.batch = static_cast<int>(sizes.batch);
    layer.input = static_cast<int>(sizes.input);
    layer.hidden = static_cast<int>(sizes.hidden);
    layer.xs = op.floats(0, sizes.inputs());
    layer.h0 = op.floats(1, sizes.state());
    layer.weightIh = op.floats(2, sizes.weightIh());
    layer.weightHh = op.floats(3, sizes.weightHh());
    layer.biasIh = op.floats(4, sizes.bias());
    layer.biasHh = op.floats(5, sizes.bias());
    layer.noise.dropout = op.optionalFloats(6, sizes.state());
    layer.noise.zoneout = op.optionalFloats(7, sizes.steps());
    layer.noise.zoneoutRate = op.number("zoneout_rate");
    Kind::set(layer, op.flag(Kind::kFlag));
    return layer;
  }

  /** Outputs, last state, gates (when learning). */
  struct Forward {
    static const OperationDefinition& definition() {
      static const OperationDefinition it =
          define(Kind::kName, {}, {"outputs: float", "last_h: float", "gates: float"}, "learning: bool");
      return it;
    }

    static void compute(Operation& op) {
      const Sizes sizes(op);
      const Walk walk = readWalk(op, 8, sizes.batch, sizes.time);
      Layer layer = read(op, sizes, walk);
      const bool learning = op.flag("learning");
      layer.outputs = op.output(0, sizes.steps());
      layer.lastH = op.output(1, sizes.state());
      float* const gates = op.output(2, learning ? sizes.saved(walk) : Shape{0});
      layer.gates = learning ? gates : nullptr;
      Kind::forward(layer);
    }
  };

  struct Backward {
    static const OperationDefinition& definition() {
      static const OperationDefinition it =
          define(Kind::kGradName, {"outputs: float", "gates: float", "d_outputs: float", "d_last_h: float"},
                 {"d_xs: float", "d_h0: float", "d_weight_ih: float", "d_weight_hh: float", "d_bias_ih: float",
                  "d_bias_hh: float"},
                 "wants_xs: bool");
      return it;
    }

    static void compute(Operation& op) {
      const Sizes sizes(op);
      const Walk walk = readWalk(op, 8, sizes.batch, sizes.time);
      Layer layer = read(op, sizes, walk);
      // Only read from here on.
      layer.outputs = const_cast<float*>(op.floats(9, sizes.steps()));
      layer.gates = const_cast<float*>(op.floats(10, sizes.saved(walk)));
      typename Kind::Gradients gradients{};
      gradients.dOutputs = op.floats(11, sizes.steps());
      gradients.dLastH = op.optionalFloats(12, sizes.state());
      const bool wantsXs = op.flag("wants_xs");
      float* const dXs = op.output(0, wantsXs ? sizes.inputs() : Shape{0});
      gradients.dXs = wantsXs ? dXs : nullptr;
      gradients.dH0 = op.output(1, sizes.state());
      gradients.dWeightIh = op.output(2, sizes.weightIh());
      gradients.dWeightHh = op.output(3, sizes.weightHh());
      gradients.dBias = op.output(4, sizes.bias());
      gradients.dBiasHh = op.output(5, sizes.bias());
      Kind::backward(layer, gradients);
    }
  };

  static void registerBoth() {
    registerOperation<Forward>();
    registerOperation<Backward>();
  }
};

}  // namespace reprise
