// The CTC loss in double precision against its definition, every alignment counted, and against finite differences;
// in single precision against double, where plain numbers would have vanished.
#include "ctc.h"

#include <cstdio>
#include <random>

using namespace reprise;

namespace {

int failures = 0;

void expect(bool condition, const char* what, double got, double wanted) {
  if (condition) return;
  failures++;
  std::printf("FAILED %s: got %.12g, expected %.12g\n", what, got, wanted);
}

void expectClose(const char* what, double got, double wanted, double tolerance) {
  const bool same = got == wanted || std::fabs(got - wanted) <= tolerance * std::max(1.0, std::fabs(wanted));
  expect(same, what, got, wanted);
}

/** A batch and what the kernel makes of it. */
template <class T>
struct Problem {
  int batch, time, classes, blank;
  std::vector<T> logits;
  std::vector<int32_t> labels, labelLengths, inputLengths;
  std::vector<T> losses, gradient;

  void run(bool learning = true) {
    losses.assign(batch, T(-1));
    gradient.assign(logits.size(), T(-7));
    REPRISE_ISA::ctcLoss<T>({batch, time, classes, blank, logits.data(), labels.data(), labelLengths.data(),
                             inputLengths.data(), losses.data(), learning ? gradient.data() : nullptr});
  }

  template <class U>
  Problem<U> as() const {
    return {batch, time, classes, blank, {logits.begin(), logits.end()}, labels, labelLengths, inputLengths, {}, {}};
  }
};

/** Rows of all lengths up to the given ones, the first without labels and the second without frames. */
Problem<double> draw(std::mt19937& random, int batch, int time, int classes, int longest, int blank, double scale) {
  Problem<double> it{batch, time, classes, blank, {}, {}, {}, {}, {}, {}};
  std::normal_distribution<double> normal(0, scale);
  const auto below = [&](int bound) { return static_cast<int>(random() % bound); };
  // Numbers that float holds as well.
  for (int at = 0; at < batch * time * classes; at++) it.logits.push_back(static_cast<float>(normal(random)));
  for (int row = 0; row < batch; row++) {
    it.labelLengths.push_back(row == 0 ? 0 : below(longest + 1));
    it.inputLengths.push_back(row == 1 ? 0 : row == 2 ? time : below(time + 1));
    for (int at = 0; at < it.labelLengths[row]; at++) it.labels.push_back((blank + 1 + below(classes - 1)) % classes);
  }
  return it;
}

/** The probability of all paths through the frames that spell the labels, path by path. */
double countPaths(const Problem<double>& it, int row, const std::vector<int32_t>& wanted) {
  double total = 0;
  std::vector<int> path(it.inputLengths[row], 0);
  for (;;) {
    std::vector<int32_t> spelled;
    double probability = 1;
    for (size_t frame = 0; frame < path.size(); frame++) {
      const double* const logits = &it.logits[(int64_t{row} * it.time + frame) * it.classes];
      double sum = 0;
      for (int k = 0; k < it.classes; k++) sum += std::exp(logits[k]);
      probability *= std::exp(logits[path[frame]]) / sum;
      if (path[frame] != it.blank && (frame == 0 || path[frame] != path[frame - 1])) spelled.push_back(path[frame]);
    }
    if (spelled == wanted) total += probability;
    size_t at = 0;
    while (at < path.size() && ++path[at] == it.classes) path[at++] = 0;
    if (at == path.size()) return total;
  }
}

void testEveryAlignment() {
  std::mt19937 random(2006);
  for (int blank : {0, 2}) {
    Problem<double> it = draw(random, 40, 6, 3, 4, blank, 1.5);
    it.run();
    auto labels = it.labels.begin();
    for (int row = 0; row < it.batch; row++) {
      const std::vector<int32_t> own(labels, labels + it.labelLengths[row]);
      labels += it.labelLengths[row];
      expectClose("loss by its definition", it.losses[row], -std::log(countPaths(it, row, own)), 1e-12);
    }
  }
}

void testGradient() {
  std::mt19937 random(1);
  // Labels of more than one vector, and classes that do not fill the last one.
  Problem<double> it = draw(random, 8, 30, 7, 12, 3, 2);
  it.run();
  const std::vector<double> gradient = it.gradient, losses = it.losses;
  const auto lossAt = [&](int at, double value, int row) {
    const double before = it.logits[at];
    it.logits[at] = value;
    it.run(false);
    it.logits[at] = before;
    return it.losses[row];
  };
  for (size_t at = 0; at < it.logits.size(); at++) {
    const int row = static_cast<int>(at) / (it.time * it.classes), frame = static_cast<int>(at) / it.classes % it.time;
    if (!std::isfinite(losses[row]) || frame >= it.inputLengths[row]) {
      expect(gradient[at] == 0, "gradient of padding, or without an alignment", gradient[at], 0);
      continue;
    }
    constexpr double step = 1e-5;
    const int place = static_cast<int>(at);
    const double rise = lossAt(place, it.logits[at] + step, row) - lossAt(place, it.logits[at] - step, row);
    expectClose("gradient by differences", gradient[at], rise / (2 * step), 1e-8);
  }
  it.run(false);
  for (int row = 0; row < it.batch; row++) expectClose("loss alone", it.losses[row], losses[row], 0);
}

void testFloat(const char* what, int time, int longest, double scale, double tolerance) {
  std::mt19937 random(7);
  Problem<double> wide = draw(random, 4, time, 31, longest, 0, scale);
  wide.inputLengths = {time, time, time, time / 2};
  Problem<float> narrow = wide.as<float>();
  wide.run();
  narrow.run();
  double worst = 0;
  for (size_t at = 0; at < wide.gradient.size(); at++) {
    const double difference = std::fabs(wide.gradient[at] - narrow.gradient[at]);
    worst = difference <= worst ? worst : difference;
  }
  expect(worst <= tolerance, what, worst, 0);
  for (int row = 0; row < wide.batch; row++) {
    expect(std::isfinite(wide.losses[row]), what, wide.losses[row], 0);
    expectClose(what, narrow.losses[row], wide.losses[row], 1e-6);
  }
  std::printf("%s: error of the gradient in float %.1e\n", what, worst);
}

void testExtremes() {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  // Row 0: one frame cannot hold two labels. Row 1: equal labels need a blank between. Row 2: a class is masked out.
  // Row 3: the only labels are masked out. Row 4: a NaN.
  Problem<float> it{5, 2, 3, 0, std::vector<float>(30, 0.0f), {}, {}, {}, {}, {}};
  it.labels = {1, 2, 1, 1, 1, 1, 1};
  it.labelLengths = {2, 2, 1, 1, 1};
  it.inputLengths = {1, 2, 2, 2, 2};
  it.logits[2 * 6 + 2] = -infinity;
  it.logits[3 * 6 + 1] = it.logits[3 * 6 + 4] = -infinity;
  it.logits[4 * 6 + 5] = std::numeric_limits<float>::quiet_NaN();
  it.run();
  expect(it.losses[0] == infinity, "too few frames", it.losses[0], infinity);
  expect(it.losses[1] == infinity, "equal labels without a frame between", it.losses[1], infinity);
  expectClose("a class that cannot be", it.losses[2], std::log(2.0), 1e-6);
  expect(it.losses[3] == infinity, "labels that cannot be", it.losses[3], infinity);
  expect(std::isnan(it.losses[4]), "NaN", it.losses[4], NAN);
  for (int at = 0; at < 12; at++) expect(it.gradient[at] == 0, "gradient without an alignment", it.gradient[at], 0);
  for (int at = 18; at < 24; at++) expect(it.gradient[at] == 0, "gradient of the impossible", it.gradient[at], 0);
  for (int at = 24; at < 30; at++) expect(std::isnan(it.gradient[at]), "gradient of NaN", it.gradient[at], NAN);
}

}  // namespace

int main() {
  testEveryAlignment();
  testGradient();
  testFloat("30 frames", 30, 12, 2, 2e-6);
  testFloat("200 frames", 200, 60, 3, 5e-6);
  testFloat("4096 frames", 4096, 700, 1, 2e-5);
  testFloat("logits of ten thousand", 50, 20, 1e4, 5e-6);
  testExtremes();
  std::printf(failures ? "%d failures\n" : "ctc: all good\n", failures);
  return failures ? 1 : 0;
}
