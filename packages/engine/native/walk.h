// How a batch of sequences is walked: each thread takes a share of the sequences through all of time alone.
//
// No thread waits for another between steps; that, with weights packed once and gates computed where the products
// leave the registers, is what makes the layers fast. Within a share the longest sequence comes first, so that the
// ones still running at a step are the first few, and no step is spent on padding.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

namespace reprise {

/** Some of a batch's sequences, in the order of falling length. */
struct Share {
  std::vector<int> rows;     // their numbers in the batch
  std::vector<int> lengths;  // their real steps
  std::vector<int> active;   // how many of them run at each step; its size is the longest length
  std::vector<int64_t> at;   // the position of each step's first sequence among all real steps of the batch
};

/** All shares of a batch, and where their steps lie in a packed array of all real steps. */
struct Walk {
  std::vector<Share> shares;
  int64_t steps = 0;  // the number of all real steps
  int time = 0;       // the time axis of the padded arrays
  bool reverse = false;

  /** @param lengths [batch], each from 0 to `time`; null when all are full */
  Walk(int batch, int time_, const int32_t* lengths, bool reverse_, int threads) : time(time_), reverse(reverse_) {
    std::vector<int> order(batch);
    std::iota(order.begin(), order.end(), 0);
    const auto lengthOf = [&](int row) { return lengths ? static_cast<int>(lengths[row]) : time_; };
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return lengthOf(a) > lengthOf(b); });
    shares.resize(std::max(1, std::min(threads, batch)));
    const int count = static_cast<int>(shares.size());
    const bool isRagged = batch > 0 && lengthOf(order.front()) != lengthOf(order.back());
    for (int rank = 0; rank < batch; rank++) {
      // There and back again, so that no share gets the longer sequence of every round. Of equal ones neighbours stay
      // together: two threads that write to the same lines of the cache wait for each other.
      const int place = rank % (2 * count), near = static_cast<int>(static_cast<int64_t>(rank) * count / batch);
      Share& share = shares[!isRagged ? near : place < count ? place : 2 * count - 1 - place];
      share.rows.push_back(order[rank]);
      share.lengths.push_back(lengthOf(order[rank]));
    }
    for (Share& share : shares) {
      int running = static_cast<int>(share.rows.size());
      const int longest = running ? share.lengths.front() : 0;
      for (int step = 0; step < longest; step++) {
        while (share.lengths[running - 1] <= step) running--;
        share.active.push_back(running);
        share.at.push_back(steps);
        steps += running;
      }
    }
  }

  /** Where the `step`-th step of the sequence at `rank` of a share stands in a padded array [batch, time]. */
  int64_t padded(const Share& share, int rank, int step) const {
    const int64_t when = reverse ? share.lengths[rank] - 1 - step : step;
    return static_cast<int64_t>(share.rows[rank]) * time + when;
  }
};

}  // namespace reprise
