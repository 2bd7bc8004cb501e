// LSTM layers with made-up weights for tests: what goes in, and room for what comes out.
#pragma once

#include <limits>
#include <string>

#include "../lstmBackward.h"
#include "layerSample.h"

namespace reprise {
namespace REPRISE_ISA {

using test::Zoneout;

struct LstmCase {
  int batch = 3, time = 4, input = 3, hidden = 5;
  bool coupled = false, peephole = false, dropout = false, reverse = false, ragged = false;
  Zoneout zoneout = Zoneout::none, cellZoneout = Zoneout::none;

  int64_t width() const { return static_cast<int64_t>(coupled ? 3 : 4) * hidden; }
  std::string describe() const {
    return "batch " + std::to_string(batch) + ", time " + std::to_string(time) + ", input " + std::to_string(input) +
           ", hidden " + std::to_string(hidden) + (coupled ? ", coupled" : "") + (peephole ? ", peephole" : "") +
           (dropout ? ", dropout" : "") + (reverse ? ", reverse" : "") + (ragged ? ", ragged" : "") +
           test::describe("zoneout", zoneout) + test::describe("cell zoneout", cellZoneout);
  }
};

/** What the loss takes the outputs times, and so the outputs' gradients. */
template <class T>
struct LstmDemand {
  std::vector<T> outputs, cells, lastH, lastC;
};

template <class T>
struct LstmGradientArrays {
  std::vector<T> xs, h0, c0, weightIh, weightHh, bias, peephole;
};

/** One layer with its inputs. What stands where a sequence has ended is NaN, so that nobody can use it unnoticed. */
template <class T>
struct LstmSample {
  LstmCase what;
  std::vector<int32_t> lengths;
  std::vector<T> xs, h0, c0, weightIh, weightHh, biasIh, biasHh, peephole, dropout, zoneout, cellZoneout;
  T zoneoutRate = 0, cellZoneoutRate = 0;
  // Results of the last forward pass.
  std::vector<T> outputs, cells, lastH, lastC, gates;

  Walk walk(int threads) const {
    return Walk(what.batch, what.time, what.ragged ? lengths.data() : nullptr, what.reverse, threads);
  }

  LstmLayer<T> layer(const Walk& walk) {
    LstmLayer<T> layer{};
    layer.walk = &walk;
    layer.batch = what.batch;
    layer.input = what.input;
    layer.hidden = what.hidden;
    layer.coupled = what.coupled;
    layer.xs = xs.data();
    layer.h0 = h0.data();
    layer.c0 = c0.data();
    layer.weightIh = weightIh.data();
    layer.weightHh = weightHh.data();
    layer.biasIh = biasIh.data();
    layer.biasHh = biasHh.data();
    layer.peephole = what.peephole ? peephole.data() : nullptr;
    layer.noise.dropout = what.dropout ? dropout.data() : nullptr;
    layer.noise.zoneout = what.zoneout == Zoneout::mask ? zoneout.data() : nullptr;
    layer.noise.cellZoneout = what.cellZoneout == Zoneout::mask ? cellZoneout.data() : nullptr;
    layer.noise.zoneoutRate = zoneoutRate;
    layer.noise.cellZoneoutRate = cellZoneoutRate;
    layer.outputs = outputs.data();
    layer.cells = cells.data();
    layer.lastH = lastH.data();
    layer.lastC = lastC.data();
    layer.gates = gates.data();
    return layer;
  }

  void forward(int threads, bool learning = true) {
    const T unset = std::numeric_limits<T>::quiet_NaN();
    const Walk steps = walk(threads);
    const int64_t states = static_cast<int64_t>(what.batch) * what.hidden;
    outputs.assign(states * what.time, unset);
    cells.assign(states * what.time, unset);
    lastH.assign(states, unset);
    lastC.assign(states, unset);
    gates.assign(steps.steps * what.width(), unset);
    LstmLayer<T> made = layer(steps);
    if (!learning) made.cells = made.gates = nullptr;
    lstmForward(made);
  }

  /**
   * After a {@link forward} with as many threads.
   * @param everything false: nothing depends on cells and last states, and the inputs' gradient is not wanted
   */
  LstmGradientArrays<T> backward(int threads, const LstmDemand<T>& demand, bool everything = true) {
    const Walk steps = walk(threads);
    LstmGradientArrays<T> to;
    const auto unset = [](std::vector<T>& values, const std::vector<T>& like) {
      values.assign(like.size(), std::numeric_limits<T>::quiet_NaN());
      return values.data();
    };
    LstmGradients<T> gradients{};
    gradients.dOutputs = demand.outputs.data();
    gradients.dCells = everything ? demand.cells.data() : nullptr;
    gradients.dLastH = everything ? demand.lastH.data() : nullptr;
    gradients.dLastC = everything ? demand.lastC.data() : nullptr;
    gradients.dXs = everything ? unset(to.xs, xs) : nullptr;
    gradients.dH0 = unset(to.h0, h0);
    gradients.dC0 = unset(to.c0, c0);
    gradients.dWeightIh = unset(to.weightIh, weightIh);
    gradients.dWeightHh = unset(to.weightHh, weightHh);
    gradients.dBias = unset(to.bias, biasIh);
    gradients.dPeephole = what.peephole ? unset(to.peephole, peephole) : nullptr;
    lstmBackward(layer(steps), gradients);
    return to;
  }
};

/** Drawn anew for every case: of ragged lengths one is zero and one full, where there are so many. */
inline LstmSample<double> makeLstmSample(const LstmCase& what, test::Random& random) {
  LstmSample<double> sample;
  sample.what = what;
  const int64_t states = static_cast<int64_t>(what.batch) * what.hidden, steps = states * what.time;
  sample.lengths = test::drawLengths(what.batch, what.time, what.ragged, random);
  sample.xs = random.array(static_cast<int64_t>(what.batch) * what.time * what.input);
  sample.h0 = random.array(states);
  sample.c0 = random.array(states);
  sample.weightIh = random.array(what.width() * what.input, 1.5 / std::sqrt(what.input));
  sample.weightHh = random.array(what.width() * what.hidden, 1.5 / std::sqrt(what.hidden));
  sample.biasIh = random.array(what.width());
  sample.biasHh = random.array(what.width());
  if (what.peephole) sample.peephole = random.array((what.coupled ? 2 : 3) * what.hidden);
  if (what.dropout) sample.dropout = test::drawMask(states, 2, random);
  if (what.zoneout == Zoneout::mask) sample.zoneout = test::drawMask(steps, 1, random);
  if (what.cellZoneout == Zoneout::mask) sample.cellZoneout = test::drawMask(steps, 1, random);
  if (what.zoneout == Zoneout::rate) sample.zoneoutRate = 0.125;
  if (what.cellZoneout == Zoneout::rate) sample.cellZoneoutRate = 0.375;
  const double unset = std::numeric_limits<double>::quiet_NaN();
  test::fillPadding(sample.xs, sample.lengths, what.time, what.input, unset);
  for (std::vector<double>* mask : {&sample.zoneout, &sample.cellZoneout})
    if (!mask->empty()) test::fillPadding(*mask, sample.lengths, what.time, what.hidden, unset);
  return sample;
}

/** @param padding stands where a sequence has ended */
inline LstmDemand<double> makeLstmDemand(const LstmSample<double>& sample, double padding, test::Random random) {
  const int64_t states = static_cast<int64_t>(sample.what.batch) * sample.what.hidden;
  LstmDemand<double> demand;
  demand.outputs = random.array(states * sample.what.time);
  demand.cells = random.array(states * sample.what.time);
  demand.lastH = random.array(states);
  demand.lastC = random.array(states);
  for (std::vector<double>* part : {&demand.outputs, &demand.cells})
    test::fillPadding(*part, sample.lengths, sample.what.time, sample.what.hidden, padding);
  return demand;
}

inline std::vector<float> toFloat(const std::vector<double>& values) { return {values.begin(), values.end()}; }

inline LstmDemand<float> toFloat(const LstmDemand<double>& from) {
  return {toFloat(from.outputs), toFloat(from.cells), toFloat(from.lastH), toFloat(from.lastC)};
}

inline LstmSample<float> toFloat(const LstmSample<double>& from) {
  LstmSample<float> to;
  to.what = from.what;
  to.lengths = from.lengths;
  to.xs = toFloat(from.xs);
  to.h0 = toFloat(from.h0);
  to.c0 = toFloat(from.c0);
  to.weightIh = toFloat(from.weightIh);
  to.weightHh = toFloat(from.weightHh);
  to.biasIh = toFloat(from.biasIh);
  to.biasHh = toFloat(from.biasHh);
  to.peephole = toFloat(from.peephole);
  to.dropout = toFloat(from.dropout);
  to.zoneout = toFloat(from.zoneout);
  to.cellZoneout = toFloat(from.cellZoneout);
  to.zoneoutRate = static_cast<float>(from.zoneoutRate);
  to.cellZoneoutRate = static_cast<float>(from.cellZoneoutRate);
  return to;
}

}  // namespace REPRISE_ISA
}  // namespace reprise
