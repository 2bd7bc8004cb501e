#include "../ctc.h"

#include "cases.h"
#include "finiteDifferences.h"

namespace reprise {
namespace REPRISE_ISA {
namespace {

using test::Random;

struct CtcCase {
  int batch, time, classes, longest, blank;
  double scale;

  std::string describe() const {
    return "batch " + std::to_string(batch) + ", time " + std::to_string(time) + ", classes " +
           std::to_string(classes) + ", up to " + std::to_string(longest) + " labels, blank " + std::to_string(blank);
  }
};

/** A batch and what the kernel makes of it. */
template <class T>
struct CtcSample {
  int batch, time, classes, blank;
  std::vector<T> logits;
  std::vector<int32_t> labels, labelLengths, inputLengths;
  std::vector<T> losses, gradient;

  void run(bool learning = true) {
    const T unset = std::numeric_limits<T>::quiet_NaN();
    losses.assign(batch, unset);
    gradient.assign(logits.size(), unset);
    ctcLoss<T>({batch, time, classes, blank, logits.data(), labels.data(), labelLengths.data(), inputLengths.data(),
                losses.data(), learning ? gradient.data() : nullptr});
  }

  template <class U>
  CtcSample<U> as() const {
    return {batch, time, classes, blank, {logits.begin(), logits.end()}, labels, labelLengths, inputLengths, {}, {}};
  }
};

/** Rows of all lengths up to the given ones, the first without labels and the second without frames. */
CtcSample<double> makeCtcSample(const CtcCase& what, Random& random) {
  CtcSample<double> it{what.batch, what.time, what.classes, what.blank, {}, {}, {}, {}, {}, {}};
  // Numbers that float holds as well.
  for (const double x : random.array(static_cast<int64_t>(it.batch) * it.time * it.classes, what.scale))
    it.logits.push_back(static_cast<float>(x));
  for (int row = 0; row < it.batch; row++) {
    it.labelLengths.push_back(row == 0 ? 0 : random.between(0, what.longest));
    it.inputLengths.push_back(row == 1 ? 0 : row == 2 ? it.time : random.between(0, it.time));
    for (int at = 0; at < it.labelLengths[row]; at++)
      it.labels.push_back((it.blank + random.between(1, it.classes - 1)) % it.classes);
  }
  return it;
}

/** The probability of all paths through the frames that spell the labels, path by path. */
double countPaths(const CtcSample<double>& it, int row, const std::vector<int32_t>& wanted) {
  std::vector<double> probabilities;
  for (int frame = 0; frame < it.inputLengths[row]; frame++) {
    const double* const logits = &it.logits[(static_cast<int64_t>(row) * it.time + frame) * it.classes];
    double sum = 0;
    for (int k = 0; k < it.classes; k++) sum += std::exp(logits[k]);
    for (int k = 0; k < it.classes; k++) probabilities.push_back(std::exp(logits[k]) / sum);
  }
  double total = 0;
  std::vector<int> path(it.inputLengths[row], 0);
  for (;;) {
    std::vector<int32_t> spelled;
    double probability = 1;
    for (size_t frame = 0; frame < path.size(); frame++) {
      probability *= probabilities[frame * it.classes + path[frame]];
      if (path[frame] != it.blank && (frame == 0 || path[frame] != path[frame - 1])) spelled.push_back(path[frame]);
    }
    if (spelled == wanted) total += probability;
    size_t at = 0;
    while (at < path.size() && ++path[at] == it.classes) path[at++] = 0;
    if (at == path.size()) return total;
  }
}

void checkDefinition(const CtcCase& what, Random& random) {
  CtcSample<double> it = makeCtcSample(what, random);
  it.run();
  std::vector<double> expected;
  auto labels = it.labels.begin();
  for (int row = 0; row < it.batch; row++) {
    const std::vector<int32_t> own(labels, labels + it.labelLengths[row]);
    labels += it.labelLengths[row];
    expected.push_back(-std::log(countPaths(it, row, own)));
  }
  CHECK_CLOSE("losses", it.losses, expected, 1e-12);
  const std::vector<double> losses = it.losses;
  it.run(false);
  CHECK(test::isSame(it.losses, losses));
}

void checkGradientsOf(const CtcCase& what, Random& random) {
  CtcSample<double> it = makeCtcSample(what, random);
  setThreadCount(2);
  it.run();
  setThreadCount(1);
  // What cannot be aligned is left out of the loss, as it is of the gradient.
  std::vector<double> weights = random.array(it.batch);
  for (int row = 0; row < it.batch; row++)
    if (!std::isfinite(it.losses[row])) weights[row] = 0;
  test::Operand logits{"logits", &it.logits, it.gradient};
  const int frames = it.time * it.classes;
  for (int at = 0; at < it.batch * frames; at++) {
    const int row = at / frames;
    if (weights[row] == 0 || at % frames >= it.inputLengths[row] * it.classes) CHECK(logits.gradient[at] == 0);
    logits.gradient[at] *= weights[row];
  }
  const auto loss = [&] {
    it.run(false);
    double sum = 0;
    for (int row = 0; row < it.batch; row++)
      if (weights[row] != 0) sum += weights[row] * it.losses[row];
    return sum;
  };
  test::checkGradients(loss, {logits}, random);
}

/** In single precision against double, where plain numbers would have vanished. */
void checkFloat(const CtcCase& what, double tolerance, Random& random) {
  CtcSample<double> wide = makeCtcSample(what, random);
  wide.inputLengths = {what.time, what.time, what.time, what.time / 2};
  CtcSample<float> narrow = wide.as<float>();
  wide.run();
  narrow.run();
  for (const double loss : wide.losses) CHECK(std::isfinite(loss));
  CHECK_CLOSE("losses", narrow.losses, wide.losses, 1e-6);
  CHECK_CLOSE("gradient", narrow.gradient, wide.gradient, tolerance);
}

}  // namespace

REPRISE_TEST("the loss is that of its definition, every alignment counted") {
  setThreadCount(2);
  test::eachCase<CtcCase>({{40, 6, 3, 4, 0, 2}, {40, 6, 3, 4, 2, 2}, {10, 4, 2, 3, 1, 4}}, checkDefinition);
}

REPRISE_TEST("the gradient is that of differences") {
  // Up to labels of more than one vector, and classes that do not fill one.
  test::eachCase<CtcCase>({{4, 1, 2, 1, 0, 1},
                           {5, 5, 3, 2, 1, 2},
                           {6, 9, 8, 4, 7, 3},
                           {6, 20, 17, 7, 5, 3},
                           {6, 20, 9, 8, 0, 3},
                           {8, 30, 7, 12, 3, 3},
                           {5, 60, 33, 17, 0, 3}},
                          checkGradientsOf);
}

REPRISE_TEST("float gives the numbers of double, over many frames and for large logits") {
  setThreadCount(2);
  Random random(7);
  checkFloat({4, 30, 31, 12, 0, 3}, 2e-6, random);
  checkFloat({4, 200, 31, 60, 0, 5}, 5e-6, random);
  checkFloat({4, 1024, 31, 180, 0, 2}, 1e-5, random);
  checkFloat({4, 50, 31, 20, 0, 1e4}, 5e-6, random);
}

REPRISE_TEST("what cannot be aligned is infinite and teaches nothing, and a NaN stays one") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  // Row 0: one frame cannot hold two labels. Row 1: equal labels need a blank between. Row 2: a class is masked out.
  // Row 3: the only labels are masked out. Row 4: a NaN.
  CtcSample<float> it{5, 2, 3, 0, std::vector<float>(30, 0.0f), {}, {}, {}, {}, {}};
  it.labels = {1, 2, 1, 1, 1, 1, 1};
  it.labelLengths = {2, 2, 1, 1, 1};
  it.inputLengths = {1, 2, 2, 2, 2};
  it.logits[2 * 6 + 2] = -infinity;
  it.logits[3 * 6 + 1] = it.logits[3 * 6 + 4] = -infinity;
  it.logits[4 * 6 + 5] = std::numeric_limits<float>::quiet_NaN();
  it.run();
  CHECK(it.losses[0] == infinity && it.losses[1] == infinity && it.losses[3] == infinity);
  CHECK(test::isClose(it.losses[2], std::log(2.0), 1e-6));
  CHECK(std::isnan(it.losses[4]));
  for (const int at : {0, 5, 6, 11, 18, 23}) CHECK(it.gradient[at] == 0);
  for (int at = 24; at < 30; at++) CHECK(std::isnan(it.gradient[at]));
}

}  // namespace REPRISE_ISA
}  // namespace reprise
