#include "../penMixture.h"

#include <limits>

#include "cases.h"
#include "finiteDifferences.h"

namespace reprise {
namespace REPRISE_ISA {
namespace {

using test::Random;

constexpr double kLeastDeviation = 1e-3, kGreatestCorrelation = 1 - 1.0 / 256;

struct PenMixtureCase {
  int rows, components, pen;
  double scale;

  std::string describe() const {
    return std::to_string(rows) + " rows of " + std::to_string(components) + " components and " + std::to_string(pen) +
           " outputs for the pen, up to " + test::show(scale);
  }
  int width() const { return pen + 6 * components; }
};

template <class T>
struct PenMixtureSample {
  PenMixtureCase what;
  std::vector<T> outputs, targets, mask;
  std::vector<T> nats, gradient;

  void run(bool learning = true) {
    nats.assign(what.rows, std::numeric_limits<T>::quiet_NaN());
    gradient.assign(outputs.size(), std::numeric_limits<T>::quiet_NaN());
    penMixture<T>({what.rows, what.components, what.pen, outputs.data(), targets.data(),
                   mask.empty() ? nullptr : mask.data(), T(kLeastDeviation), T(kGreatestCorrelation), nats.data(),
                   learning ? gradient.data() : nullptr});
  }
};

/** Numbers that float holds as well, correlations up to the greatest; in every third row the pen does its last. */
template <class T>
PenMixtureSample<T> makePenMixtureSample(const PenMixtureCase& what, uint64_t seed) {
  Random random(seed);
  const auto draw = [&](int count, double scale) {
    std::vector<T> numbers;
    for (const double x : random.array(count, scale)) numbers.push_back(static_cast<T>(static_cast<float>(x)));
    return numbers;
  };
  PenMixtureSample<T> it{what, draw(what.rows * what.width(), what.scale), {}, {}, {}, {}};
  for (int row = 0; row < what.rows; row++) {
    for (int at = 5 * what.components + what.pen; at < what.width(); at++) it.outputs[row * what.width() + at] *= 8;
    const std::vector<T> offset = draw(2, 1.5);
    it.targets.insert(it.targets.end(), offset.begin(), offset.end());
    if (what.pen == 1) it.targets.push_back(row % 3 == 2);
    else for (int state = 0; state < 3; state++) it.targets.push_back(row % 3 == state);
  }
  return it;
}

double softplusOracle(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

double offsetOracle(const double* outputs, const double* offset, int k) {
  double weights = 0, densities = 0;
  for (int at = 0; at < k; at++) {
    const double* const own = outputs + at;
    const double deviationX = softplusOracle(own[3 * k]) + kLeastDeviation;
    const double deviationY = softplusOracle(own[4 * k]) + kLeastDeviation;
    const double rho = kGreatestCorrelation * std::tanh(own[5 * k]), rest = (1 - rho) * (1 + rho);
    const double zx = (offset[0] - own[k]) / deviationX, zy = (offset[1] - own[2 * k]) / deviationY;
    const double distance = (zx * zx + zy * zy - 2 * rho * zx * zy) / rest;
    weights += std::exp(own[0]);
    densities += std::exp(own[0] - distance / 2) / (2 * M_PI * deviationX * deviationY * std::sqrt(rest));
  }
  return std::log(weights) - std::log(densities);
}

double penOracle(const double* logits, const double* state, int pen) {
  if (pen == 1) return softplusOracle(logits[0]) - state[0] * logits[0];
  double sum = 0, chosen = 0;
  for (int at = 0; at < 3; at++) {
    sum += std::exp(logits[at]);
    chosen += state[at] * logits[at];
  }
  return std::log(sum) - chosen;
}

void checkDensity(const PenMixtureCase& what, Random&) {
  PenMixtureSample<double> it = makePenMixtureSample<double>(what, 3);
  setThreadCount(2);
  it.run();
  setThreadCount(1);
  std::vector<double> expected;
  for (int row = 0; row < what.rows; row++) {
    const double* const outputs = it.outputs.data() + row * what.width();
    const double* const target = it.targets.data() + row * (2 + what.pen);
    const bool isOver = what.pen == 3 && target[4] == 1;
    expected.push_back(penOracle(outputs, target + 2, what.pen) +
                       (isOver ? 0 : offsetOracle(outputs + what.pen, target, what.components)));
  }
  CHECK_CLOSE("nats", it.nats, expected, 1e-11);
  const std::vector<double> nats = it.nats;
  it.run(false);
  CHECK(test::isSame(it.nats, nats));
}

void checkGradientsOf(const PenMixtureCase& what, Random& random) {
  PenMixtureSample<double> it = makePenMixtureSample<double>(what, 4);
  it.mask = random.array(what.rows);
  it.run();
  const std::vector<double> weights = random.array(what.rows);
  std::vector<double> gradient = it.gradient;
  for (size_t at = 0; at < gradient.size(); at++) gradient[at] *= weights[at / what.width()];
  const auto loss = [&] {
    it.run(false);
    return test::dot(it.nats, weights);
  };
  test::checkGradients(loss, {{"outputs", &it.outputs, gradient}}, random);
}

void checkFloat(const PenMixtureCase& what, Random&) {
  PenMixtureSample<double> wide = makePenMixtureSample<double>(what, 5);
  PenMixtureSample<float> narrow = makePenMixtureSample<float>(what, 5);
  wide.run();
  narrow.run();
  CHECK_CLOSE("nats", narrow.nats, wide.nats, 1e-5);
  // Of a row's gradient the greatest number counts, since slopes cancel. The rounding of a correlation is multiplied by
  // 1 / (1 - ρ²), up to 128.
  for (int row = 0; row < what.rows; row++) {
    const auto begin = wide.gradient.begin() + row * what.width();
    double greatest = 1;
    for (int at = 0; at < what.width(); at++) greatest = std::max(greatest, std::abs(begin[at]));
    for (int at = 0; at < what.width(); at++)
      CHECK(test::isClose(narrow.gradient[row * what.width() + at] / greatest, begin[at] / greatest, 3e-5),
            "in row " + std::to_string(row));
  }
}

}  // namespace

REPRISE_TEST("the density is that of its definition") {
  test::eachCase<PenMixtureCase>({{0, 2, 1, 1}, {1, 1, 1, 1}, {3, 1, 3, 1}, {9, 20, 1, 2}, {150, 17, 3, 3}},
                                 checkDensity);
}

REPRISE_TEST("the gradient is that of differences") {
  test::eachCase<PenMixtureCase>({{1, 1, 1, 1}, {3, 1, 3, 1}, {6, 20, 1, 0.7}, {70, 5, 3, 0.7}}, checkGradientsOf);
}

REPRISE_TEST("float gives the numbers of double, where correlations are at their greatest, too") {
  test::eachCase<PenMixtureCase>({{9, 20, 1, 1}, {70, 5, 3, 2}}, checkFloat);
}

REPRISE_TEST("what a mask leaves out is zero, whatever stands there, and elsewhere a NaN stays one") {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  PenMixtureSample<float> it = makePenMixtureSample<float>({3, 2, 3, 1}, 6);
  it.mask = {1, 0, 1};
  // The mean of x; the last row, where the drawing is over, does not look at it.
  for (int row = 0; row < 3; row++) it.outputs[row * 15 + 5] = nan;
  it.run();
  CHECK(std::isnan(it.nats[0]) && std::isnan(it.gradient[5]) && !std::isnan(it.gradient[0]));
  CHECK(it.nats[1] == 0 && !std::isnan(it.nats[2]));
  for (int at = 15; at < 45; at++) CHECK(at < 30 || at >= 33 ? it.gradient[at] == 0 : it.gradient[at] != 0);
}

}  // namespace REPRISE_ISA
}  // namespace reprise
