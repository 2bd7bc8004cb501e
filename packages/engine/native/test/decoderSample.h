// Attention decoders with made-up weights for tests: what goes in, and room for what comes out.
#pragma once

#include "../decoderBackward.h"
#include "lstmSample.h"

namespace reprise {
namespace REPRISE_ISA {

struct DecoderCase {
  LstmCase layer;
  int output = 5, source = 4, keySize = 6, valueSize = 3;
  bool projected = false;  // the queries, by a weight; else keys are as wide as the hidden state
  bool additive = false, padded = false;

  std::string describe() const {
    return layer.describe() + ", output " + std::to_string(output) + ", source " + std::to_string(source) + ", keys " +
           std::to_string(keySize) + ", values " + std::to_string(valueSize) + (projected ? ", projected" : "") +
           (additive ? ", additive" : "") + (padded ? ", padded" : "");
  }
};

/** What the loss takes the results times, and so their gradients. */
struct DecoderDemand {
  std::vector<double> outputs, lastOutput, lastWeights, lastH, lastC;
};

struct DecoderGradientArrays {
  std::vector<double> xs, feed0, weights0, h0, c0, keys, values, additive;
  std::vector<double> weightX, weightFeed, weightHh, bias, peephole, weightQuery, weightOutput;
};

/** One decoder with its inputs. What stands at padding, and is not to be used there, is NaN. */
struct DecoderSample {
  DecoderCase what;
  LstmSample<double> layer;  // its inputs are the decoder's; its outputs, the hidden states
  std::vector<double> feed0, weights0, keys, values, mask, additive, weightFeed, weightQuery, weightOutput;
  // Results of the last forward pass.
  std::vector<double> outputs, weights, contexts, lastOutput, lastWeights;

  AttentionMemory<double> memory() const {
    return {what.source, what.keySize, what.valueSize, keys.data(), values.data(), mask.data(),
            what.additive ? additive.data() : nullptr};
  }

  AttentionDecoder<double> decoder(const Walk& walk) {
    AttentionDecoder<double> decoder{};
    decoder.layer = layer.layer(walk);
    decoder.layer.xs = decoder.layer.weightIh = nullptr;
    decoder.memory = memory();
    decoder.xs = layer.xs.data();
    decoder.feed0 = feed0.data();
    decoder.weights0 = weights0.data();
    decoder.weightX = layer.weightIh.data();
    decoder.weightFeed = weightFeed.data();
    decoder.weightQuery = what.projected ? weightQuery.data() : nullptr;
    decoder.weightOutput = weightOutput.data();
    decoder.input = what.layer.input;
    decoder.output = what.output;
    decoder.outputs = outputs.data();
    decoder.weights = weights.data();
    decoder.contexts = contexts.data();
    decoder.lastOutput = lastOutput.data();
    decoder.lastWeights = lastWeights.data();
    return decoder;
  }

  void forward(int threads, bool learning = true) {
    const double unset = std::numeric_limits<double>::quiet_NaN();
    const Walk steps = layer.walk(threads);
    const int64_t batch = what.layer.batch, all = batch * what.layer.time;
    for (std::vector<double>* states : {&layer.outputs, &layer.cells}) states->assign(all * what.layer.hidden, unset);
    for (std::vector<double>* last : {&layer.lastH, &layer.lastC}) last->assign(batch * what.layer.hidden, unset);
    layer.gates.assign(steps.steps * what.layer.width(), unset);
    outputs.assign(all * what.output, unset);
    weights.assign(all * what.source, unset);
    contexts.assign(all * what.valueSize, unset);
    lastOutput.assign(batch * what.output, unset);
    lastWeights.assign(batch * what.source, unset);
    AttentionDecoder<double> made = decoder(steps);
    if (!learning) made.layer.cells = made.layer.gates = nullptr;
    decoderForward(made);
  }

  /**
   * After a {@link forward} with as many threads.
   * @param everything false: nothing depends on what is left after the last step
   */
  DecoderGradientArrays backward(int threads, const DecoderDemand& demand, bool everything = true) {
    const Walk steps = layer.walk(threads);
    DecoderGradientArrays to;
    const auto unset = [](std::vector<double>& gradient, const std::vector<double>& like) {
      gradient.assign(like.size(), std::numeric_limits<double>::quiet_NaN());
      return gradient.data();
    };
    to.keys.assign(keys.size(), 0);
    to.values.assign(values.size(), 0);
    AttentionDecoderGradients<double> gradients{};
    gradients.dOutputs = demand.outputs.data();
    gradients.dLastOutput = everything ? demand.lastOutput.data() : nullptr;
    gradients.dLastWeights = everything ? demand.lastWeights.data() : nullptr;
    gradients.layer.dLastH = everything ? demand.lastH.data() : nullptr;
    gradients.layer.dLastC = everything ? demand.lastC.data() : nullptr;
    gradients.layer.dH0 = unset(to.h0, layer.h0);
    gradients.layer.dC0 = unset(to.c0, layer.c0);
    gradients.layer.dWeightHh = unset(to.weightHh, layer.weightHh);
    gradients.layer.dBias = unset(to.bias, layer.biasIh);
    gradients.layer.dPeephole = what.layer.peephole ? unset(to.peephole, layer.peephole) : nullptr;
    gradients.memory.dKeys = to.keys.data();
    gradients.memory.dValues = to.values.data();
    gradients.memory.dAdditive = what.additive ? unset(to.additive, additive) : nullptr;
    gradients.dXs = unset(to.xs, layer.xs);
    gradients.dFeed0 = unset(to.feed0, feed0);
    gradients.dWeights0 = unset(to.weights0, weights0);
    gradients.dWeightX = unset(to.weightX, layer.weightIh);
    gradients.dWeightFeed = unset(to.weightFeed, weightFeed);
    gradients.dWeightQuery = what.projected ? unset(to.weightQuery, weightQuery) : nullptr;
    gradients.dWeightOutput = unset(to.weightOutput, weightOutput);
    decoderBackward(decoder(steps), gradients);
    return to;
  }
};

/** Sets the mask: the first source is padding alone, every other has some in its middle or at its end. */
inline void padSources(DecoderSample& sample, test::Random& random) {
  const DecoderCase& what = sample.what;
  const double unset = std::numeric_limits<double>::quiet_NaN();
  for (int64_t row = 0; row < what.layer.batch; row++) {
    const int real = random.between(0, what.source - 1);
    for (int at = 0; at < what.source; at++) {
      const int64_t place = row * what.source + at;
      if (row > 0 && (at == real || random.coin())) continue;
      sample.mask[place] = 0;
      std::fill_n(sample.keys.begin() + place * what.keySize, what.keySize, unset);
      // A source of padding alone is looked at evenly.
      if (row > 0) std::fill_n(sample.values.begin() + place * what.valueSize, what.valueSize, unset);
    }
  }
}

/** Drawn anew for every case. */
inline DecoderSample makeDecoderSample(DecoderCase what, test::Random& random) {
  if (!what.projected) what.keySize = what.layer.hidden;
  DecoderSample sample;
  sample.what = what;
  sample.layer = makeLstmSample(what.layer, random);
  const int64_t batch = what.layer.batch, hidden = what.layer.hidden;
  sample.feed0 = random.array(batch * what.output);
  sample.weights0 = random.array(batch * what.source);
  sample.keys = random.array(batch * what.source * what.keySize);
  sample.values = random.array(batch * what.source * what.valueSize);
  sample.mask.assign(batch * what.source, 1);
  if (what.additive) sample.additive = random.array(what.keySize, 2);
  sample.weightFeed = random.array(what.layer.width() * what.output, 1 / std::sqrt(what.output));
  if (what.projected) sample.weightQuery = random.array(what.keySize * hidden, 1.5 / std::sqrt(hidden));
  sample.weightOutput = random.array(what.output * (what.valueSize + hidden), 1.5 / std::sqrt(what.valueSize + hidden));
  if (what.padded) padSources(sample, random);
  return sample;
}

/** @param padding stands where a sequence has ended */
inline DecoderDemand makeDecoderDemand(const DecoderSample& sample, double padding, test::Random random) {
  const DecoderCase& what = sample.what;
  const int64_t batch = what.layer.batch;
  DecoderDemand demand{random.array(batch * what.layer.time * what.output), random.array(batch * what.output),
                       random.array(batch * what.source), random.array(batch * what.layer.hidden),
                       random.array(batch * what.layer.hidden)};
  test::fillPadding(demand.outputs, sample.layer.lengths, what.layer.time, what.output, padding);
  return demand;
}

}  // namespace REPRISE_ISA
}  // namespace reprise
