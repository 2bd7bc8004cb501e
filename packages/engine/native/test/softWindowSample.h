// Soft windows with made-up weights for tests: what goes in, and room for what comes out.
#pragma once

#include "../softWindowBackward.h"
#include "lstmSample.h"

namespace reprise {
namespace REPRISE_ISA {

struct SoftWindowCase {
  LstmCase layer;
  int characters = 6, memorySize = 4, components = 3;
  bool padded = false;

  int64_t output() const { return int64_t{layer.hidden} + memorySize; }
  std::string describe() const {
    return layer.describe() + ", characters " + std::to_string(characters) + ", memory " + std::to_string(memorySize) +
           ", components " + std::to_string(components) + (padded ? ", padded" : "");
  }
};

/** What the loss takes the results times, and so their gradients. */
struct SoftWindowDemand {
  std::vector<double> outputs, lastOutput, lastC, lastKappa, lastPhi;
};

struct SoftWindowGradientArrays {
  std::vector<double> xs, output0, c0, kappa0, phi0, memory;
  std::vector<double> weightX, weightWindow, weightHh, bias, peephole, weightGaussians, biasGaussians;
};

/** One soft window with its inputs. What stands at padding, and is not to be used there, is NaN. */
struct SoftWindowSample {
  SoftWindowCase what;
  LstmSample<double> layer;  // its inputs are the window's; its outputs, the hidden states
  double stepScale = 0.7;
  std::vector<double> output0, kappa0, phi0, memory, mask, weightWindow, weightGaussians, biasGaussians;
  // Results of the last forward pass.
  std::vector<double> outputs, gaussians, kappas, phis, lastOutput, lastKappa, lastPhi;

  SoftWindow<double> window(const Walk& walk) {
    SoftWindow<double> it{};
    it.layer = layer.layer(walk);
    it.layer.xs = it.layer.weightIh = it.layer.h0 = nullptr;
    it.layer.lastH = nullptr;
    it.memory = {what.characters, what.memorySize, what.components, memory.data(), mask.data(), stepScale};
    it.input = what.layer.input;
    it.xs = layer.xs.data();
    it.output0 = output0.data();
    it.kappa0 = kappa0.data();
    it.phi0 = phi0.data();
    it.weightX = layer.weightIh.data();
    it.weightWindow = weightWindow.data();
    it.weightGaussians = weightGaussians.data();
    it.biasGaussians = biasGaussians.data();
    it.outputs = outputs.data();
    it.gaussians = gaussians.data();
    it.kappas = kappas.data();
    it.phis = phis.data();
    it.lastOutput = lastOutput.data();
    it.lastKappa = lastKappa.data();
    it.lastPhi = lastPhi.data();
    return it;
  }

  void forward(int threads, bool learning = true) {
    const double unset = std::numeric_limits<double>::quiet_NaN();
    const Walk steps = layer.walk(threads);
    const int64_t batch = what.layer.batch, all = batch * what.layer.time;
    for (std::vector<double>* states : {&layer.outputs, &layer.cells}) states->assign(all * what.layer.hidden, unset);
    layer.lastC.assign(batch * what.layer.hidden, unset);
    layer.gates.assign(steps.steps * what.layer.width(), unset);
    outputs.assign(all * what.output(), unset);
    gaussians.assign(steps.steps * 5 * what.components, unset);
    kappas.assign(steps.steps * what.components, unset);
    phis.assign(steps.steps * what.characters, unset);
    lastOutput.assign(batch * what.output(), unset);
    lastKappa.assign(batch * what.components, unset);
    lastPhi.assign(batch * what.characters, unset);
    SoftWindow<double> made = window(steps);
    if (!learning) made.layer.cells = made.layer.gates = made.gaussians = made.kappas = made.phis = nullptr;
    softWindowForward(made);
  }

  /**
   * After a {@link forward} with as many threads.
   * @param everything false: nothing depends on the last state, and the inputs' gradient is not wanted
   */
  SoftWindowGradientArrays backward(int threads, const SoftWindowDemand& demand, bool everything = true) {
    const Walk steps = layer.walk(threads);
    SoftWindowGradientArrays to;
    const auto unset = [](std::vector<double>& gradient, const std::vector<double>& like) {
      gradient.assign(like.size(), std::numeric_limits<double>::quiet_NaN());
      return gradient.data();
    };
    to.memory.assign(memory.size(), 0);
    SoftWindowGradients<double> gradients{};
    gradients.dOutputs = demand.outputs.data();
    gradients.dLastOutput = everything ? demand.lastOutput.data() : nullptr;
    gradients.dLastKappa = everything ? demand.lastKappa.data() : nullptr;
    gradients.dLastPhi = everything ? demand.lastPhi.data() : nullptr;
    gradients.layer.dLastC = everything ? demand.lastC.data() : nullptr;
    gradients.layer.dC0 = unset(to.c0, layer.c0);
    gradients.layer.dWeightHh = unset(to.weightHh, layer.weightHh);
    gradients.layer.dBias = unset(to.bias, layer.biasIh);
    gradients.layer.dPeephole = what.layer.peephole ? unset(to.peephole, layer.peephole) : nullptr;
    gradients.dXs = everything ? unset(to.xs, layer.xs) : nullptr;
    gradients.dOutput0 = unset(to.output0, output0);
    gradients.dKappa0 = unset(to.kappa0, kappa0);
    gradients.dPhi0 = unset(to.phi0, phi0);
    gradients.dMemory = to.memory.data();
    gradients.dWeightX = unset(to.weightX, layer.weightIh);
    gradients.dWeightWindow = unset(to.weightWindow, weightWindow);
    gradients.dWeightGaussians = unset(to.weightGaussians, weightGaussians);
    gradients.dBiasGaussians = unset(to.biasGaussians, biasGaussians);
    softWindowBackward(window(steps), gradients);
    return to;
  }
};

/** Sets the mask: the first text is padding alone, every other ends somewhere. */
inline void padTexts(SoftWindowSample& sample, test::Random& random) {
  const SoftWindowCase& what = sample.what;
  for (int64_t row = 0; row < what.layer.batch; row++) {
    for (int at = row == 0 ? 0 : random.between(1, what.characters); at < what.characters; at++) {
      const int64_t place = row * what.characters + at;
      sample.mask[place] = 0;
      std::fill_n(sample.memory.begin() + place * what.memorySize, what.memorySize,
                  std::numeric_limits<double>::quiet_NaN());
    }
  }
}

/** Drawn anew for every case. */
inline SoftWindowSample makeSoftWindowSample(const SoftWindowCase& what, test::Random& random) {
  SoftWindowSample sample;
  sample.what = what;
  sample.layer = makeLstmSample(what.layer, random);
  const int64_t batch = what.layer.batch, hidden = what.layer.hidden;
  sample.output0 = random.array(batch * what.output());
  sample.kappa0 = random.array(batch * what.components, 2);
  sample.phi0 = random.array(batch * what.characters);
  sample.memory = random.array(batch * what.characters * what.memorySize);
  sample.mask.assign(batch * what.characters, 1);
  sample.weightWindow = random.array(what.layer.width() * what.memorySize, 1 / std::sqrt(what.memorySize));
  sample.weightGaussians = random.array(3 * what.components * hidden, 2 / std::sqrt(hidden));
  sample.biasGaussians = random.array(3 * what.components);
  if (what.padded) padTexts(sample, random);
  return sample;
}

/** @param padding stands where a sequence has ended */
inline SoftWindowDemand makeSoftWindowDemand(const SoftWindowSample& sample, double padding, test::Random random) {
  const SoftWindowCase& what = sample.what;
  const int64_t batch = what.layer.batch;
  SoftWindowDemand demand{random.array(batch * what.layer.time * what.output()), random.array(batch * what.output()),
                          random.array(batch * what.layer.hidden), random.array(batch * what.components),
                          random.array(batch * what.characters)};
  test::fillPadding(demand.outputs, sample.layer.lengths, what.layer.time, static_cast<int>(what.output()), padding);
  return demand;
}

}  // namespace REPRISE_ISA
}  // namespace reprise
