// The soft window as the paper writes it, one number at a time: what the kernel's forward pass is held to.
#pragma once

#include "fedReference.h"
#include "softWindowSample.h"

namespace reprise {
namespace REPRISE_ISA {

/** Moves a row's centres by what a hidden state says. @returns the weights of its characters */
inline std::vector<double> computePhi(const SoftWindowSample& sample, int64_t row, const double* hidden, double* kappa) {
  const SoftWindowCase& what = sample.what;
  const auto softplus = [&](int number) {
    double sum = sample.biasGaussians[number];
    for (int k = 0; k < what.layer.hidden; k++)
      sum += sample.weightGaussians[number * what.layer.hidden + k] * hidden[k];
    return std::log1p(std::exp(sum));
  };
  std::vector<double> phi(what.characters);
  for (int k = 0; k < what.components; k++) {
    const double alpha = softplus(k) / what.components, beta = softplus(what.components + k);
    kappa[k] += sample.stepScale * softplus(2 * what.components + k);
    for (int u = 0; u < what.characters; u++)
      if (sample.mask[row * what.characters + u] != 0) phi[u] += alpha * std::exp(-beta * (kappa[k] - u) * (kappa[k] - u));
  }
  return phi;
}

/** What a row sees of its text through these weights. */
inline std::vector<double> computeSeen(const SoftWindowSample& sample, int64_t row, const std::vector<double>& phi) {
  const SoftWindowCase& what = sample.what;
  std::vector<double> seen(what.memorySize);
  for (int u = 0; u < what.characters; u++)
    for (int at = 0; at < what.memorySize; at++)
      if (phi[u] != 0) seen[at] += phi[u] * sample.memory[(row * what.characters + u) * what.memorySize + at];
  return seen;
}

inline SoftWindowDemand computeSoftWindow(const SoftWindowSample& sample) {
  const SoftWindowCase& what = sample.what;
  const int64_t hidden = what.layer.hidden, output = what.output();
  SoftWindowDemand result{std::vector<double>(static_cast<int64_t>(what.layer.batch) * what.layer.time * output),
                          sample.output0, sample.layer.c0, sample.kappa0, sample.phi0};
  std::vector<double> lastH;
  for (int64_t row = 0; row < what.layer.batch; row++)
    lastH.insert(lastH.end(), sample.output0.begin() + row * output, sample.output0.begin() + row * output + hidden);
  for (int64_t row = 0; row < what.layer.batch; row++) {
    const int length = sample.layer.lengths[row];
    const auto last = result.lastOutput.begin() + row * output;
    for (int step = 0; step < length; step++) {
      const LstmDemand<double> state =
          computeLstm(cutStep(sample.layer, static_cast<int>(row), step, std::vector<double>(last + hidden, last + output),
                              sample.weightWindow, lastH, result.lastC));
      std::copy(state.lastH.begin(), state.lastH.end(), lastH.begin() + row * hidden);
      std::copy(state.lastH.begin(), state.lastH.end(), last);
      std::copy(state.lastC.begin(), state.lastC.end(), result.lastC.begin() + row * hidden);
      const std::vector<double> phi =
          computePhi(sample, row, state.lastH.data(), result.lastKappa.data() + row * what.components);
      std::copy(phi.begin(), phi.end(), result.lastPhi.begin() + row * what.characters);
      const std::vector<double> seen = computeSeen(sample, row, phi);
      std::copy(seen.begin(), seen.end(), last + hidden);
      const int64_t when = what.layer.reverse ? length - 1 - step : step;
      std::copy(last, last + output, result.outputs.begin() + (row * what.layer.time + when) * output);
    }
  }
  return result;
}

}  // namespace REPRISE_ISA
}  // namespace reprise
