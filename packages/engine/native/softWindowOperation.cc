#include <cstring>

#include "kernels.h"
#include "operation.h"
#include "operations.h"
#include "sequenceInputs.h"

namespace reprise {
namespace {

enum In {
  kXs, kOutput0, kC0, kKappa0, kPhi0, kMemory, kMask, kWeightX, kWeightWindow, kWeightHh, kBiasIh, kBiasHh, kPeephole,
  kWeightGaussians, kBiasGaussians, kDropout, kZoneout, kCellZoneout, kLengths,
  kOutputs, kHidden, kCells, kGates, kGaussians, kKappas, kPhis, kDOutputs, kDLastOutput, kDLastC, kDLastKappa, kDLastPhi
};

const std::vector<std::string> kInputs = {
    "xs: float",           "output0: float",          "c0: float",        "kappa0: float",  "phi0: float",
    "memory: float",       "mask: float",             "weight_x: float",  "weight_window: float", "weight_hh: float",
    "bias_ih: float",      "bias_hh: float",          "peephole: float",  "weight_gaussians: float",
    "bias_gaussians: float", "dropout: float",        "zoneout: float",   "cell_zoneout: float", "lengths: int32"};
const std::vector<std::string> kAttributes = {"coupled: bool", "reverse: bool", "zoneout_rate: float",
                                              "cell_zoneout_rate: float", "step_scale: float"};

struct Sizes {
  int64_t batch, time, input, hidden, gates, characters, memory, output, components, sums, gaussians;

  explicit Sizes(const Operation& op)
      : batch(op.size(kXs, 0)), time(op.size(kXs, 1)), input(op.size(kXs, 2)), hidden(op.size(kC0, 1)),
        gates((op.flag("coupled") ? 3 : 4) * hidden), characters(op.size(kMemory, 1)), memory(op.size(kMemory, 2)),
        output(hidden + memory), components(op.size(kKappa0, 1)), sums(3 * components), gaussians(5 * components) {}
  Shape state(int64_t width) const { return {batch, width}; }
  Shape steps(int64_t width) const { return {batch, time, width}; }
};

SoftWindow<float> readSoftWindow(const Operation& op, const Sizes& sizes, const Walk& walk) {
  SoftWindow<float> it{};
  LstmLayer<float>& layer = it.layer;
  layer.walk = &walk;
  layer.batch = static_cast<int>(sizes.batch);
  layer.hidden = static_cast<int>(sizes.hidden);
  layer.coupled = op.flag("coupled");
  layer.c0 = op.floats(kC0, sizes.state(sizes.hidden));
  layer.weightHh = op.floats(kWeightHh, {sizes.gates, sizes.hidden});
  layer.biasIh = op.floats(kBiasIh, {sizes.gates});
  layer.biasHh = op.floats(kBiasHh, {sizes.gates});
  layer.peephole = op.optionalFloats(kPeephole, {layer.coupled ? 2 : 3, sizes.hidden});
  layer.noise.dropout = op.optionalFloats(kDropout, sizes.state(sizes.hidden));
  layer.noise.zoneout = op.optionalFloats(kZoneout, sizes.steps(sizes.hidden));
  layer.noise.cellZoneout = op.optionalFloats(kCellZoneout, sizes.steps(sizes.hidden));
  layer.noise.zoneoutRate = op.number("zoneout_rate");
  layer.noise.cellZoneoutRate = op.number("cell_zoneout_rate");
  it.memory = {static_cast<int>(sizes.characters), static_cast<int>(sizes.memory), static_cast<int>(sizes.components),
               op.floats(kMemory, {sizes.batch, sizes.characters, sizes.memory}),
               op.floats(kMask, sizes.state(sizes.characters)), op.number("step_scale")};
  it.input = static_cast<int>(sizes.input);
  it.xs = op.floats(kXs, sizes.steps(sizes.input));
  it.output0 = op.floats(kOutput0, sizes.state(sizes.output));
  it.kappa0 = op.floats(kKappa0, sizes.state(sizes.components));
  it.phi0 = op.floats(kPhi0, sizes.state(sizes.characters));
  it.weightX = op.floats(kWeightX, {sizes.gates, sizes.input});
  it.weightWindow = op.floats(kWeightWindow, {sizes.gates, sizes.memory});
  it.weightGaussians = op.floats(kWeightGaussians, {sizes.sums, sizes.hidden});
  it.biasGaussians = op.floats(kBiasGaussians, {sizes.sums});
  return it;
}

/** Outputs, the last state, then what the backward pass starts from, where something is to be learned. */
struct Forward {
  static const OperationDefinition& definition() {
    static const OperationDefinition it = [] {
      OperationDefinition made{"RepriseSoftWindow",
                               kInputs,
                               {"outputs: float", "last_output: float", "last_c: float", "last_kappa: float",
                                "last_phi: float", "hidden: float", "cells: float", "gates: float", "gaussians: float",
                                "kappas: float", "phis: float"},
                               kAttributes};
      made.attributes.push_back("learning: bool");
      return made;
    }();
    return it;
  }

  static void compute(Operation& op) {
    const Sizes sizes(op);
    const Walk walk = readWalk(op, kLengths, sizes.batch, sizes.time);
    SoftWindow<float> it = readSoftWindow(op, sizes, walk);
    const bool learning = op.flag("learning");
    const auto kept = [&](int output, const Shape& shape) {
      float* const memory = op.output(output, learning ? shape : Shape{0});
      return learning ? memory : nullptr;
    };
    it.outputs = op.output(0, sizes.steps(sizes.output));
    it.lastOutput = op.output(1, sizes.state(sizes.output));
    it.layer.lastC = op.output(2, sizes.state(sizes.hidden));
    it.lastKappa = op.output(3, sizes.state(sizes.components));
    it.lastPhi = op.output(4, sizes.state(sizes.characters));
    it.layer.outputs = op.output(5, sizes.steps(sizes.hidden));
    it.layer.cells = kept(6, sizes.steps(sizes.hidden));
    it.layer.gates = kept(7, {walk.steps, sizes.gates});
    it.gaussians = kept(8, {walk.steps, sizes.gaussians});
    it.kappas = kept(9, {walk.steps, sizes.components});
    it.phis = kept(10, {walk.steps, sizes.characters});
    kernels().softWindowForward(it);
  }
};

struct Backward {
  static const OperationDefinition& definition() {
    static const OperationDefinition it = [] {
      OperationDefinition made{"RepriseSoftWindowGrad",
                               kInputs,
                               {"d_xs: float", "d_output0: float", "d_c0: float", "d_kappa0: float", "d_phi0: float",
                                "d_memory: float", "d_weight_x: float", "d_weight_window: float",
                                "d_weight_hh: float", "d_bias: float", "d_peephole: float",
                                "d_weight_gaussians: float", "d_bias_gaussians: float"},
                               kAttributes};
      for (const char* more : {"outputs: float", "hidden: float", "cells: float", "gates: float", "gaussians: float",
                               "kappas: float", "phis: float", "d_outputs: float", "d_last_output: float",
                               "d_last_c: float", "d_last_kappa: float", "d_last_phi: float"}) {
        made.inputs.push_back(more);
      }
      made.attributes.push_back("wants_xs: bool");
      return made;
    }();
    return it;
  }

  static void compute(Operation& op) {
    const Sizes sizes(op);
    const Walk walk = readWalk(op, kLengths, sizes.batch, sizes.time);
    SoftWindow<float> it = readSoftWindow(op, sizes, walk);
    // Only read from here on.
    const auto saved = [&](int input, const Shape& shape) { return const_cast<float*>(op.floats(input, shape)); };
    it.outputs = saved(kOutputs, sizes.steps(sizes.output));
    it.layer.outputs = saved(kHidden, sizes.steps(sizes.hidden));
    it.layer.cells = saved(kCells, sizes.steps(sizes.hidden));
    it.layer.gates = saved(kGates, {walk.steps, sizes.gates});
    it.gaussians = saved(kGaussians, {walk.steps, sizes.gaussians});
    it.kappas = saved(kKappas, {walk.steps, sizes.components});
    it.phis = saved(kPhis, {walk.steps, sizes.characters});
    SoftWindowGradients<float> to{};
    to.dOutputs = op.floats(kDOutputs, sizes.steps(sizes.output));
    to.dLastOutput = op.optionalFloats(kDLastOutput, sizes.state(sizes.output));
    to.layer.dLastC = op.optionalFloats(kDLastC, sizes.state(sizes.hidden));
    to.dLastKappa = op.optionalFloats(kDLastKappa, sizes.state(sizes.components));
    to.dLastPhi = op.optionalFloats(kDLastPhi, sizes.state(sizes.characters));
    const bool wantsXs = op.flag("wants_xs");
    float* const dXs = op.output(0, wantsXs ? sizes.steps(sizes.input) : Shape{0});
    to.dXs = wantsXs ? dXs : nullptr;
    to.dOutput0 = op.output(1, sizes.state(sizes.output));
    to.layer.dC0 = op.output(2, sizes.state(sizes.hidden));
    to.dKappa0 = op.output(3, sizes.state(sizes.components));
    to.dPhi0 = op.output(4, sizes.state(sizes.characters));
    to.dMemory = op.output(5, {sizes.batch, sizes.characters, sizes.memory});
    std::memset(to.dMemory, 0, static_cast<size_t>(sizes.batch * sizes.characters * sizes.memory) * sizeof(float));
    to.dWeightX = op.output(6, {sizes.gates, sizes.input});
    to.dWeightWindow = op.output(7, {sizes.gates, sizes.memory});
    to.layer.dWeightHh = op.output(8, {sizes.gates, sizes.hidden});
    to.layer.dBias = op.output(9, {sizes.gates});
    to.layer.dPeephole = op.output(10, it.layer.peephole ? Shape{it.layer.coupled ? 2 : 3, sizes.hidden} : Shape{0});
    to.dWeightGaussians = op.output(11, {sizes.sums, sizes.hidden});
    to.dBiasGaussians = op.output(12, {sizes.sums});
    kernels().softWindowBackward(it, to);
  }
};

/** The window alone, behind a step of its layer. */
struct Step {
  enum { kHs, kKappa, kMemory, kMask, kWeightGaussians, kBiasGaussians };

  static const OperationDefinition& definition() {
    static const OperationDefinition it{"RepriseWindowStep",
                                        {"hs: float", "kappa: float", "memory: float", "mask: float",
                                         "weight_gaussians: float", "bias_gaussians: float"},
                                        {"outputs: float", "new_kappa: float", "phi: float"},
                                        {"step_scale: float"}};
    return it;
  }

  static void compute(Operation& op) {
    const int64_t rows = op.size(kHs, 0), hidden = op.size(kHs, 1), components = op.size(kKappa, 1);
    const int64_t characters = op.size(kMemory, 1), width = op.size(kMemory, 2);
    WindowStep<float> step{};
    step.rows = static_cast<int>(rows);
    step.hidden = static_cast<int>(hidden);
    step.hs = op.floats(kHs, {rows, hidden});
    step.oldKappa = op.floats(kKappa, {rows, components});
    step.memory = {static_cast<int>(characters), static_cast<int>(width), static_cast<int>(components),
                   op.floats(kMemory, {rows, characters, width}), op.floats(kMask, {rows, characters}),
                   op.number("step_scale")};
    step.weightGaussians = op.floats(kWeightGaussians, {3 * components, hidden});
    step.biasGaussians = op.floats(kBiasGaussians, {3 * components});
    step.outputs = op.output(0, {rows, hidden + width});
    step.kappa = op.output(1, {rows, components});
    step.phi = op.output(2, {rows, characters});
    kernels().windowStep(step);
  }
};

}  // namespace

void registerSoftWindow() {
  registerOperation<Forward>();
  registerOperation<Backward>();
  registerOperation<Step>();
}

}  // namespace reprise
