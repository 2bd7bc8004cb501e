// Numbers for tests: the same on every machine and in every run.
#pragma once

#include <cstdint>
#include <vector>

namespace reprise::test {

/** SplitMix64 (Steele, Lea and Flood 2014). */
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t next() {
    uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }

  /** From `low` to `high`, both of them included. */
  int between(int low, int high) { return low + static_cast<int>(next() % static_cast<uint64_t>(high - low + 1)); }

  bool coin() { return next() & 1; }

  /** From -scale to scale. */
  double symmetric(double scale = 1) {
    return scale * (2 * static_cast<double>(next() >> 11) / 9007199254740992.0 - 1);
  }

  std::vector<double> array(int64_t count, double scale = 1) {
    std::vector<double> values(count);
    for (double& value : values) value = symmetric(scale);
    return values;
  }

  /** Whole numbers from -4 to 4, whose sums of products are exact in any order. */
  template <class T>
  std::vector<T> integers(int64_t count) {
    std::vector<T> values(count);
    for (T& value : values) value = static_cast<T>(between(-4, 4));
    return values;
  }

 private:
  uint64_t state_;
};

}  // namespace reprise::test
