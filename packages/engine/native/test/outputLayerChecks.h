// What holds for every layer whose only state is its output.
#pragma once

#include "cases.h"
#include "finiteDifferences.h"
#include "outputLayerSample.h"

namespace reprise {
namespace REPRISE_ISA {

template <class Family>
class OutputLayerChecks {
  using Random = test::Random;

  // More than one share of the sequences, and not two equal ones.
  static constexpr int kThreads = 3;

 public:
  static void checkForward() {
    setThreadCount(kThreads);
    eachSample(listAll(), [](OutputLayerSample& sample, Random&) {
      const OutputLayerDemand expected = Family::compute(sample);
      for (const bool learning : {true, false}) {
        sample.forward<Family>(kThreads, learning);
        CHECK_CLOSE("outputs", sample.outputs, expected.outputs, 1e-13);
        CHECK_CLOSE("lastH", sample.lastH, expected.lastH, 1e-13);
      }
    });
  }

  static void checkGradients() {
    eachSample(listAll(), [](OutputLayerSample& sample, Random& random) {
      setThreadCount(kThreads);
      sample.forward<Family>(kThreads);
      const OutputLayerGradientArrays gradients = sample.backward<Family>(
          kThreads, makeOutputLayerDemand(sample, std::numeric_limits<double>::quiet_NaN(), random));
      // Outputs of padding are zero, and so is here what they count for.
      const OutputLayerDemand counted = makeOutputLayerDemand(sample, 0, random);
      setThreadCount(1);
      const auto loss = [&] {
        sample.forward<Family>(1);
        return test::dot(sample.outputs, counted.outputs) + test::dot(sample.lastH, counted.lastH);
      };
      const std::vector<test::Operand> operands = {{"xs", &sample.xs, gradients.xs},
                                                   {"h0", &sample.h0, gradients.h0},
                                                   {"weightIh", &sample.weightIh, gradients.weightIh},
                                                   {"weightHh", &sample.weightHh, gradients.weightHh},
                                                   {"biasIh", &sample.biasIh, gradients.biasIh},
                                                   {"biasHh", &sample.biasHh, gradients.biasHh}};
      test::checkGradients(loss, operands, random);
    });
  }

  /** A gradient that is left out counts as zero, and leaves the others as they are. */
  static void checkLeftOut() {
    setThreadCount(kThreads);
    eachSample(listShapes(), [](OutputLayerSample& sample, Random& random) {
      OutputLayerDemand demand = makeOutputLayerDemand(sample, 0, random);
      std::fill(demand.lastH.begin(), demand.lastH.end(), 0.0);
      sample.forward<Family>(kThreads);
      OutputLayerGradientArrays expected = sample.backward<Family>(kThreads, demand);
      expected.xs.clear();
      checkSame(sample.backward<Family>(kThreads, demand, false), expected, 1e-14);
    });
  }

  static void checkThreads() {
    eachSample(listShapes(), [](OutputLayerSample& sample, Random& random) {
      const OutputLayerDemand demand = makeOutputLayerDemand(sample, 0, random);
      setThreadCount(1);
      sample.forward<Family>(1);
      const std::vector<double> outputs = sample.outputs;
      const OutputLayerGradientArrays expected = sample.backward<Family>(1, demand);
      for (const int threads : {2, 5}) {
        setThreadCount(threads);
        sample.forward<Family>(threads);
        CHECK_CLOSE("outputs", sample.outputs, outputs, 1e-14);
        const OutputLayerGradientArrays gradients = sample.backward<Family>(threads, demand);
        checkSame(gradients, expected, 1e-12);
        const std::vector<double> before = sample.outputs;
        sample.forward<Family>(threads);
        CHECK(test::isSame(sample.outputs, before));
        CHECK(test::isSame(sample.backward<Family>(threads, demand).weightHh, gradients.weightHh));
      }
    });
  }

 private:
  /** Shapes that fill no vector, just one, one and a bit, and more than a panel; none, one and several of all else. */
  static std::vector<OutputLayerCase> listShapes() {
    std::vector<OutputLayerCase> cases;
    Random random(6);
    int turn = 0;
    for (const bool other : {false, true}) {
      for (const int hidden : {1, 2, 3, 4, 7, 8, 9, 16, 17, 33, 35}) {
        for (const int input : {1, 4, 19}) {
          OutputLayerCase what;
          what.batch = 1 + turn % 7;
          what.time = turn % 13 == 0 ? 0 : 1 + turn % 6;
          what.input = input;
          what.hidden = hidden;
          what.other = other;
          what.dropout = random.coin();
          what.reverse = random.coin();
          what.ragged = random.coin();
          what.zoneout = static_cast<Zoneout>(random.between(0, 2));
          cases.push_back(what);
          turn++;
        }
      }
    }
    return cases;
  }

  /** The same, and every combination of the options at one shape. */
  static std::vector<OutputLayerCase> listAll() {
    std::vector<OutputLayerCase> cases = listShapes();
    for (int bits = 0; bits < 16; bits++) {
      for (const Zoneout zoneout : {Zoneout::none, Zoneout::mask, Zoneout::rate}) {
        OutputLayerCase what;
        what.other = bits & 1;
        what.dropout = bits & 2;
        what.reverse = bits & 4;
        what.ragged = bits & 8;
        what.zoneout = zoneout;
        cases.push_back(what);
      }
    }
    return cases;
  }

  /** Runs `body(sample, random)` for each case. */
  template <class Body>
  static void eachSample(const std::vector<OutputLayerCase>& cases, Body&& body) {
    test::eachCase(cases, [&](const OutputLayerCase& what, Random& random) {
      OutputLayerSample sample = makeOutputLayerSample<Family>(what, random);
      while (!Family::isSmooth(sample)) sample = makeOutputLayerSample<Family>(what, random);
      body(sample, random);
    });
  }

  static void checkSame(const OutputLayerGradientArrays& actual, const OutputLayerGradientArrays& expected,
                        double tolerance) {
    CHECK_CLOSE("dXs", actual.xs, expected.xs, tolerance);
    CHECK_CLOSE("dH0", actual.h0, expected.h0, tolerance);
    CHECK_CLOSE("dWeightIh", actual.weightIh, expected.weightIh, tolerance);
    CHECK_CLOSE("dWeightHh", actual.weightHh, expected.weightHh, tolerance);
    CHECK_CLOSE("dBiasIh", actual.biasIh, expected.biasIh, tolerance);
    CHECK_CLOSE("dBiasHh", actual.biasHh, expected.biasHh, tolerance);
  }
};

}  // namespace REPRISE_ISA
}  // namespace reprise
