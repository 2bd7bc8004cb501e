// Layers whose only state is their output, with made-up weights for tests: what goes in, and room for what comes out.
//
// A family is a struct with the types Layer and Gradients, how many gates its weights have and how many it saves, and
// the functions choose(layer, other), forward(layer), backward(layer, gradients), compute(sample), which are its
// equations, and isSmooth(sample): whether there is a gradient at the sample.
#pragma once

#include <limits>

#include "../layerBackward.h"
#include "layerSample.h"

namespace reprise {
namespace REPRISE_ISA {

using test::Zoneout;

struct OutputLayerCase {
  int batch = 3, time = 4, input = 3, hidden = 5;
  bool other = false;  // of the family's two forms the second
  bool dropout = false, reverse = false, ragged = false;
  Zoneout zoneout = Zoneout::none;

  std::string describe() const {
    return "batch " + std::to_string(batch) + ", time " + std::to_string(time) + ", input " + std::to_string(input) +
           ", hidden " + std::to_string(hidden) + (other ? ", of the other form" : "") + (dropout ? ", dropout" : "") +
           (reverse ? ", reverse" : "") + (ragged ? ", ragged" : "") + test::describe("zoneout", zoneout);
  }
};

/** What the loss takes the outputs times, and so the outputs' gradients. */
struct OutputLayerDemand {
  std::vector<double> outputs, lastH;
};

struct OutputLayerGradientArrays {
  std::vector<double> xs, h0, weightIh, weightHh, biasIh, biasHh;
};

/** One layer with its inputs. What stands where a sequence has ended is NaN, so that nobody can use it unnoticed. */
struct OutputLayerSample {
  OutputLayerCase what;
  std::vector<int32_t> lengths;
  std::vector<double> xs, h0, weightIh, weightHh, biasIh, biasHh, dropout, zoneout;
  double zoneoutRate = 0;
  // Results of the last forward pass.
  std::vector<double> outputs, lastH, gates;

  Walk walk(int threads) const {
    return Walk(what.batch, what.time, what.ragged ? lengths.data() : nullptr, what.reverse, threads);
  }

  template <class Family>
  typename Family::Layer layer(const Walk& walk) {
    typename Family::Layer layer{};
    layer.walk = &walk;
    layer.batch = what.batch;
    layer.input = what.input;
    layer.hidden = what.hidden;
    layer.xs = xs.data();
    layer.h0 = h0.data();
    layer.weightIh = weightIh.data();
    layer.weightHh = weightHh.data();
    layer.biasIh = biasIh.data();
    layer.biasHh = biasHh.data();
    layer.noise.dropout = what.dropout ? dropout.data() : nullptr;
    layer.noise.zoneout = what.zoneout == Zoneout::mask ? zoneout.data() : nullptr;
    layer.noise.zoneoutRate = zoneoutRate;
    layer.outputs = outputs.data();
    layer.lastH = lastH.data();
    layer.gates = gates.data();
    Family::choose(layer, what.other);
    return layer;
  }

  template <class Family>
  void forward(int threads, bool learning = true) {
    const double unset = std::numeric_limits<double>::quiet_NaN();
    const Walk steps = walk(threads);
    const int64_t states = static_cast<int64_t>(what.batch) * what.hidden;
    outputs.assign(states * what.time, unset);
    lastH.assign(states, unset);
    gates.assign(steps.steps * Family::kSaved * what.hidden, unset);
    typename Family::Layer made = layer<Family>(steps);
    if (!learning) made.gates = nullptr;
    Family::forward(made);
  }

  /**
   * After a {@link forward} with as many threads.
   * @param everything false: nothing depends on the last state, and the inputs' gradient is not wanted
   */
  template <class Family>
  OutputLayerGradientArrays backward(int threads, const OutputLayerDemand& demand, bool everything = true) {
    const Walk steps = walk(threads);
    OutputLayerGradientArrays to;
    const auto unset = [](std::vector<double>& values, const std::vector<double>& like) {
      values.assign(like.size(), std::numeric_limits<double>::quiet_NaN());
      return values.data();
    };
    typename Family::Gradients gradients{};
    gradients.dOutputs = demand.outputs.data();
    gradients.dLastH = everything ? demand.lastH.data() : nullptr;
    gradients.dXs = everything ? unset(to.xs, xs) : nullptr;
    gradients.dH0 = unset(to.h0, h0);
    gradients.dWeightIh = unset(to.weightIh, weightIh);
    gradients.dWeightHh = unset(to.weightHh, weightHh);
    gradients.dBias = unset(to.biasIh, biasIh);
    gradients.dBiasHh = unset(to.biasHh, biasHh);
    Family::backward(layer<Family>(steps), gradients);
    return to;
  }

  /** What a gate's unit gets of the inputs of a step, its bias included. */
  double ofInput(int gate, int unit, const double* x) const {
    const int64_t column = static_cast<int64_t>(gate) * what.hidden + unit;
    double sum = biasIh[column];
    for (int k = 0; k < what.input; k++) sum += x[k] * weightIh[column * what.input + k];
    return sum;
  }

  /** What it gets of the old outputs, its bias included. */
  double ofOld(int gate, int unit, const std::vector<double>& h) const {
    const int64_t column = static_cast<int64_t>(gate) * what.hidden + unit;
    double sum = biasHh[column];
    for (int k = 0; k < what.hidden; k++) sum += h[k] * weightHh[column * what.hidden + k];
    return sum;
  }
};

/** Drawn anew for every case. */
template <class Family>
OutputLayerSample makeOutputLayerSample(const OutputLayerCase& what, test::Random& random) {
  OutputLayerSample sample;
  sample.what = what;
  const int64_t states = static_cast<int64_t>(what.batch) * what.hidden;
  const int64_t width = static_cast<int64_t>(Family::kGates) * what.hidden;
  sample.lengths = test::drawLengths(what.batch, what.time, what.ragged, random);
  sample.xs = random.array(static_cast<int64_t>(what.batch) * what.time * what.input);
  sample.h0 = random.array(states);
  sample.weightIh = random.array(width * what.input, 1.5 / std::sqrt(what.input));
  sample.weightHh = random.array(width * what.hidden, 1.5 / std::sqrt(what.hidden));
  sample.biasIh = random.array(width);
  sample.biasHh = random.array(width);
  if (what.dropout) sample.dropout = test::drawMask(states, 2, random);
  if (what.zoneout == Zoneout::rate) sample.zoneoutRate = 0.125;
  const double unset = std::numeric_limits<double>::quiet_NaN();
  test::fillPadding(sample.xs, sample.lengths, what.time, what.input, unset);
  if (what.zoneout == Zoneout::mask) {
    sample.zoneout = test::drawMask(states * what.time, 1, random);
    test::fillPadding(sample.zoneout, sample.lengths, what.time, what.hidden, unset);
  }
  return sample;
}

/** @param padding stands where a sequence has ended */
inline OutputLayerDemand makeOutputLayerDemand(const OutputLayerSample& sample, double padding, test::Random random) {
  const int64_t states = static_cast<int64_t>(sample.what.batch) * sample.what.hidden;
  OutputLayerDemand demand{random.array(states * sample.what.time), random.array(states)};
  test::fillPadding(demand.outputs, sample.lengths, sample.what.time, sample.what.hidden, padding);
  return demand;
}

/**
 * Outputs and last states one step after the other.
 * @param computeStep of (x, the old outputs after dropout, the old outputs): the new ones before zoneout
 */
template <class ComputeStep>
OutputLayerDemand computeOutputLayer(const OutputLayerSample& sample, ComputeStep&& computeStep) {
  const OutputLayerCase& what = sample.what;
  const int hidden = what.hidden;
  OutputLayerDemand result{std::vector<double>(static_cast<int64_t>(what.batch) * what.time * hidden), sample.h0};
  for (int row = 0; row < what.batch; row++) {
    const auto last = result.lastH.begin() + static_cast<int64_t>(row) * hidden;
    for (int step = 0; step < sample.lengths[row]; step++) {
      const int64_t when = what.reverse ? sample.lengths[row] - 1 - step : step;
      const int64_t place = static_cast<int64_t>(row) * what.time + when;
      const std::vector<double> old(last, last + hidden);
      std::vector<double> seen = old;
      if (what.dropout)
        for (int unit = 0; unit < hidden; unit++) seen[unit] *= sample.dropout[row * hidden + unit];
      const std::vector<double> next = computeStep(sample.xs.data() + place * what.input, seen, old);
      for (int unit = 0; unit < hidden; unit++) {
        const int64_t at = (static_cast<int64_t>(row) * what.time + step) * hidden + unit;
        const double keep = what.zoneout == Zoneout::mask ? sample.zoneout[at] : sample.zoneoutRate;
        last[unit] = result.outputs[place * hidden + unit] = keep * old[unit] + (1 - keep) * next[unit];
      }
    }
  }
  return result;
}

}  // namespace REPRISE_ISA
}  // namespace reprise
