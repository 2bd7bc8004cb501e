#include "../walk.h"

#include <set>

#include "check.h"
#include "random.h"

using reprise::Share;
using reprise::test::Random;
using reprise::Walk;

namespace {

/** A walk of a batch of random lengths, for each combination of sizes. */
template <class Body>
void eachWalk(Body&& body) {
  Random random(2);
  for (int batch = 0; batch <= 9; batch++)
    for (int time = 0; time <= 6; time += 2)
      for (int threads = 1; threads <= 5; threads++)
        for (const bool reverse : {false, true})
          for (const bool ragged : {false, true}) {
            std::vector<int32_t> lengths(batch, time);
            if (ragged)
              for (int32_t& length : lengths) length = random.between(0, time);
            body(Walk(batch, time, ragged ? lengths.data() : nullptr, reverse, threads), lengths);
          }
}

}  // namespace

REPRISE_TEST("every real step is walked once, at its place in the padded and in the packed array") {
  eachWalk([](const Walk& walk, const std::vector<int32_t>& lengths) {
    std::set<int64_t> padded, packed;
    int64_t steps = 0;
    for (const Share& share : walk.shares) {
      for (int step = 0; step < static_cast<int>(share.active.size()); step++) {
        for (int rank = 0; rank < share.active[step]; rank++, steps++) {
          const int row = share.rows[rank], length = lengths[row];
          CHECK(share.lengths[rank] == length);
          CHECK(step < length);
          const int64_t at = walk.padded(share, rank, step);
          CHECK(at == row * walk.time + (walk.reverse ? length - 1 - step : step));
          CHECK(padded.insert(at).second);
          CHECK(packed.insert(share.at[step] + rank).second);
        }
      }
    }
    int64_t real = 0;
    for (const int length : lengths) real += length;
    CHECK(steps == real);
    CHECK(walk.steps == real);
    if (real > 0) CHECK(*packed.begin() == 0 && *packed.rbegin() == real - 1);
  });
}

REPRISE_TEST("shares hold every sequence once, the longest first, and nearly as many steps") {
  eachWalk([](const Walk& walk, const std::vector<int32_t>& lengths) {
    std::set<int> rows;
    int64_t most = 0, fewest = walk.steps;
    for (const Share& share : walk.shares) {
      CHECK(std::is_sorted(share.lengths.rbegin(), share.lengths.rend()));
      int64_t steps = 0;
      for (size_t rank = 0; rank < share.rows.size(); rank++) {
        CHECK(rows.insert(share.rows[rank]).second);
        steps += share.lengths[rank];
      }
      most = std::max(most, steps);
      fewest = std::min(fewest, steps);
    }
    CHECK(rows.size() == lengths.size());
    CHECK(most - fewest <= walk.time);
  });
}

REPRISE_TEST("there is a share for each thread, but none without a sequence") {
  CHECK(Walk(7, 3, nullptr, false, 4).shares.size() == 4);
  CHECK(Walk(2, 3, nullptr, false, 4).shares.size() == 2);
  CHECK(Walk(0, 3, nullptr, false, 4).shares.size() == 1);
}

REPRISE_TEST("of sequences of one length neighbours go together") {
  const std::vector<int32_t> equal(7, 3);
  for (const int32_t* lengths : {static_cast<const int32_t*>(nullptr), equal.data()}) {
    const Walk walk(7, 3, lengths, false, 2);
    CHECK((walk.shares[0].rows == std::vector<int>{0, 1, 2, 3}));
    CHECK((walk.shares[1].rows == std::vector<int>{4, 5, 6}));
  }
}
