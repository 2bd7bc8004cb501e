#include "../lstmPair.h"
#include "cases.h"
#include "finiteDifferences.h"
#include "lstmReference.h"

namespace reprise {
namespace REPRISE_ISA {
namespace {

using test::dot;
using test::isSame;
using test::Random;

// More than one share of the sequences, and not two equal ones.
constexpr int kThreads = 3;

/** Shapes that fill no vector, just one, one and a bit, and more than a panel; none, one and several of everything. */
std::vector<LstmCase> listShapes() {
  std::vector<LstmCase> cases;
  Random random(6);
  int turn = 0;
  for (const int hidden : {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 23, 31, 32, 33, 35}) {
    for (const int input : {1, 2, 4, 9, 19}) {
      LstmCase what;
      what.batch = 1 + turn % 7;
      what.time = turn % 13 == 0 ? 0 : 1 + turn % 6;
      what.input = input;
      what.hidden = hidden;
      what.coupled = random.coin();
      what.peephole = random.coin();
      what.dropout = random.coin();
      what.reverse = random.coin();
      what.ragged = random.coin();
      what.zoneout = static_cast<Zoneout>(random.between(0, 2));
      what.cellZoneout = static_cast<Zoneout>(random.between(0, 2));
      cases.push_back(what);
      turn++;
    }
  }
  return cases;
}

/** Every combination of the options, at one shape. */
std::vector<LstmCase> listOptions() {
  std::vector<LstmCase> cases;
  const Zoneout zoneouts[] = {Zoneout::none, Zoneout::mask, Zoneout::rate};
  for (int bits = 0; bits < 32; bits++)
    for (const Zoneout zoneout : zoneouts)
      for (const Zoneout cellZoneout : zoneouts) {
        LstmCase what;
        what.coupled = bits & 1;
        what.peephole = bits & 2;
        what.dropout = bits & 4;
        what.reverse = bits & 8;
        what.ragged = bits & 16;
        what.zoneout = zoneout;
        what.cellZoneout = cellZoneout;
        cases.push_back(what);
      }
  return cases;
}

/** Runs `body(sample, random)` for each case. */
template <class Body>
void eachSample(const std::vector<LstmCase>& cases, Body&& body) {
  test::eachCase(cases, [&](const LstmCase& what, Random& random) {
    LstmSample<double> sample = makeLstmSample(what, random);
    body(sample, random);
  });
}

void checkForward(LstmSample<double>& sample, Random&) {
  const LstmDemand<double> expected = computeLstm(sample);
  for (const bool learning : {true, false}) {
    sample.forward(kThreads, learning);
    CHECK_CLOSE("outputs", sample.outputs, expected.outputs, 1e-13);
    CHECK_CLOSE("lastH", sample.lastH, expected.lastH, 1e-13);
    CHECK_CLOSE("lastC", sample.lastC, expected.lastC, 1e-13);
    if (learning) CHECK_CLOSE("cells", sample.cells, expected.cells, 1e-13);
  }
}

void checkGradientsOf(LstmSample<double>& sample, Random& random) {
  const LstmDemand<double> demand = makeLstmDemand(sample, std::numeric_limits<double>::quiet_NaN(), random);
  setThreadCount(kThreads);
  sample.forward(kThreads);
  const LstmGradientArrays<double> gradients = sample.backward(kThreads, demand);
  // Outputs of padding are zero, and so is here what they count for.
  const LstmDemand<double> counted = makeLstmDemand(sample, 0, random);
  setThreadCount(1);
  const auto loss = [&] {
    sample.forward(1);
    return dot(sample.outputs, counted.outputs) + dot(sample.cells, counted.cells) + dot(sample.lastH, counted.lastH) +
           dot(sample.lastC, counted.lastC);
  };
  const std::vector<test::Operand> operands = {{"xs", &sample.xs, gradients.xs},
                                         {"h0", &sample.h0, gradients.h0},
                                         {"c0", &sample.c0, gradients.c0},
                                         {"weightIh", &sample.weightIh, gradients.weightIh},
                                         {"weightHh", &sample.weightHh, gradients.weightHh},
                                         {"biasIh", &sample.biasIh, gradients.bias},
                                         {"biasHh", &sample.biasHh, gradients.bias},
                                         {"peephole", &sample.peephole, gradients.peephole}};
  test::checkGradients(loss, operands, random);
}

template <class T>
bool isSame(const LstmGradientArrays<T>& one, const LstmGradientArrays<T>& other) {
  return isSame(one.xs, other.xs) && isSame(one.h0, other.h0) && isSame(one.c0, other.c0) &&
         isSame(one.weightIh, other.weightIh) && isSame(one.weightHh, other.weightHh) && isSame(one.bias, other.bias) &&
         isSame(one.peephole, other.peephole);
}

template <class A, class B>
void checkSameGradients(const LstmGradientArrays<A>& actual, const LstmGradientArrays<B>& expected, double tolerance) {
  CHECK_CLOSE("dXs", actual.xs, expected.xs, tolerance);
  CHECK_CLOSE("dH0", actual.h0, expected.h0, tolerance);
  CHECK_CLOSE("dC0", actual.c0, expected.c0, tolerance);
  CHECK_CLOSE("dWeightIh", actual.weightIh, expected.weightIh, tolerance);
  CHECK_CLOSE("dWeightHh", actual.weightHh, expected.weightHh, tolerance);
  CHECK_CLOSE("dBias", actual.bias, expected.bias, tolerance);
  CHECK_CLOSE("dPeephole", actual.peephole, expected.peephole, tolerance);
}

/** The same, and one with more than a panel of floats. */
std::vector<LstmCase> listWideShapes() {
  std::vector<LstmCase> cases = listShapes();
  LstmCase wide;
  wide.batch = 20;
  wide.input = 70;
  wide.hidden = 67;
  wide.ragged = true;
  cases.push_back(wide);
  return cases;
}

}  // namespace

REPRISE_TEST("outputs, cells and last states are those of the equations, over all shapes") {
  setThreadCount(kThreads);
  eachSample(listWideShapes(), checkForward);
}

REPRISE_TEST("outputs, cells and last states are those of the equations, over all options") {
  setThreadCount(kThreads);
  eachSample(listOptions(), checkForward);
}

REPRISE_TEST("the gradients of every input are those of differences, over all shapes") {
  eachSample(listShapes(), checkGradientsOf);
}

REPRISE_TEST("the gradients of every input are those of differences, over all options") {
  eachSample(listOptions(), checkGradientsOf);
}

REPRISE_TEST("a pair gives what its layers give one after the other, over all shapes") {
  setThreadCount(kThreads);
  test::eachCase(listShapes(), [](LstmCase what, Random& random) {
    what.dropout = what.reverse = false;
    what.zoneout = what.zoneout == Zoneout::mask ? Zoneout::rate : what.zoneout;
    what.cellZoneout = what.cellZoneout == Zoneout::mask ? Zoneout::rate : what.cellZoneout;
    LstmSample<double> there = makeLstmSample(what, random);
    LstmSample<double> back = makeLstmSample(what, random);
    back.what.reverse = true;
    back.xs = there.xs;
    back.lengths = there.lengths;
    back.zoneoutRate = there.zoneoutRate;
    back.cellZoneoutRate = there.cellZoneoutRate;
    there.forward(kThreads);
    back.forward(kThreads);
    const LstmSample<double> expectedThere = there, expectedBack = back;

    const Walk walks[2] = {there.walk(what.batch), back.walk(what.batch)};
    LstmPair<double> pair{{there.layer(walks[0]), back.layer(walks[1])}, nullptr};
    std::vector<double> outputs(2 * there.outputs.size());
    pair.outputs = outputs.data();
    for (LstmLayer<double>& layer : pair.layers) layer.cells = layer.gates = nullptr;
    lstmPairForward(pair);
    std::vector<double> expected;
    for (size_t step = 0; step < there.outputs.size() / what.hidden; step++) {
      for (const std::vector<double>* half : {&expectedThere.outputs, &expectedBack.outputs}) {
        const auto from = half->begin() + step * what.hidden;
        expected.insert(expected.end(), from, from + what.hidden);
      }
    }
    CHECK_CLOSE("outputs", outputs, expected, 1e-12);
    CHECK_CLOSE("lastH", there.lastH, expectedThere.lastH, 1e-12);
    CHECK_CLOSE("lastC", there.lastC, expectedThere.lastC, 1e-12);
    CHECK_CLOSE("back lastH", back.lastH, expectedBack.lastH, 1e-12);
    CHECK_CLOSE("back lastC", back.lastC, expectedBack.lastC, 1e-12);
  });
}

REPRISE_TEST("a gradient that is left out counts as zero, and leaves the others as they are") {
  setThreadCount(kThreads);
  eachSample(listShapes(), [](LstmSample<double>& sample, Random& random) {
    LstmDemand<double> demand = makeLstmDemand(sample, 0, random);
    for (std::vector<double>* part : {&demand.cells, &demand.lastH, &demand.lastC})
      std::fill(part->begin(), part->end(), 0.0);
    sample.forward(kThreads);
    LstmGradientArrays<double> expected = sample.backward(kThreads, demand);
    expected.xs.clear();
    checkSameGradients(sample.backward(kThreads, demand, false), expected, 1e-14);
  });
}

REPRISE_TEST("the numbers do not depend on how many threads there are") {
  eachSample(listShapes(), [](LstmSample<double>& sample, Random& random) {
    const LstmDemand<double> demand = makeLstmDemand(sample, 0, random);
    setThreadCount(1);
    sample.forward(1);
    const LstmSample<double> alone = sample;
    const LstmGradientArrays<double> expected = sample.backward(1, demand);
    for (const int threads : {2, 5}) {
      setThreadCount(threads);
      sample.forward(threads);
      CHECK_CLOSE("outputs", sample.outputs, alone.outputs, 1e-14);
      CHECK_CLOSE("lastC", sample.lastC, alone.lastC, 1e-14);
      checkSameGradients(sample.backward(threads, demand), expected, 1e-12);
    }
  });
}

REPRISE_TEST("float gives the numbers of double, and the same bits again") {
  setThreadCount(kThreads);
  eachSample(listWideShapes(), [](LstmSample<double>& sample, Random& random) {
    // Both start from numbers that a float can hold.
    LstmSample<float> single = toFloat(sample);
    for (std::vector<double>* part : {&sample.xs, &sample.h0, &sample.c0, &sample.weightIh, &sample.weightHh,
                                      &sample.biasIh, &sample.biasHh, &sample.peephole})
      for (double& value : *part) value = static_cast<float>(value);
    const LstmDemand<double> demand = makeLstmDemand(sample, std::numeric_limits<double>::quiet_NaN(), random);
    const LstmDemand<float> singleDemand = toFloat(demand);
    sample.forward(kThreads);
    single.forward(kThreads);
    CHECK_CLOSE("outputs", single.outputs, sample.outputs, 1e-5);
    CHECK_CLOSE("cells", single.cells, sample.cells, 1e-5);
    CHECK_CLOSE("lastH", single.lastH, sample.lastH, 1e-5);
    CHECK_CLOSE("lastC", single.lastC, sample.lastC, 1e-5);
    const LstmGradientArrays<float> gradients = single.backward(kThreads, singleDemand);
    checkSameGradients(gradients, sample.backward(kThreads, demand), 1e-5);
    const LstmSample<float> before = single;
    single.forward(kThreads);
    CHECK(isSame(before.outputs, single.outputs) && isSame(before.lastC, single.lastC));
    CHECK(isSame(gradients, single.backward(kThreads, singleDemand)));
  });
}

REPRISE_TEST("a NaN in one sequence comes out in that sequence alone") {
  setThreadCount(kThreads);
  LstmCase what;
  what.batch = 7;
  what.hidden = 17;
  Random random(8);
  LstmSample<double> sample = makeLstmSample(what, random);
  const LstmDemand<double> demand = makeLstmDemand(sample, 0, random);
  sample.forward(kThreads);
  const LstmSample<double> clean = sample;
  const LstmGradientArrays<double> cleanGradients = sample.backward(kThreads, demand);
  const int sick = 4, from = 1;
  sample.xs[(sick * what.time + from) * what.input] = std::numeric_limits<double>::quiet_NaN();
  sample.forward(kThreads);
  const LstmGradientArrays<double> gradients = sample.backward(kThreads, demand);
  for (int row = 0; row < what.batch; row++)
    for (int step = 0; step < what.time; step++)
      for (int unit = 0; unit < what.hidden; unit++) {
        const int at = (row * what.time + step) * what.hidden + unit;
        if (row == sick && step >= from) {
          CHECK(std::isnan(sample.outputs[at]) && std::isnan(sample.cells[at]));
        } else {
          CHECK(sample.outputs[at] == clean.outputs[at] && sample.cells[at] == clean.cells[at]);
        }
      }
  for (int at = 0; at < static_cast<int>(gradients.xs.size()); at++) {
    if (at / (what.time * what.input) != sick) CHECK(gradients.xs[at] == cleanGradients.xs[at]);
  }
  for (const double x : gradients.weightIh) CHECK(std::isnan(x));
}

}  // namespace REPRISE_ISA
}  // namespace reprise
