// The attention decoder as the paper writes it, one number at a time: what the kernel's forward pass is held to.
#pragma once

#include "decoderSample.h"
#include "fedReference.h"

namespace reprise {
namespace REPRISE_ISA {

/** A row's weights over its source, which sum to 1. */
inline std::vector<double> computeWeights(const DecoderSample& sample, int64_t row, const double* hidden) {
  const DecoderCase& what = sample.what;
  std::vector<double> query(hidden, hidden + what.layer.hidden), weights(what.source);
  if (what.projected) {
    query.assign(what.keySize, 0);
    for (int unit = 0; unit < what.keySize; unit++)
      for (int k = 0; k < what.layer.hidden; k++)
        query[unit] += sample.weightQuery[unit * what.layer.hidden + k] * hidden[k];
  }
  double total = 0;
  for (int at = 0; at < what.source; at++) {
    if (sample.mask[row * what.source + at] == 0) continue;
    const double* const key = sample.keys.data() + (row * what.source + at) * what.keySize;
    double score = 0;
    for (int unit = 0; unit < what.keySize; unit++)
      score += what.additive ? sample.additive[unit] * std::tanh(query[unit] + key[unit]) : query[unit] * key[unit];
    total += weights[at] = std::exp(score);
  }
  for (double& weight : weights) weight = total > 0 ? weight / total : 1.0 / what.source;
  return weights;
}

/** @returns the output of one step of a row */
inline std::vector<double> computeOutput(const DecoderSample& sample, int64_t row, const std::vector<double>& weights,
                                         const double* hidden) {
  const DecoderCase& what = sample.what;
  std::vector<double> read(what.valueSize), output(what.output);
  for (int at = 0; at < what.source; at++)
    for (int unit = 0; unit < what.valueSize; unit++)
      if (weights[at] != 0) read[unit] += weights[at] * sample.values[(row * what.source + at) * what.valueSize + unit];
  read.insert(read.end(), hidden, hidden + what.layer.hidden);
  for (int unit = 0; unit < what.output; unit++) {
    double sum = 0;
    for (size_t k = 0; k < read.size(); k++) sum += sample.weightOutput[unit * read.size() + k] * read[k];
    output[unit] = std::tanh(sum);
  }
  return output;
}

inline DecoderDemand computeDecoder(const DecoderSample& sample) {
  const DecoderCase& what = sample.what;
  DecoderDemand result{std::vector<double>(static_cast<int64_t>(what.layer.batch) * what.layer.time * what.output),
                       sample.feed0, sample.weights0, sample.layer.h0, sample.layer.c0};
  for (int64_t row = 0; row < what.layer.batch; row++) {
    const int length = sample.layer.lengths[row];
    for (int step = 0; step < length; step++) {
      const LstmDemand<double> state =
          computeLstm(cutStep(sample.layer, static_cast<int>(row), step, cut(result.lastOutput, row, what.output),
                              sample.weightFeed, result.lastH, result.lastC));
      const std::vector<double> weights = computeWeights(sample, row, state.lastH.data());
      const std::vector<double> output = computeOutput(sample, row, weights, state.lastH.data());
      const int64_t when = what.layer.reverse ? length - 1 - step : step;
      std::copy(output.begin(), output.end(), result.outputs.begin() + (row * what.layer.time + when) * what.output);
      std::copy(output.begin(), output.end(), result.lastOutput.begin() + row * what.output);
      std::copy(weights.begin(), weights.end(), result.lastWeights.begin() + row * what.source);
      std::copy(state.lastH.begin(), state.lastH.end(), result.lastH.begin() + row * what.layer.hidden);
      std::copy(state.lastC.begin(), state.lastC.end(), result.lastC.begin() + row * what.layer.hidden);
    }
  }
  return result;
}

}  // namespace REPRISE_ISA
}  // namespace reprise
