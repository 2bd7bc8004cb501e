#include "../parameterUpdate.h"

#include <limits>

#include "../arena.h"
#include "check.h"
#include "random.h"

namespace reprise {
namespace REPRISE_ISA {
namespace {

using test::Random;

/** Empty, of less than a vector, of less and more than a block, and together more than is kept in the caches. */
std::vector<std::vector<int64_t>> listSizes() {
  return {{},
          {0},
          {1},
          {0, 3, 17, 0, 0, 5, 64, 0},
          {TensorList::kBlock, 1, TensorList::kBlock + 1, 0, 33},
          {5, 3 * TensorList::kBlock + 7, 2},
          {9, 1 << 18, 100, 4321}};
}

int64_t sumOfSizes(const std::vector<int64_t>& sizes) {
  int64_t sum = 0;
  for (const int64_t size : sizes) sum += size;
  return sum;
}

/** Tensors whose numbers stand one after another in `values`. */
struct Tensors {
  std::vector<double> values;
  std::vector<const double*> constants;
  std::vector<double*> variables;

  Tensors(const std::vector<int64_t>& sizes, std::vector<double> values_) : values(std::move(values_)) {
    int64_t at = 0;
    for (const int64_t size : sizes) {
      constants.push_back(values.data() + at);
      variables.push_back(values.data() + at);
      at += size;
    }
  }
};

/** Results that begin at a cache line, which is what large ones need to go past the caches, or `offset` further on. */
struct Results {
  std::vector<int64_t> sizes;
  std::vector<double*> tensors;

  Results(Arena& arena, const std::vector<int64_t>& sizes_, int offset) : sizes(sizes_) {
    for (const int64_t size : sizes) {
      tensors.push_back(arena.take<double>(size + offset) + offset);
      std::fill_n(tensors.back(), size, std::numeric_limits<double>::quiet_NaN());
    }
  }

  std::vector<double> joined() const {
    std::vector<double> all;
    for (size_t p = 0; p < sizes.size(); p++) all.insert(all.end(), tensors[p], tensors[p] + sizes[p]);
    return all;
  }
};

/** The number of the tensor that each number of a list belongs to. */
std::vector<int> ownersOf(const std::vector<int64_t>& sizes) {
  std::vector<int> owners;
  for (size_t p = 0; p < sizes.size(); p++) owners.insert(owners.end(), sizes[p], static_cast<int>(p));
  return owners;
}

/** A list of parameters that takes three steps; `takeStep(update, number)` does one, `rule` the same of one number. */
template <class TakeStep, class Rule>
void checkSteps(int slots, double scale, TakeStep&& takeStep, Rule&& rule) {
  Random random(9);
  for (const std::vector<int64_t>& sizes : listSizes()) {
    for (const int offset : {0, 1}) {
      ArenaScope scope;
      const int64_t count = sumOfSizes(sizes);
      const std::vector<int> owners = ownersOf(sizes);
      const std::vector<double> decays = random.array(static_cast<int64_t>(sizes.size()), 0.1);
      std::vector<double> values = random.array(count), states[2];
      Tensors kept[] = {Tensors(sizes, std::vector<double>(count)), Tensors(sizes, std::vector<double>(count))};
      for (std::vector<double>& state : states) state.assign(count, 0);
      for (int number = 1; number <= 3; number++) {
        const Tensors before(sizes, values), gradients(sizes, random.array(count));
        const Results after(scope.arena, sizes, offset);
        ParameterUpdate<double> update{TensorList(sizes)};
        update.values = before.constants;
        update.gradients = gradients.constants;
        for (int slot = 0; slot < slots; slot++) update.slots[slot] = kept[slot].variables;
        update.nextValues = after.tensors;
        update.decays = decays.data();
        update.gradientScale = scale;
        takeStep(update, number);
        for (int64_t at = 0; at < count; at++)
          values[at] = rule(number, values[at], scale * gradients.values[at], decays[owners[at]], states[0][at],
                            states[1][at]);
        CHECK_CLOSE("values", after.joined(), values, 1e-13);
      }
    }
  }
}

constexpr double kRate = 0.01, kBeta1 = 0.9, kBeta2 = 0.98, kEpsilon = 1e-3;

/** 1 - beta^number, the weight that a mean of `number` gradients has so far. */
double weightAfter(double beta, int number) {
  double power = 1;
  for (int turn = 0; turn < number; turn++) power *= beta;
  return 1 - power;
}

/** The moments' decayed means as plain sums: their factors move into the size of the step and epsilon. */
AdamNumbers<double> adamNumbers(bool decoupled, int number) {
  const double root = std::sqrt(weightAfter(kBeta2, number) / (1 - kBeta2));
  return {decoupled, kBeta1, kBeta2, kEpsilon * root, kRate * (1 - kBeta1) / weightAfter(kBeta1, number) * root};
}

/** Algorithm 1 of Kingma and Ba. */
double adamStepOf(int number, double value, double slope, double& m, double& v) {
  m = kBeta1 * m + (1 - kBeta1) * slope;
  v = kBeta2 * v + (1 - kBeta2) * slope * slope;
  const double mean = m / weightAfter(kBeta1, number), square = v / weightAfter(kBeta2, number);
  return value - kRate * mean / (std::sqrt(square) + kEpsilon);
}

}  // namespace

REPRISE_TEST("Adam takes the steps of the paper, a decay added to the gradient") {
  setThreadCount(3);
  checkSteps(
      2, 0.5,
      [](const ParameterUpdate<double>& update, int number) { adamStep(update, adamNumbers(false, number)); },
      [](int number, double value, double slope, double decay, double& m, double& v) {
        return adamStepOf(number, value, slope + decay * value, m, v);
      });
}

REPRISE_TEST("AdamW takes the decay off the value") {
  setThreadCount(3);
  checkSteps(
      2, 1, [](const ParameterUpdate<double>& update, int number) { adamStep(update, adamNumbers(true, number)); },
      [](int number, double value, double slope, double decay, double& m, double& v) {
        return adamStepOf(number, value, slope, m, v) - decay * value;
      });
}

REPRISE_TEST("gradient descent, plain and with momentum, Nesterov's too") {
  setThreadCount(3);
  for (const bool nesterov : {false, true}) {
    for (const double momentum : {0.0, 0.9}) {
      checkSteps(
          momentum == 0 ? 0 : 1, 2,
          [=](const ParameterUpdate<double>& update, int) {
            sgdStep(update, {nesterov, kRate, momentum});
          },
          [=](int, double value, double slope, double decay, double& velocity, double&) {
            slope += decay * value;
            velocity = momentum * velocity + slope;
            return value - kRate * (nesterov ? slope + momentum * velocity : velocity);
          });
    }
  }
}

REPRISE_TEST("a moving average moves by its weight") {
  setThreadCount(3);
  Random random(9);
  for (const std::vector<int64_t>& sizes : listSizes()) {
    for (const int offset : {0, 1}) {
      ArenaScope scope;
      const int64_t count = sumOfSizes(sizes);
      const Tensors starts(sizes, random.array(count)), ends(sizes, random.array(count));
      const Results outputs(scope.arena, sizes, offset);
      ListLerp<double> lists{TensorList(sizes)};
      lists.starts = starts.constants;
      lists.ends = ends.constants;
      lists.outputs = outputs.tensors;
      lists.weight = 0.3;
      lerp(lists);
      std::vector<double> expected(count);
      for (int64_t at = 0; at < count; at++) expected[at] = 0.7 * starts.values[at] + 0.3 * ends.values[at];
      CHECK_CLOSE("outputs", outputs.joined(), expected, 1e-14);
    }
  }
}

REPRISE_TEST("the norm is that of all numbers, the same bits for any number of threads") {
  Random random(9);
  for (const std::vector<int64_t>& sizes : listSizes()) {
    Tensors tensors(sizes, random.array(sumOfSizes(sizes)));
    double square = 0;
    for (const double x : tensors.values) square += x * x;
    setThreadCount(1);
    const double norm = globalNorm(TensorList(sizes), tensors.constants);
    CHECK(test::isClose(norm, std::sqrt(square), 1e-12), test::show(norm));
    for (const int threads : {2, 5}) {
      setThreadCount(threads);
      CHECK(globalNorm(TensorList(sizes), tensors.constants) == norm);
    }
    for (const double x : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
      if (tensors.values.empty()) continue;
      tensors.values.back() = x;
      CHECK(!std::isfinite(globalNorm(TensorList(sizes), tensors.constants)));
    }
  }
}

}  // namespace REPRISE_ISA
}  // namespace reprise
