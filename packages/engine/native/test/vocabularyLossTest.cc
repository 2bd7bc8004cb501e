#include "../vocabularyLoss.h"

#include "cases.h"
#include "finiteDifferences.h"

namespace reprise {
namespace REPRISE_ISA {
namespace {

using test::Random;

constexpr int kThreads = 3;
constexpr double kInfinite = std::numeric_limits<double>::infinity();

struct LossCase {
  int rows, size, vocab;
  bool bias = false, ignores = false;
  double smoothing = 0;

  std::string describe() const {
    return "rows " + std::to_string(rows) + ", size " + std::to_string(size) + ", vocab " + std::to_string(vocab) +
           (bias ? ", bias" : "") + (ignores ? ", ignored rows" : "") + ", smoothing " + test::show(smoothing);
  }
};

/** Hidden rows that do not count are NaN, and their labels none of the vocabulary. */
struct LossSample {
  LossCase what;
  std::vector<double> hidden, weight, bias;
  std::vector<int32_t> labels;
  std::vector<int> real;
  // Results of the last run; the gradients only if it was to learn.
  double loss = 0;
  std::vector<double> dHidden, dWeight, dBias;

  double run(bool learning) {
    const double unset = std::numeric_limits<double>::quiet_NaN();
    VocabularyLoss<double> it{};
    it.rows = what.rows;
    it.size = what.size;
    it.vocab = what.vocab;
    it.real = real.data();
    it.count = static_cast<int>(real.size());
    it.hidden = hidden.data();
    it.weight = weight.data();
    it.bias = what.bias ? bias.data() : nullptr;
    it.labels = labels.data();
    it.labelSmoothing = what.smoothing;
    it.loss = &loss;
    loss = unset;
    if (learning) {
      dHidden.assign(hidden.size(), unset);
      dWeight.assign(weight.size(), unset);
      dBias.assign(what.vocab, unset);
      it.dHidden = dHidden.data();
      it.dWeight = dWeight.data();
      it.dBias = dBias.data();
    }
    vocabularyLoss(it);
    return loss;
  }
};

LossSample makeLossSample(const LossCase& what, Random& random) {
  LossSample sample;
  sample.what = what;
  sample.hidden = random.array(static_cast<int64_t>(what.rows) * what.size);
  sample.weight = random.array(static_cast<int64_t>(what.vocab) * what.size, 2);
  if (what.bias) sample.bias = random.array(what.vocab);
  for (int row = 0; row < what.rows; row++) {
    const bool counts = !what.ignores || row == 1 || (row > 0 && random.coin());
    sample.labels.push_back(counts ? random.between(0, what.vocab - 1) : -100);
    if (counts) {
      sample.real.push_back(row);
    } else {
      std::fill_n(sample.hidden.begin() + static_cast<int64_t>(row) * what.size, what.size,
                  std::numeric_limits<double>::quiet_NaN());
    }
  }
  return sample;
}

/** Sets what a run that learns is to give, row by row. */
LossSample computeLoss(LossSample sample) {
  const LossCase& what = sample.what;
  const int count = static_cast<int>(sample.real.size());
  sample.loss = 0;
  sample.dHidden.assign(sample.hidden.size(), 0);
  sample.dWeight.assign(sample.weight.size(), 0);
  sample.dBias.assign(what.vocab, 0);
  std::vector<double> logits(what.vocab);
  for (const int row : sample.real) {
    const double* const h = sample.hidden.data() + static_cast<int64_t>(row) * what.size;
    double most = -kInfinite, total = 0;
    for (int64_t entry = 0; entry < what.vocab; entry++) {
      logits[entry] = what.bias ? sample.bias[entry] : 0;
      for (int k = 0; k < what.size; k++) logits[entry] += h[k] * sample.weight[entry * what.size + k];
      most = std::max(most, logits[entry]);
    }
    for (const double x : logits) total += std::exp(x - most);
    const double norm = most + std::log(total);
    for (int64_t entry = 0; entry < what.vocab; entry++) {
      const double wanted =
          what.smoothing / what.vocab + (entry == sample.labels[row] ? 1 - what.smoothing : 0);
      const double logProb = logits[entry] - norm;
      if (wanted != 0) sample.loss -= wanted * logProb / count;
      const double d = (std::exp(logProb) - wanted) / count;
      sample.dBias[entry] += d;
      for (int k = 0; k < what.size; k++) {
        sample.dWeight[entry * what.size + k] += d * h[k];
        sample.dHidden[static_cast<int64_t>(row) * what.size + k] += d * sample.weight[entry * what.size + k];
      }
    }
  }
  return sample;
}

void checkLoss(const LossCase& what, Random& random) {
  LossSample sample = makeLossSample(what, random);
  const LossSample expected = computeLoss(sample);
  const std::vector<double> loss = {expected.loss};
  CHECK_CLOSE("loss alone", std::vector<double>{sample.run(false)}, loss, 1e-12);
  CHECK_CLOSE("loss", std::vector<double>{sample.run(true)}, loss, 1e-12);
  CHECK_CLOSE("dHidden", sample.dHidden, expected.dHidden, 1e-12);
  CHECK_CLOSE("dWeight", sample.dWeight, expected.dWeight, 1e-12);
  CHECK_CLOSE("dBias", sample.dBias, expected.dBias, 1e-12);
}

std::vector<LossCase> listCases() {
  std::vector<LossCase> cases;
  Random random(6);
  int turn = 0;
  for (const int vocab : {1, 2, 3, 7, 16, 33, 121, 250}) {
    for (const int size : {1, 5, 8, 17, 35}) {
      const double smoothings[] = {0, 0.1, 1};
      cases.push_back({1 + turn * 7 % 41, size, vocab, random.coin(), random.coin(), smoothings[turn % 3]});
      turn++;
    }
  }
  for (int bits = 0; bits < 8; bits++) cases.push_back({9, 3, 11, bool(bits & 1), bool(bits & 2), bits & 4 ? 0.2 : 0});
  return cases;
}

}  // namespace

REPRISE_TEST("loss and gradients are those of the softmax, row by row") {
  setThreadCount(kThreads);
  test::eachCase(listCases(), checkLoss);
}

REPRISE_TEST("the gradients of every input are those of differences") {
  test::eachCase(listCases(), [](const LossCase& what, Random& random) {
    LossSample sample = makeLossSample(what, random);
    setThreadCount(kThreads);
    sample.run(true);
    setThreadCount(1);
    std::vector<test::Operand> operands = {{"hidden", &sample.hidden, sample.dHidden},
                                           {"weight", &sample.weight, sample.dWeight}};
    if (what.bias) operands.push_back({"bias", &sample.bias, sample.dBias});
    test::checkGradients([&] { return sample.run(false); }, operands, random);
  });
}

REPRISE_TEST("a vocabulary too large for all logits at once is taken in blocks of rows") {
  setThreadCount(kThreads);
  // Two blocks or more, and the last vector of rows only partly filled.
  Random random(7);
  checkLoss({11, 2, 270001, true, false, 0.1}, random);
}

REPRISE_TEST("the numbers do not depend on how many threads there are, and are the same bits again") {
  test::eachCase(listCases(), [](const LossCase& what, Random& random) {
    LossSample sample = makeLossSample(what, random);
    setThreadCount(1);
    sample.run(true);
    const LossSample alone = sample;
    for (const int threads : {2, 5}) {
      setThreadCount(threads);
      sample.run(true);
      const LossSample first = sample;
      CHECK_CLOSE("loss", std::vector<double>{first.loss}, std::vector<double>{alone.loss}, 1e-13);
      CHECK_CLOSE("dHidden", first.dHidden, alone.dHidden, 1e-13);
      CHECK_CLOSE("dWeight", first.dWeight, alone.dWeight, 1e-13);
      sample.run(true);
      CHECK(sample.loss == first.loss && test::isSame(sample.dHidden, first.dHidden));
      CHECK(test::isSame(sample.dWeight, first.dWeight) && test::isSame(sample.dBias, first.dBias));
    }
  });
}

REPRISE_TEST("where no row counts, loss and gradients are zero") {
  Random random(7);
  LossSample sample = makeLossSample({4, 5, 6, true, false, 0.1}, random);
  sample.real.clear();
  CHECK(sample.run(false) == 0);
  CHECK(sample.run(true) == 0);
  CHECK(sample.dHidden == std::vector<double>(20) && sample.dWeight == std::vector<double>(30));
  CHECK(sample.dBias == std::vector<double>(6));
}

REPRISE_TEST("entries that are ruled out by their bias cost and teach nothing") {
  setThreadCount(kThreads);
  Random random(7);
  for (const int vocab : {7, 130}) {
    LossSample sample = makeLossSample({9, 3, vocab, true, false, 0}, random);
    // A thread's first chunk is among them.
    const int out = vocab / 2;
    std::fill_n(sample.bias.begin(), out, -kInfinite);
    for (int32_t& label : sample.labels) label = std::max(label, out);
    const LossSample expected = computeLoss(sample);
    CHECK_CLOSE("loss", std::vector<double>{sample.run(true)}, std::vector<double>{expected.loss}, 1e-12);
    CHECK_CLOSE("dWeight", sample.dWeight, expected.dWeight, 1e-12);
    CHECK_CLOSE("dHidden", sample.dHidden, expected.dHidden, 1e-12);
    for (int at = 0; at < out; at++) CHECK(sample.dBias[at] == 0);
  }
}

REPRISE_TEST("a NaN in a hidden row reaches the loss, the weights and that row alone") {
  setThreadCount(kThreads);
  Random random(7);
  LossSample sample = makeLossSample({9, 3, 11, true, false, 0.1}, random);
  sample.hidden[4 * 3 + 1] = std::numeric_limits<double>::quiet_NaN();
  CHECK(std::isnan(sample.run(false)));
  CHECK(std::isnan(sample.run(true)));
  for (int at = 0; at < 27; at++) CHECK(std::isnan(sample.dHidden[at]) == (at / 3 == 4));
  for (const double x : sample.dWeight) CHECK(std::isnan(x));
}

}  // namespace REPRISE_ISA
}  // namespace reprise
