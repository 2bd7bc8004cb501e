#include "../simd.h"

#include <limits>

#include "check.h"

namespace reprise {
namespace REPRISE_ISA {
namespace {

template <class T>
constexpr T kInfinity = std::numeric_limits<T>::infinity();
template <class T>
constexpr T kNaN = std::numeric_limits<T>::quiet_NaN();

/** `function` of one number, which stands in the last lane; the others hold what must not reach it. */
template <class T, class Function>
T atLane(Function function, T x) {
  Vec<T> xs = splat(kNaN<T>);
  xs[kLanes<T> - 1] = x;
  return function(xs)[kLanes<T> - 1];
}

const auto kTanh = [](auto x) { return tanhOf<std::decay_t<decltype(x[0])>>(x); };
const auto kSigmoid = [](auto x) { return sigmoidOf<std::decay_t<decltype(x[0])>>(x); };
const auto kExp = [](auto x) { return expOf(x); };
const auto kLog = [](auto x) { return logOf(x); };
const auto kLog1p = [](auto x) { return log1pOf<std::decay_t<decltype(x[0])>>(x); };
const auto kSoftplus = [](auto x) {
  decltype(x) slope;
  return softplusOf<std::decay_t<decltype(x[0])>>(x, slope);
};
const auto kSoftplusSlope = [](auto x) {
  decltype(x) slope;
  softplusOf<std::decay_t<decltype(x[0])>>(x, slope);
  return slope;
};

/** The largest relative error over a grid, that of numbers below `floor` relative to it. */
template <class T, class Function, class Oracle>
double worstError(Function function, Oracle oracle, double low, double high, double floor) {
  double worst = 0;
  const int count = 100000;
  for (int at = 0; at <= count; at++) {
    const T x = static_cast<T>(low + (high - low) * at / count);
    const double expected = oracle(static_cast<double>(x));
    const double error = std::abs(static_cast<double>(atLane<T>(function, x)) - expected);
    worst = std::max(worst, error / std::max(std::abs(expected), floor));
  }
  return worst;
}

double tanhOracle(double x) { return std::tanh(x); }
double sigmoidOracle(double x) { return 1 / (1 + std::exp(-x)); }
double expOracle(double x) { return std::exp(x); }
double logOracle(double x) { return std::log(x); }
double log1pOracle(double x) { return std::log1p(x); }
double softplusOracle(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

void checkBelow(const char* what, double error, double bound) {
  CHECK(error <= bound, std::string(what) + " errs by " + test::show(error) + ", allowed are " + test::show(bound));
}

template <class T>
void checkLoads() {
  T from[2 * kLanes<T> + 1], to[kLanes<T> + 2];
  for (int at = 0; at < 2 * kLanes<T> + 1; at++) from[at] = static_cast<T>(at + 1);
  for (int count = 0; count <= kLanes<T> + 1; count++) {
    const Vec<T> x = load(from + 1, count);
    for (int lane = 0; lane < kLanes<T>; lane++) CHECK(x[lane] == (lane < count ? from[1 + lane] : T(0)));
    std::fill_n(to, kLanes<T> + 2, T(-1));
    store(to + 1, load(from), count);
    for (int at = 0; at < kLanes<T> + 2; at++)
      CHECK(to[at] == (at >= 1 && at <= std::min(count, kLanes<T>) ? from[at - 1] : T(-1)));
  }
  CHECK(sumOf<T>(load(from)) == T(kLanes<T> * (kLanes<T> + 1) / 2));
  CHECK(maxOf<T>(load(from)) == T(kLanes<T>));
}

template <class T>
void checkSpecialValues() {
  constexpr T tiny = std::numeric_limits<T>::denorm_min();
  for (const T x : {T(0), tiny, -tiny, 1000 * tiny, std::numeric_limits<T>::min() / 4}) {
    CHECK(atLane<T>(kTanh, x) == x);
    CHECK(atLane<T>(kSigmoid, x) == T(0.5));
    CHECK(atLane<T>(kExp, x) == T(1));
  }
  CHECK(std::signbit(atLane<T>(kTanh, -T(0))));
  for (const T x : {kNaN<T>, -kNaN<T>}) {
    CHECK(std::isnan(atLane<T>(kTanh, x)));
    CHECK(std::isnan(atLane<T>(kSigmoid, x)));
    CHECK(std::isnan(atLane<T>(kExp, x)));
  }
  const T infinity = kInfinity<T>;
  for (const T x : {infinity, std::numeric_limits<T>::max(), T(1e4)}) {
    CHECK(test::isClose(atLane<T>(kTanh, x), 1, 4e-7));
    CHECK(test::isClose(atLane<T>(kTanh, -x), -1, 4e-7));
    CHECK(test::isClose(atLane<T>(kSigmoid, x), 1, 2e-7));
    CHECK(test::isClose(atLane<T>(kSigmoid, -x), 0, 2e-7));
    CHECK(atLane<T>(kExp, x) == infinity, "of " + test::show(x) + ", got " + test::show(atLane<T>(kExp, x)));
    CHECK(atLane<T>(kExp, -x) == 0);
  }
}

/** Quotients that share a division against each one alone, also where another is a NaN. */
template <class T>
void checkSharedDivisions() {
  for (const T a : {T(-20), T(-0.5), T(0), T(3), kInfinity<T>}) {
    for (const T b : {T(-9), T(0.25), T(100), -kInfinity<T>}) {
      const Vec<T> x = splat(a), y = splat(b);
      Vec<T> p, q, r, s;
      divide(tanhQuotient(x), sigmoidQuotient<T>(y), p, q);
      CHECK(test::isClose(p[0], tanhOf<T>(x)[0], 4e-7) && test::isClose(q[0], sigmoidOf<T>(y)[0], 4e-7));
      divide(sigmoidQuotient<T>(x), tanhQuotient(y), tanhQuotient(x), sigmoidQuotient<T>(y), p, q, r, s);
      CHECK(test::isClose(p[0], sigmoidOf<T>(x)[0], 4e-7) && test::isClose(q[0], tanhOf<T>(y)[0], 4e-7));
      CHECK(test::isClose(r[0], tanhOf<T>(x)[0], 4e-7) && test::isClose(s[0], sigmoidOf<T>(y)[0], 4e-7));
    }
  }
}

}  // namespace

REPRISE_TEST("vectors are read and written in part") {
  checkLoads<float>();
  checkLoads<double>();
}

REPRISE_TEST("tanh, sigmoid and exp err by no more than is said, in float") {
  checkBelow("tanh", worstError<float>(kTanh, tanhOracle, -12, 12, 0), 4e-7);
  checkBelow("tanh near 0", worstError<float>(kTanh, tanhOracle, -1e-3, 1e-3, 0), 4e-7);
  checkBelow("sigmoid", worstError<float>(kSigmoid, sigmoidOracle, -30, 30, 1), 2.5e-7);
  checkBelow("exp", worstError<float>(kExp, expOracle, -87, 88, 0), 2.5e-7);
  checkBelow("exp near 0", worstError<float>(kExp, expOracle, -1, 1, 0), 2.5e-7);
}

REPRISE_TEST("tanh, sigmoid and exp are those of the library in double") {
  checkBelow("tanh", worstError<double>(kTanh, tanhOracle, -30, 30, 0), 1e-15);
  checkBelow("sigmoid", worstError<double>(kSigmoid, sigmoidOracle, -50, 50, 1), 1e-15);
  checkBelow("exp", worstError<double>(kExp, expOracle, -700, 700, 0), 1e-15);
}

REPRISE_TEST("log, log(1 + x) and softplus err by no more than is said, in float, and are the library's in double") {
  checkBelow("log", worstError<float>(kLog, logOracle, 1e-6, 1e5, 1), 2e-7);
  checkBelow("log of large numbers", worstError<float>(kLog, logOracle, 1e30, 3e38, 1), 2e-7);
  checkBelow("log near 1", worstError<float>(kLog, logOracle, 0.5, 2, 0), 4e-7);
  checkBelow("log(1 + x)", worstError<float>(kLog1p, log1pOracle, 0, 100, 0), 4e-7);
  checkBelow("log(1 + x) near 0", worstError<float>(kLog1p, log1pOracle, 0, 1e-6, 0), 4e-7);
  checkBelow("softplus", worstError<float>(kSoftplus, softplusOracle, -80, 100, 0), 6e-7);
  checkBelow("its slope", worstError<float>(kSoftplusSlope, sigmoidOracle, -80, 100, 0), 4e-7);
  checkBelow("log", worstError<double>(kLog, logOracle, 1e-6, 1e5, 1), 1e-15);
  checkBelow("log(1 + x)", worstError<double>(kLog1p, log1pOracle, 0, 100, 0), 1e-15);
  checkBelow("softplus", worstError<double>(kSoftplus, softplusOracle, -600, 600, 0), 1e-15);
  checkBelow("its slope", worstError<double>(kSoftplusSlope, sigmoidOracle, -600, 600, 0), 1e-15);
}

REPRISE_TEST("log has its limits, and a NaN stays one") {
  for (const float x : {kNaN<float>, -kNaN<float>, -1.0f, -kInfinity<float>}) CHECK(std::isnan(atLane<float>(kLog, x)));
  CHECK(atLane<float>(kLog, 0.0f) == -kInfinity<float>);
  CHECK(atLane<float>(kLog, kInfinity<float>) == kInfinity<float>);
  CHECK(atLane<float>(kLog, 1.0f) == 0);
  CHECK(std::isnan(atLane<float>(kSoftplus, kNaN<float>)));
  CHECK(atLane<float>(kSoftplus, 1e4f) == 1e4f);
  CHECK(atLane<float>(kSoftplus, -1e4f) == 0);
}

REPRISE_TEST("gates stay between their limits") {
  for (float x = -20; x <= 20; x += 1.0f / 512) {
    const float t = atLane<float>(kTanh, x), s = atLane<float>(kSigmoid, x);
    CHECK(t >= -1 && t <= 1, "tanh of " + test::show(x) + " is 1 + " + test::show(std::abs(double(t)) - 1));
    CHECK(s >= 0 && s <= 1, "sigmoid of " + test::show(x) + " is " + test::show(s));
  }
}

REPRISE_TEST("NaN stays NaN, infinities have their limits, and denormals are not lost") {
  checkSpecialValues<float>();
  checkSpecialValues<double>();
}

REPRISE_TEST("a NaN with anything in its bits stays one through exp") {
  for (uint32_t bits = 0x7f800001; bits < 0x7f800001 + 1024 * 8191u; bits += 8191) {
    float x;
    std::memcpy(&x, &bits, sizeof x);
    CHECK(std::isnan(atLane<float>(kExp, x)), "of " + std::to_string(bits));
  }
}

REPRISE_TEST("several quotients by one division are as good as each alone") {
  checkSharedDivisions<float>();
  checkSharedDivisions<double>();
}

REPRISE_TEST("clamp leaves a NaN alone") {
  CHECK(std::isnan(clamp<float>(splat(kNaN<float>), -1, 1)[0]));
  CHECK((clamp<float>(splat(5.0f), -1, 1)[0]) == 1);
  CHECK((clamp<double>(splat(-5.0), -1, 1)[0]) == -1);
}

}  // namespace REPRISE_ISA
}  // namespace reprise
