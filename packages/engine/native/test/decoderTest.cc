#include "cases.h"
#include "decoderReference.h"
#include "finiteDifferences.h"

namespace reprise {
namespace REPRISE_ISA {
namespace {

using test::Random;

// More than one share of the sequences, and not two equal ones.
constexpr int kThreads = 3;

/** Every way of attention at every option of it, and what the layer has beside, some of it each time. */
std::vector<DecoderCase> listOptions() {
  std::vector<DecoderCase> cases;
  Random random(6);
  for (int bits = 0; bits < 64; bits++) {
    DecoderCase what;
    what.projected = bits & 1;
    what.additive = bits & 2;
    what.padded = bits & 4;
    what.layer.coupled = bits & 8;
    what.layer.ragged = bits & 16;
    what.layer.reverse = bits & 32;
    what.layer.peephole = random.coin();
    what.layer.dropout = random.coin();
    what.layer.zoneout = static_cast<Zoneout>(random.between(0, 2));
    what.layer.cellZoneout = static_cast<Zoneout>(random.between(0, 2));
    cases.push_back(what);
  }
  return cases;
}

/** Sizes that fill no vector, just one, one and a bit, and more than a panel; none, one and several of everything. */
std::vector<DecoderCase> listShapes() {
  std::vector<DecoderCase> cases;
  Random random(8);
  const int sizes[] = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33};
  const auto draw = [&] { return sizes[random.between(0, 11)]; };
  for (int turn = 0; turn < 30; turn++) {
    DecoderCase what;
    what.layer.batch = 1 + turn % 7;
    what.layer.time = turn % 13 == 0 ? 0 : 1 + turn % 5;
    what.layer.input = draw();
    what.layer.hidden = draw();
    what.layer.coupled = random.coin();
    what.layer.ragged = random.coin();
    what.output = draw();
    what.source = draw();
    what.keySize = draw();
    what.valueSize = draw();
    what.projected = random.coin();
    what.additive = random.coin();
    what.padded = random.coin();
    cases.push_back(what);
  }
  return cases;
}

/** Runs `body(sample, random)` for each case. */
template <class Body>
void eachSample(const std::vector<DecoderCase>& cases, Body&& body) {
  test::eachCase(cases, [&](const DecoderCase& what, Random& random) {
    DecoderSample sample = makeDecoderSample(what, random);
    body(sample, random);
  });
}

void checkForward(DecoderSample& sample, Random&) {
  const DecoderDemand expected = computeDecoder(sample);
  setThreadCount(kThreads);
  for (const bool learning : {true, false}) {
    sample.forward(kThreads, learning);
    CHECK_CLOSE("outputs", sample.outputs, expected.outputs, 1e-12);
    CHECK_CLOSE("lastOutput", sample.lastOutput, expected.lastOutput, 1e-12);
    CHECK_CLOSE("lastWeights", sample.lastWeights, expected.lastWeights, 1e-12);
    CHECK_CLOSE("lastH", sample.layer.lastH, expected.lastH, 1e-12);
    CHECK_CLOSE("lastC", sample.layer.lastC, expected.lastC, 1e-12);
  }
}

void checkGradientsOf(DecoderSample& sample, Random& random) {
  const DecoderDemand demand = makeDecoderDemand(sample, std::numeric_limits<double>::quiet_NaN(), random);
  setThreadCount(kThreads);
  sample.forward(kThreads);
  const DecoderGradientArrays gradients = sample.backward(kThreads, demand);
  // Outputs of padding are zero, and so is here what they count for.
  const DecoderDemand counted = makeDecoderDemand(sample, 0, random);
  setThreadCount(1);
  const auto loss = [&] {
    sample.forward(1);
    return test::dot(sample.outputs, counted.outputs) + test::dot(sample.lastOutput, counted.lastOutput) +
           test::dot(sample.lastWeights, counted.lastWeights) + test::dot(sample.layer.lastH, counted.lastH) +
           test::dot(sample.layer.lastC, counted.lastC);
  };
  const std::vector<test::Operand> operands = {{"xs", &sample.layer.xs, gradients.xs},
                                               {"feed0", &sample.feed0, gradients.feed0},
                                               {"weights0", &sample.weights0, gradients.weights0},
                                               {"h0", &sample.layer.h0, gradients.h0},
                                               {"c0", &sample.layer.c0, gradients.c0},
                                               {"keys", &sample.keys, gradients.keys},
                                               {"values", &sample.values, gradients.values},
                                               {"additive", &sample.additive, gradients.additive},
                                               {"weightX", &sample.layer.weightIh, gradients.weightX},
                                               {"weightFeed", &sample.weightFeed, gradients.weightFeed},
                                               {"weightHh", &sample.layer.weightHh, gradients.weightHh},
                                               {"biasIh", &sample.layer.biasIh, gradients.bias},
                                               {"biasHh", &sample.layer.biasHh, gradients.bias},
                                               {"peephole", &sample.layer.peephole, gradients.peephole},
                                               {"weightQuery", &sample.weightQuery, gradients.weightQuery},
                                               {"weightOutput", &sample.weightOutput, gradients.weightOutput}};
  test::checkGradients(loss, operands, random);
}

/** The arrays of all gradients, in the order in which they are named. */
std::vector<const std::vector<double>*> partsOf(const DecoderGradientArrays& it) {
  return {&it.xs,       &it.feed0,    &it.weights0,   &it.h0,       &it.c0,
          &it.keys,     &it.values,   &it.additive,   &it.weightX,  &it.weightFeed,
          &it.weightHh, &it.bias,     &it.peephole,   &it.weightQuery, &it.weightOutput};
}

void checkSameGradients(const DecoderGradientArrays& actual, const DecoderGradientArrays& expected, double tolerance) {
  const auto one = partsOf(actual), other = partsOf(expected);
  for (size_t part = 0; part < one.size(); part++)
    CHECK_CLOSE("gradient " + std::to_string(part), *one[part], *other[part], tolerance);
}

}  // namespace

REPRISE_TEST("outputs, weights and last states are those of the equations, over all options") {
  eachSample(listOptions(), checkForward);
}

REPRISE_TEST("outputs, weights and last states are those of the equations, over all shapes") {
  eachSample(listShapes(), checkForward);
}

REPRISE_TEST("the gradients of every input are those of differences, over all options") {
  eachSample(listOptions(), checkGradientsOf);
}

REPRISE_TEST("the gradients of every input are those of differences, over all shapes") {
  eachSample(listShapes(), checkGradientsOf);
}

REPRISE_TEST("a gradient that is left out counts as zero") {
  setThreadCount(kThreads);
  eachSample(listShapes(), [](DecoderSample& sample, Random& random) {
    DecoderDemand demand = makeDecoderDemand(sample, 0, random);
    for (std::vector<double>* part : {&demand.lastOutput, &demand.lastWeights, &demand.lastH, &demand.lastC})
      std::fill(part->begin(), part->end(), 0.0);
    sample.forward(kThreads);
    const DecoderGradientArrays expected = sample.backward(kThreads, demand);
    checkSameGradients(sample.backward(kThreads, demand, false), expected, 1e-14);
  });
}

REPRISE_TEST("the numbers do not depend on how many threads there are, and are the same bits again") {
  eachSample(listShapes(), [](DecoderSample& sample, Random& random) {
    const DecoderDemand demand = makeDecoderDemand(sample, 0, random);
    setThreadCount(1);
    sample.forward(1);
    const std::vector<double> outputs = sample.outputs;
    const DecoderGradientArrays expected = sample.backward(1, demand);
    for (const int threads : {2, 5}) {
      setThreadCount(threads);
      sample.forward(threads);
      CHECK_CLOSE("outputs", sample.outputs, outputs, 1e-13);
      const DecoderGradientArrays gradients = sample.backward(threads, demand);
      checkSameGradients(gradients, expected, 1e-12);
      const std::vector<double> before = sample.outputs;
      sample.forward(threads);
      CHECK(test::isSame(sample.outputs, before));
      const DecoderGradientArrays again = sample.backward(threads, demand);
      for (size_t part = 0; part < partsOf(again).size(); part++)
        CHECK(test::isSame(*partsOf(again)[part], *partsOf(gradients)[part]), "gradient " + std::to_string(part));
    }
  });
}

}  // namespace REPRISE_ISA
}  // namespace reprise
