#include "../studentT.h"

#include <limits>

#include "cases.h"
#include "finiteDifferences.h"

namespace reprise {
namespace REPRISE_ISA {
namespace {

using test::Random;

constexpr double kLeastWidth = 1e-3, kLeastFreedom = 2;

struct StudentTCase {
  int count;
  double scale;

  std::string describe() const { return std::to_string(count) + " values, outputs up to " + test::show(scale); }
};

template <class T>
struct StudentTSample {
  std::vector<T> location, rawWidth, rawFreedom, values;
  std::vector<T> nats, dLocation, dRawWidth, dRawFreedom;

  void run(bool learning = true) {
    for (std::vector<T>* result : {&nats, &dLocation, &dRawWidth, &dRawFreedom})
      result->assign(values.size(), std::numeric_limits<T>::quiet_NaN());
    studentT<T>({static_cast<int64_t>(values.size()), location.data(), rawWidth.data(), rawFreedom.data(), values.data(),
                 T(kLeastWidth), T(kLeastFreedom), nats.data(), learning ? dLocation.data() : nullptr, dRawWidth.data(),
                 dRawFreedom.data()});
  }
};

/** Numbers that float holds as well. */
template <class T>
StudentTSample<T> makeStudentTSample(const StudentTCase& what, uint64_t seed) {
  Random random(seed);
  const auto draw = [&](double scale) {
    std::vector<T> numbers;
    for (const double x : random.array(what.count, scale)) numbers.push_back(static_cast<T>(static_cast<float>(x)));
    return numbers;
  };
  const std::vector<T> location = draw(2), rawWidth = draw(what.scale), rawFreedom = draw(what.scale);
  return {location, rawWidth, rawFreedom, draw(4), {}, {}, {}, {}};
}

double softplusOracle(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

void checkDensity(const StudentTCase& what, Random&) {
  StudentTSample<double> it = makeStudentTSample<double>(what, 3);
  setThreadCount(2);
  it.run();
  setThreadCount(1);
  std::vector<double> expected;
  for (int at = 0; at < what.count; at++) {
    const double width = softplusOracle(it.rawWidth[at]) + kLeastWidth;
    const double freedom = softplusOracle(it.rawFreedom[at]) + kLeastFreedom, z = (it.values[at] - it.location[at]) / width;
    expected.push_back(std::lgamma(freedom / 2) - std::lgamma((freedom + 1) / 2) + 0.5 * std::log(freedom * M_PI) +
                       std::log(width) + (freedom + 1) / 2 * std::log1p(z * z / freedom));
  }
  // That of the series for the gamma functions, and of their difference where they are large.
  CHECK_CLOSE("nats", it.nats, expected, 1e-8);
  const std::vector<double> nats = it.nats;
  it.run(false);
  CHECK(test::isSame(it.nats, nats));
}

void checkGradientsOf(const StudentTCase& what, Random& random) {
  StudentTSample<double> it = makeStudentTSample<double>(what, 4);
  it.run();
  const std::vector<double> weights = random.array(what.count);
  const auto weighted = [&](std::vector<double> gradient) {
    for (int at = 0; at < what.count; at++) gradient[at] *= weights[at];
    return gradient;
  };
  const std::vector<test::Operand> operands = {{"location", &it.location, weighted(it.dLocation)},
                                               {"rawWidth", &it.rawWidth, weighted(it.dRawWidth)},
                                               {"rawFreedom", &it.rawFreedom, weighted(it.dRawFreedom)}};
  const auto loss = [&] {
    it.run(false);
    return test::dot(it.nats, weights);
  };
  test::checkGradients(loss, operands, random);
}

void checkFloat(const StudentTCase& what, Random&) {
  StudentTSample<double> wide = makeStudentTSample<double>(what, 5);
  StudentTSample<float> narrow = makeStudentTSample<float>(what, 5);
  wide.run();
  narrow.run();
  CHECK_CLOSE("nats", narrow.nats, wide.nats, 4e-6);
  CHECK_CLOSE("dLocation", narrow.dLocation, wide.dLocation, 4e-6);
  CHECK_CLOSE("dRawWidth", narrow.dRawWidth, wide.dRawWidth, 4e-6);
  CHECK_CLOSE("dRawFreedom", narrow.dRawFreedom, wide.dRawFreedom, 4e-6);
}

}  // namespace

REPRISE_TEST("the density is that of its definition") {
  test::eachCase<StudentTCase>({{0, 1}, {1, 1}, {37, 3}, {2500, 20}}, checkDensity);
}

REPRISE_TEST("the gradient is that of differences") {
  test::eachCase<StudentTCase>({{1, 1}, {37, 3}, {100, 8}}, checkGradientsOf);
}

REPRISE_TEST("float gives the numbers of double") {
  test::eachCase<StudentTCase>({{37, 3}, {1500, 6}}, checkFloat);
}

REPRISE_TEST("a million degrees of freedom are a normal distribution, and a NaN stays one") {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  StudentTSample<float> it{{0, 0, 0}, {1, 1, nan}, {1e6, 1e6, 0}, {0.5, nan, 0}, {}, {}, {}, {}};
  it.run();
  const double width = softplusOracle(1) + kLeastWidth, z = 0.5 / width;
  CHECK(test::isClose(it.nats[0], 0.5 * z * z + std::log(width) + 0.5 * std::log(2 * M_PI), 1e-5));
  CHECK(test::isClose(it.dLocation[0], -z / width, 1e-5));
  CHECK(test::isClose(it.dRawFreedom[0], 0, 1e-5));
  CHECK(std::isnan(it.nats[1]) && std::isnan(it.dLocation[1]));
  CHECK(std::isnan(it.nats[2]) && std::isnan(it.dRawWidth[2]));
}

}  // namespace REPRISE_ISA
}  // namespace reprise
