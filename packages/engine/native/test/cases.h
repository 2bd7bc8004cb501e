// One body for many cases.
#pragma once

#include <string>
#include <vector>

#include "check.h"
#include "random.h"

namespace reprise::test {

/** Runs `body(case, random)` for each case; a failure tells of which. */
template <class Case, class Body>
void eachCase(const std::vector<Case>& cases, Body&& body) {
  Random random(7);
  for (const Case& what : cases) {
    try {
      body(what, random);
    } catch (const Failure& failure) {
      throw Failure(std::string(failure.what()) + " (" + what.describe() + ")");
    }
  }
}

}  // namespace reprise::test
