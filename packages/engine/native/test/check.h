// A test harness in one header. A file of tests is a list of
//
//   REPRISE_TEST("what holds") { CHECK(…); }
//
// which main.cc runs. A check that fails ends its test and says where and with what. Files that do arithmetic are
// compiled once for each instruction set and carry its name in the titles of their tests.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#define REPRISE_TEXT_(x) #x
#define REPRISE_TEXT(x) REPRISE_TEXT_(x)
#define REPRISE_GLUE_(a, b) a##b
#define REPRISE_GLUE(a, b) REPRISE_GLUE_(a, b)

#ifdef REPRISE_ISA
#define REPRISE_TEST_SET REPRISE_TEXT(REPRISE_ISA)
#else
#define REPRISE_TEST_SET ""
#endif

namespace reprise::test {

struct Test {
  std::string title;  // family, instruction set where there is one, what holds
  void (*run)();
};

/** All tests of the binary, in the order of its object files. */
inline std::vector<Test>& allTests() {
  static std::vector<Test> tests;
  return tests;
}

struct Registration {
  Registration(const char* file, const char* set, const char* title, void (*run)()) {
    std::string family = file;
    family = family.substr(family.find_last_of('/') + 1);
    family = family.substr(0, family.find("Test.cc"));
    allTests().push_back({family + (*set ? std::string(" ") + set : "") + ": " + title, run});
  }
};

/** A check that did not hold. */
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

[[noreturn]] inline void fail(const char* file, int line, const std::string& what) {
  const std::string path = file;
  throw Failure(path.substr(path.find_last_of('/') + 1) + ":" + std::to_string(line) + ": " + what);
}

inline std::string show(double x) {
  char text[40];
  std::snprintf(text, sizeof text, "%.10g", x);
  return text;
}

/** Whether |actual - expected| <= tolerance · max(1, |expected|); a NaN is close to a NaN only. */
inline bool isClose(double actual, double expected, double tolerance) {
  if (std::isnan(actual) || std::isnan(expected)) return std::isnan(actual) && std::isnan(expected);
  if (std::isinf(actual) || std::isinf(expected)) return actual == expected;
  return std::abs(actual - expected) <= tolerance * std::max(1.0, std::abs(expected));
}

/** Whether two arrays hold the same bits. */
template <class T>
bool isSame(const std::vector<T>& one, const std::vector<T>& other) {
  if (one.size() != other.size()) return false;
  return one.empty() || std::memcmp(one.data(), other.data(), one.size() * sizeof(T)) == 0;
}

/** Holds all of two arrays to {@link isClose}. */
template <class A, class B>
void checkArrays(const char* file, int line, const std::string& name, const std::vector<A>& actual,
                 const std::vector<B>& expected, double tolerance) {
  if (actual.size() != expected.size())
    fail(file, line, name + ": " + std::to_string(actual.size()) + " instead of " + std::to_string(expected.size()));
  for (size_t at = 0; at < actual.size(); at++) {
    const double a = static_cast<double>(actual[at]), e = static_cast<double>(expected[at]);
    if (!isClose(a, e, tolerance))
      fail(file, line, name + "[" + std::to_string(at) + "]: expected " + show(e) + ", got " + show(a));
  }
}

}  // namespace reprise::test

#define REPRISE_TEST(title)                                                                             \
  static void REPRISE_GLUE(test_, __LINE__)();                                                          \
  static const ::reprise::test::Registration REPRISE_GLUE(registration_, __LINE__)(                     \
      __FILE__, REPRISE_TEST_SET, title, &REPRISE_GLUE(test_, __LINE__));                               \
  static void REPRISE_GLUE(test_, __LINE__)()

/** A condition, and optionally a std::string with what it is about. */
#define CHECK(condition, ...)                                              \
  ((condition) ? void()                                                     \
               : ::reprise::test::fail(__FILE__, __LINE__,                  \
                                       ::std::string(#condition " ") + ::std::string{__VA_ARGS__}))

#define CHECK_CLOSE(name, actual, expected, tolerance) \
  ::reprise::test::checkArrays(__FILE__, __LINE__, name, actual, expected, tolerance)

#define CHECK_THROWS(type, expression)                                                  \
  do {                                                                                  \
    bool thrown = false;                                                                \
    try {                                                                               \
      (void)(expression);                                                               \
    } catch (const type&) {                                                             \
      thrown = true;                                                                    \
    }                                                                                   \
    CHECK(thrown, "by " #expression);                                                   \
  } while (false)
