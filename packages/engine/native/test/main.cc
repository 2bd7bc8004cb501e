// Runs the tests whose titles hold every argument, or all. The last line is the sum: N passed, N failed.
#include <exception>

#include "check.h"

int main(int count, char** arguments) {
  int passed = 0, failed = 0;
  for (const reprise::test::Test& test : reprise::test::allTests()) {
    bool wanted = true;
    for (int at = 1; at < count; at++) wanted = wanted && test.title.find(arguments[at]) != std::string::npos;
    if (!wanted) continue;
    try {
      test.run();
      passed++;
    } catch (const std::exception& error) {
      failed++;
      std::printf("FAILED %s\n       %s\n", test.title.c_str(), error.what());
    }
  }
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed > 0 || passed == 0 ? 1 : 0;
}
