#include "../windowStep.h"
#include "cases.h"
#include "finiteDifferences.h"
#include "softWindowReference.h"

namespace reprise {
namespace REPRISE_ISA {
namespace {

using test::Random;

// More than one share of the sequences, and not two equal ones.
constexpr int kThreads = 3;

/** Every option of the walk, and what the layer has beside, some of it each time. */
std::vector<SoftWindowCase> listOptions() {
  std::vector<SoftWindowCase> cases;
  Random random(6);
  for (int bits = 0; bits < 32; bits++) {
    SoftWindowCase what;
    what.padded = bits & 1;
    what.layer.coupled = bits & 2;
    what.layer.ragged = bits & 4;
    what.layer.reverse = bits & 8;
    what.layer.peephole = random.coin();
    what.layer.dropout = random.coin();
    what.layer.zoneout = static_cast<Zoneout>(random.between(0, 2));
    what.layer.cellZoneout = static_cast<Zoneout>(random.between(0, 2));
    cases.push_back(what);
  }
  return cases;
}

/** Sizes that fill no vector, just one, one and a bit, and more than a panel; none, one and several of everything. */
std::vector<SoftWindowCase> listShapes() {
  std::vector<SoftWindowCase> cases;
  Random random(8);
  const int sizes[] = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33};
  const auto draw = [&] { return sizes[random.between(0, 11)]; };
  for (int turn = 0; turn < 30; turn++) {
    SoftWindowCase what;
    what.layer.batch = 1 + turn % 7;
    what.layer.time = turn % 13 == 0 ? 0 : 1 + turn % 5;
    what.layer.input = draw();
    what.layer.hidden = draw();
    what.layer.coupled = random.coin();
    what.layer.ragged = random.coin();
    what.characters = draw();
    what.memorySize = draw();
    what.components = draw();
    what.padded = random.coin();
    cases.push_back(what);
  }
  return cases;
}

/** Runs `body(sample, random)` for each case. */
template <class Body>
void eachSample(const std::vector<SoftWindowCase>& cases, Body&& body) {
  test::eachCase(cases, [&](const SoftWindowCase& what, Random& random) {
    SoftWindowSample sample = makeSoftWindowSample(what, random);
    body(sample, random);
  });
}

void checkForward(SoftWindowSample& sample, Random&) {
  const SoftWindowDemand expected = computeSoftWindow(sample);
  setThreadCount(kThreads);
  for (const bool learning : {true, false}) {
    sample.forward(kThreads, learning);
    CHECK_CLOSE("outputs", sample.outputs, expected.outputs, 1e-12);
    CHECK_CLOSE("lastOutput", sample.lastOutput, expected.lastOutput, 1e-12);
    CHECK_CLOSE("lastC", sample.layer.lastC, expected.lastC, 1e-12);
    CHECK_CLOSE("lastKappa", sample.lastKappa, expected.lastKappa, 1e-12);
    CHECK_CLOSE("lastPhi", sample.lastPhi, expected.lastPhi, 1e-12);
  }
}

void checkGradientsOf(SoftWindowSample& sample, Random& random) {
  const SoftWindowDemand demand = makeSoftWindowDemand(sample, std::numeric_limits<double>::quiet_NaN(), random);
  setThreadCount(kThreads);
  sample.forward(kThreads);
  const SoftWindowGradientArrays gradients = sample.backward(kThreads, demand);
  // Outputs of padding are zero, and so is here what they count for.
  const SoftWindowDemand counted = makeSoftWindowDemand(sample, 0, random);
  setThreadCount(1);
  const auto loss = [&] {
    sample.forward(1);
    return test::dot(sample.outputs, counted.outputs) + test::dot(sample.lastOutput, counted.lastOutput) +
           test::dot(sample.layer.lastC, counted.lastC) + test::dot(sample.lastKappa, counted.lastKappa) +
           test::dot(sample.lastPhi, counted.lastPhi);
  };
  const std::vector<test::Operand> operands = {{"xs", &sample.layer.xs, gradients.xs},
                                               {"output0", &sample.output0, gradients.output0},
                                               {"c0", &sample.layer.c0, gradients.c0},
                                               {"kappa0", &sample.kappa0, gradients.kappa0},
                                               {"phi0", &sample.phi0, gradients.phi0},
                                               {"memory", &sample.memory, gradients.memory},
                                               {"weightX", &sample.layer.weightIh, gradients.weightX},
                                               {"weightWindow", &sample.weightWindow, gradients.weightWindow},
                                               {"weightHh", &sample.layer.weightHh, gradients.weightHh},
                                               {"biasIh", &sample.layer.biasIh, gradients.bias},
                                               {"biasHh", &sample.layer.biasHh, gradients.bias},
                                               {"peephole", &sample.layer.peephole, gradients.peephole},
                                               {"weightGaussians", &sample.weightGaussians, gradients.weightGaussians},
                                               {"biasGaussians", &sample.biasGaussians, gradients.biasGaussians}};
  test::checkGradients(loss, operands, random);
}

/** The arrays of all gradients but the inputs', in the order in which they are named. */
std::vector<const std::vector<double>*> partsOf(const SoftWindowGradientArrays& it) {
  return {&it.output0,  &it.c0,   &it.kappa0,   &it.phi0,            &it.memory,       &it.weightX, &it.weightWindow,
          &it.weightHh, &it.bias, &it.peephole, &it.weightGaussians, &it.biasGaussians};
}

void checkSameGradients(const SoftWindowGradientArrays& actual, const SoftWindowGradientArrays& expected,
                        double tolerance) {
  const auto one = partsOf(actual), other = partsOf(expected);
  for (size_t part = 0; part < one.size(); part++)
    CHECK_CLOSE("gradient " + std::to_string(part), *one[part], *other[part], tolerance);
}

}  // namespace

REPRISE_TEST("outputs, windows and last states are those of the equations, over all options") {
  eachSample(listOptions(), checkForward);
}

REPRISE_TEST("outputs, windows and last states are those of the equations, over all shapes") {
  eachSample(listShapes(), checkForward);
}

REPRISE_TEST("a step of the window alone is that of the equations, and the same bits in any company") {
  eachSample(listShapes(), [](SoftWindowSample& sample, Random& random) {
    const SoftWindowCase& what = sample.what;
    const int64_t rows = what.layer.batch, hidden = what.layer.hidden, width = what.output();
    const std::vector<double> hs = random.array(rows * hidden);
    std::vector<double> kappa(rows * what.components), phi(rows * what.characters), outputs(rows * width);
    const WindowMemory<double> memory = {what.characters,      what.memorySize,    what.components,
                                         sample.memory.data(), sample.mask.data(), sample.stepScale};
    WindowStep<double> step{memory, what.layer.batch, what.layer.hidden, hs.data(), sample.kappa0.data(),
                            sample.weightGaussians.data(), sample.biasGaussians.data(), outputs.data(), kappa.data(),
                            phi.data()};
    setThreadCount(kThreads);
    windowStep(step);

    std::vector<double> kappaThen = sample.kappa0, phiThen, outputsThen;
    for (int64_t row = 0; row < rows; row++) {
      const std::vector<double> own =
          computePhi(sample, row, hs.data() + row * hidden, kappaThen.data() + row * what.components);
      phiThen.insert(phiThen.end(), own.begin(), own.end());
      outputsThen.insert(outputsThen.end(), hs.begin() + row * hidden, hs.begin() + (row + 1) * hidden);
      const std::vector<double> seen = computeSeen(sample, row, own);
      outputsThen.insert(outputsThen.end(), seen.begin(), seen.end());
    }
    CHECK_CLOSE("kappa", kappa, kappaThen, 1e-12);
    CHECK_CLOSE("phi", phi, phiThen, 1e-12);
    CHECK_CLOSE("outputs", outputs, outputsThen, 1e-12);

    const std::vector<double> first(outputs.begin(), outputs.begin() + width);
    step.rows = 1;
    windowStep(step);
    CHECK(test::isSame(std::vector<double>(outputs.begin(), outputs.begin() + width), first));
  });
}

REPRISE_TEST("the gradients of every input are those of differences, over all options") {
  eachSample(listOptions(), checkGradientsOf);
}

REPRISE_TEST("the gradients of every input are those of differences, over all shapes") {
  eachSample(listShapes(), checkGradientsOf);
}

REPRISE_TEST("a gradient that is left out counts as zero, and one that is not wanted changes no other") {
  setThreadCount(kThreads);
  eachSample(listShapes(), [](SoftWindowSample& sample, Random& random) {
    SoftWindowDemand demand = makeSoftWindowDemand(sample, 0, random);
    for (std::vector<double>* part : {&demand.lastOutput, &demand.lastC, &demand.lastKappa, &demand.lastPhi})
      std::fill(part->begin(), part->end(), 0.0);
    sample.forward(kThreads);
    const SoftWindowGradientArrays expected = sample.backward(kThreads, demand);
    checkSameGradients(sample.backward(kThreads, demand, false), expected, 1e-14);
  });
}

REPRISE_TEST("the numbers do not depend on how many threads there are, and are the same bits again") {
  eachSample(listShapes(), [](SoftWindowSample& sample, Random& random) {
    const SoftWindowDemand demand = makeSoftWindowDemand(sample, 0, random);
    setThreadCount(1);
    sample.forward(1);
    const std::vector<double> outputs = sample.outputs;
    const SoftWindowGradientArrays expected = sample.backward(1, demand);
    for (const int threads : {2, 5}) {
      setThreadCount(threads);
      sample.forward(threads);
      CHECK_CLOSE("outputs", sample.outputs, outputs, 1e-13);
      const SoftWindowGradientArrays gradients = sample.backward(threads, demand);
      CHECK_CLOSE("gradient of xs", gradients.xs, expected.xs, 1e-12);
      checkSameGradients(gradients, expected, 1e-12);
      const std::vector<double> before = sample.outputs;
      sample.forward(threads);
      CHECK(test::isSame(sample.outputs, before));
      const SoftWindowGradientArrays again = sample.backward(threads, demand);
      for (size_t part = 0; part < partsOf(again).size(); part++)
        CHECK(test::isSame(*partsOf(again)[part], *partsOf(gradients)[part]), "gradient " + std::to_string(part));
    }
  });
}

}  // namespace REPRISE_ISA
}  // namespace reprise
