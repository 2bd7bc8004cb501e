// What goes into recurrent layers of every kind.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "random.h"

namespace reprise::test {

enum class Zoneout { none, mask, rate };

inline std::string describe(const std::string& what, Zoneout zoneout) {
  if (zoneout == Zoneout::none) return "";
  return ", " + what + (zoneout == Zoneout::mask ? " by mask" : " by rate");
}

/** One for each sequence; of ragged ones one is zero and one full, where there are so many. */
inline std::vector<int32_t> drawLengths(int batch, int time, bool ragged, Random& random) {
  std::vector<int32_t> lengths(batch, time);
  for (int row = 0; ragged && row < batch; row++)
    lengths[row] = row == 1 ? 0 : row == 2 ? time : random.between(0, time);
  return lengths;
}

/** Each number 0 or `kept`. */
inline std::vector<double> drawMask(int64_t count, double kept, Random& random) {
  std::vector<double> values(count);
  for (double& value : values) value = random.coin() ? kept : 0;
  return values;
}

/** Sets what stands in `values` [batch, time, width] past the end of each sequence; a mask is so reversed or not. */
template <class T>
void fillPadding(std::vector<T>& values, const std::vector<int32_t>& lengths, int time, int width, T with) {
  for (size_t row = 0; row < lengths.size(); row++)
    for (int step = lengths[row]; step < time; step++)
      std::fill_n(values.begin() + (static_cast<int64_t>(row) * time + step) * width, width, with);
}

}  // namespace reprise::test
