// The LSTM as the papers write it, one number at a time: what the kernel's forward pass is held to.
#pragma once

#include "lstmSample.h"

namespace reprise {
namespace REPRISE_ISA {

/** What {@link LstmSample::forward} leaves in outputs, cells, lastH and lastC. */
inline LstmDemand<double> computeLstm(const LstmSample<double>& sample) {
  const LstmCase& what = sample.what;
  const int hidden = what.hidden, gates = what.coupled ? 3 : 4;
  LstmDemand<double> result;
  result.outputs.assign(static_cast<int64_t>(what.batch) * what.time * hidden, 0);
  result.cells = result.outputs;
  result.lastH = sample.h0;
  result.lastC = sample.c0;
  const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
  for (int row = 0; row < what.batch; row++) {
    double* const h = result.lastH.data() + static_cast<int64_t>(row) * hidden;
    double* const c = result.lastC.data() + static_cast<int64_t>(row) * hidden;
    for (int step = 0; step < sample.lengths[row]; step++) {
      const int when = what.reverse ? sample.lengths[row] - 1 - step : step;
      const double* const x = sample.xs.data() + (static_cast<int64_t>(row) * what.time + when) * what.input;
      const std::vector<double> oldH(h, h + hidden), oldC(c, c + hidden);
      for (int unit = 0; unit < hidden; unit++) {
        const auto affine = [&](int gate) {
          const int64_t column = static_cast<int64_t>(gate) * hidden + unit;
          double sum = sample.biasIh[column] + sample.biasHh[column];
          for (int k = 0; k < what.input; k++) sum += x[k] * sample.weightIh[column * what.input + k];
          for (int k = 0; k < hidden; k++) {
            const double mask = what.dropout ? sample.dropout[static_cast<int64_t>(row) * hidden + k] : 1;
            sum += mask * oldH[k] * sample.weightHh[column * hidden + k];
          }
          return sum;
        };
        const auto look = [&](int gate, double cell) {
          return what.peephole ? sample.peephole[gate * hidden + unit] * cell : 0;
        };
        const auto keep = [&](Zoneout zoneout, const std::vector<double>& mask, double rate) {
          const int64_t at = (static_cast<int64_t>(row) * what.time + step) * hidden + unit;
          return zoneout == Zoneout::mask ? mask[at] : rate;
        };
        const double i = sigmoid(affine(0) + look(0, oldC[unit]));
        const double f = what.coupled ? 1 - i : sigmoid(affine(1) + look(1, oldC[unit]));
        const double newC = f * oldC[unit] + i * std::tanh(affine(gates - 2));
        const double o = sigmoid(affine(gates - 1) + look(what.coupled ? 1 : 2, newC));
        const double keepH = keep(what.zoneout, sample.zoneout, sample.zoneoutRate);
        const double keepC = keep(what.cellZoneout, sample.cellZoneout, sample.cellZoneoutRate);
        h[unit] = keepH * oldH[unit] + (1 - keepH) * o * std::tanh(newC);
        c[unit] = keepC * oldC[unit] + (1 - keepC) * newC;
      }
      const int64_t at = (static_cast<int64_t>(row) * what.time + when) * hidden;
      std::copy_n(h, hidden, result.outputs.begin() + at);
      std::copy_n(c, hidden, result.cells.begin() + at);
    }
  }
  return result;
}

}  // namespace REPRISE_ISA
}  // namespace reprise
