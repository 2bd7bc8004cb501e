// One step of an LSTM that is fed with something made from the step before.
#pragma once

#include "lstmReference.h"

namespace reprise {
namespace REPRISE_ISA {

/** The `number`-th piece of an array that is cut into pieces of a size. */
inline std::vector<double> cut(const std::vector<double>& from, int64_t number, int64_t size) {
  return {from.begin() + number * size, from.begin() + (number + 1) * size};
}

/**
 * The layer for one step of a row alone.
 * @param fed what the step is fed with
 * @param weightFed [gates · hidden, fed]
 * @param lastH, lastC the state before, [batch, hidden]
 */
inline LstmSample<double> cutStep(const LstmSample<double>& layer, int row, int step, const std::vector<double>& fed,
                                  const std::vector<double>& weightFed, const std::vector<double>& lastH,
                                  const std::vector<double>& lastC) {
  const LstmCase& what = layer.what;
  const int64_t hidden = what.hidden, width = fed.size();
  LstmSample<double> one = layer;
  one.what.batch = one.what.time = 1;
  one.what.input = static_cast<int>(what.input + width);
  one.what.reverse = false;
  one.lengths = {1};
  const int when = what.reverse ? layer.lengths[row] - 1 - step : step;
  one.xs = cut(layer.xs, row * what.time + when, what.input);
  one.xs.insert(one.xs.end(), fed.begin(), fed.end());
  one.weightIh.clear();
  for (int64_t gate = 0; gate < what.width(); gate++)
    for (const auto& part : {cut(layer.weightIh, gate, what.input), cut(weightFed, gate, width)})
      one.weightIh.insert(one.weightIh.end(), part.begin(), part.end());
  one.h0 = cut(lastH, row, hidden);
  one.c0 = cut(lastC, row, hidden);
  if (what.dropout) one.dropout = cut(layer.dropout, row, hidden);
  if (what.zoneout == Zoneout::mask) one.zoneout = cut(layer.zoneout, row * what.time + step, hidden);
  if (what.cellZoneout == Zoneout::mask) one.cellZoneout = cut(layer.cellZoneout, row * what.time + step, hidden);
  return one;
}

}  // namespace REPRISE_ISA
}  // namespace reprise
