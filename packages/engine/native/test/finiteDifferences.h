// Gradients against central differences of the loss, in double.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "../poison.h"
#include "check.h"
#include "random.h"

namespace reprise::test {

/** What a result adds to a loss that weighs each of its numbers. */
inline double dot(const std::vector<double>& result, const std::vector<double>& weights) {
  double sum = 0;
  for (size_t at = 0; at < result.size(); at++) sum += result[at] * weights[at];
  return sum;
}

/** An array that the loss depends on, and the gradient that a kernel claims for it. */
struct Operand {
  std::string name;
  std::vector<double>* values;
  std::vector<double> gradient;
};

/**
 * Along one direction: the loss's central difference against the gradient's component.
 * @param direction as many as the operand has values, of length 1
 */
inline void checkDirection(const std::function<double()>& loss, const Operand& operand,
                           const std::vector<double>& direction, const std::string& where) {
  // The difference errs by its square, and by the rounding of the loss over it: 1e-10 each.
  constexpr double step = 1e-5, tolerance = 1e-8;
  const std::vector<double> saved = *operand.values;
  const auto lossAt = [&](double distance) {
    for (size_t at = 0; at < saved.size(); at++)
      if (direction[at] != 0) (*operand.values)[at] = saved[at] + distance * direction[at];
    return loss();
  };
  const double difference = (lossAt(step) - lossAt(-step)) / (2 * step);
  *operand.values = saved;
  double component = 0;
  for (size_t at = 0; at < saved.size(); at++)
    if (direction[at] != 0) component += direction[at] * operand.gradient[at];
  CHECK(isClose(component, difference, tolerance),
        "the gradient of " + operand.name + " along " + where + ": expected " + show(difference) + ", got " +
            show(component));
}

/**
 * Holds the gradient of each operand to differences of the loss: along a direction with all values in it, which no
 * wrong one escapes, and along some of the axes, which tell where it is wrong.
 * @param loss computes it from the operands' present values
 */
inline void checkGradients(const std::function<double()>& loss, const std::vector<Operand>& operands, Random& random) {
#ifdef REPRISE_POISON
  // The sanitizers want every path once, and where a gradient is wrong the plain run tells.
  constexpr int axes = 0;
#else
  constexpr int axes = 2;
#endif
  for (const Operand& operand : operands) {
    const int count = static_cast<int>(operand.values->size());
    CHECK(static_cast<int>(operand.gradient.size()) == count, "the gradient of " + operand.name);
    if (count == 0) continue;
    std::vector<double> direction = random.array(count);
    double square = 0;
    for (const double x : direction) square += x * x;
    for (double& x : direction) x /= std::sqrt(square);
    checkDirection(loss, operand, direction, "all axes");
    // The last one stands where a vector is only partly filled.
    for (int turn = 0; turn < std::min(axes, count); turn++) {
      const int axis = turn == 0 ? count - 1 : random.between(0, count - 1);
      std::fill(direction.begin(), direction.end(), 0.0);
      direction[axis] = 1;
      checkDirection(loss, operand, direction, "axis " + std::to_string(axis));
    }
  }
}

}  // namespace reprise::test
