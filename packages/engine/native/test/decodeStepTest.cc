#include <numeric>

#include "cases.h"
#include "decodeStepSample.h"

namespace reprise {
namespace REPRISE_ISA {
namespace {

using test::Random;

constexpr int kThreads = 3;

std::vector<StepCase> listCases() {
  std::vector<StepCase> cases;
  Random random(6);
  const int sizes[] = {1, 3, 4, 8, 9, 16, 17, 33};
  const auto draw = [&] { return sizes[random.between(0, 7)]; };
  for (int turn = 0; turn < 90; turn++) {
    StepCase what;
    what.attends = turn % 3 != 0;
    what.layers = turn % 3 == 1 ? 1 : random.between(1, 3);
    what.feeds = what.attends && turn % 4 != 0;
    what.ordered = random.coin();
    const int vocabs[] = {1, 2, 8, 17, 40, 131};
    what.vocab = vocabs[random.between(0, 5)];
    const int tops[] = {0, 1, 3, what.vocab};
    what.top = std::min(what.vocab, tops[turn % 4]);
    LstmCase& layer = what.decoder.layer;
    layer.batch = 1 + turn % 9;
    layer.input = draw();
    layer.hidden = draw();
    layer.coupled = random.coin();
    layer.peephole = random.coin();
    layer.zoneout = layer.cellZoneout = random.coin() ? Zoneout::rate : Zoneout::none;
    what.decoder.output = draw();
    what.decoder.source = draw();
    what.decoder.keySize = draw();
    what.decoder.valueSize = draw();
    what.decoder.projected = random.coin();
    what.decoder.additive = random.coin();
    what.decoder.padded = random.coin();
    cases.push_back(what);
  }
  return cases;
}

/** Tokens of one row, the better and among equals the lower first. */
std::vector<int32_t> rankTokens(const double* logProbs, int vocab) {
  std::vector<int32_t> tokens(vocab);
  std::iota(tokens.begin(), tokens.end(), 0);
  std::stable_sort(tokens.begin(), tokens.end(), [&](int a, int b) { return logProbs[a] > logProbs[b]; });
  return tokens;
}

void checkStep(StepSample& sample) {
  const StepCase& what = sample.what;
  setThreadCount(1);
  const std::vector<double> all = sample.computeLogProbs();
  setThreadCount(kThreads);
  sample.run();
  for (int index = 0; index < what.layers; index++) {
    CHECK_CLOSE("newH", sample.newH[index], sample.layer(index).lastH, 1e-13);
    CHECK_CLOSE("newC", sample.newC[index], sample.layer(index).lastC, 1e-13);
  }
  if (what.attends) {
    CHECK_CLOSE("output", sample.output, sample.top.lastOutput, 1e-13);
    CHECK_CLOSE("weights", sample.weights, sample.top.lastWeights, 1e-13);
  }
  if (!what.top) {
    CHECK_CLOSE("logProbs", sample.logProbs, all, 1e-12);
    return;
  }
  std::vector<double> best;
  std::vector<int32_t> tokens;
  for (int row = 0; row < sample.rows(); row++) {
    const std::vector<int32_t> ranked = rankTokens(all.data() + row * what.vocab, what.vocab);
    for (int place = 0; place < what.top; place++) {
      tokens.push_back(ranked[place]);
      best.push_back(all[row * what.vocab + ranked[place]]);
    }
  }
  CHECK_CLOSE("logProbs", sample.logProbs, best, 1e-12);
  CHECK_CLOSE("tokens", sample.tokens, tokens, 0);
}

}  // namespace

REPRISE_TEST("a step is a sequence of one step, and its tokens are the best of the softmax") {
  test::eachCase(listCases(), [](const StepCase& what, Random& random) {
    StepSample sample = makeStepSample(what, random);
    checkStep(sample);
  });
}

REPRISE_TEST("of equal tokens the lower one comes first") {
  for (const int vocab : {6, 16, 41}) {
    for (const int top : {1, 2, 5, 6}) {
      StepCase what;
      what.vocab = vocab;
      what.top = top;
      Random random(vocab + top);
      StepSample sample = makeStepSample(what, random);
      // Each entry is that of four others, or so; the logits of equal ones are the same sums.
      for (int token = 0; token < vocab; token++) {
        const int like = token % std::max(2, vocab / 5);
        sample.vocabBias[token] = sample.vocabBias[like];
        std::copy_n(sample.vocabWeight.begin() + like * sample.read(), sample.read(),
                    sample.vocabWeight.begin() + token * sample.read());
      }
      checkStep(sample);
    }
  }
}

REPRISE_TEST("the numbers are the same bits again, and do not depend on how many threads there are") {
  test::eachCase(listCases(), [](const StepCase& what, Random& random) {
    StepSample sample = makeStepSample(what, random);
    setThreadCount(1);
    sample.run();
    const StepSample alone = sample;
    for (const int threads : {2, 5, 5}) {
      setThreadCount(threads);
      sample.run();
      CHECK(test::isSame(sample.logProbs, alone.logProbs) && test::isSame(sample.tokens, alone.tokens));
      CHECK(test::isSame(sample.newC.back(), alone.newC.back()) && test::isSame(sample.output, alone.output));
    }
  });
}

REPRISE_TEST("a NaN in one row stays in it, and its tokens are some of the vocabulary") {
  setThreadCount(kThreads);
  for (const int top : {0, 1, 3, 19}) {
    StepCase what;
    what.vocab = 19;
    what.top = top;
    what.decoder.layer.batch = 4;
    Random random(top);
    StepSample sample = makeStepSample(what, random);
    sample.run();
    const StepSample clean = sample;
    const int sick = 2, width = top ? top : what.vocab;
    sample.oldC[0][sick * what.decoder.layer.hidden] = std::numeric_limits<double>::quiet_NaN();
    sample.run();
    for (int at = 0; at < sample.rows() * width; at++) {
      if (at / width == sick) {
        CHECK(std::isnan(sample.logProbs[at]));
      } else {
        CHECK(sample.logProbs[at] == clean.logProbs[at]);
      }
    }
    for (int at = 0; at < sample.rows() * top; at++) {
      CHECK(sample.tokens[at] >= 0 && sample.tokens[at] < what.vocab);
      if (at / width != sick) CHECK(sample.tokens[at] == clean.tokens[at]);
    }
  }
}

REPRISE_TEST("tokens that are ruled out by their bias have no probability and come last") {
  setThreadCount(kThreads);
  StepCase what;
  what.vocab = what.top = 20;
  Random random(3);
  StepSample sample = makeStepSample(what, random);
  const double infinity = std::numeric_limits<double>::infinity();
  for (const int token : {0, 7, 8, 19}) sample.vocabBias[token] = -infinity;
  checkStep(sample);
  for (int row = 0; row < sample.rows(); row++) CHECK(sample.logProbs[row * 20 + 16] == -infinity);
}

}  // namespace REPRISE_ISA
}  // namespace reprise
