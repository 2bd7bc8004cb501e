// What every operation over sequences reads first: how long they are.
#pragma once

#include "operation.h"
#include "threads.h"
#include "walk.h"

namespace reprise {

/**
 * @param input the number of the operation's input with the lengths, which may be left out
 * @param shares the most that the sequences are dealt out to
 */
inline Walk readWalk(const Operation& op, int input, int64_t batch, int64_t time, int shares, bool reverse) {
  const int32_t* const lengths = op.optionalInts(input, {batch});
  for (int64_t row = 0; lengths && row < batch; row++) {
    op.check(lengths[row] >= 0 && lengths[row] <= time,
             "lengths from 0 to " + std::to_string(time) + ", got " + std::to_string(lengths[row]));
  }
  return Walk(static_cast<int>(batch), static_cast<int>(time), lengths, reverse, shares);
}

/** The same for an operation with the attribute `reverse`. */
inline Walk readWalk(const Operation& op, int input, int64_t batch, int64_t time, int shares = threadCount()) {
  return readWalk(op, input, batch, time, shares, op.flag("reverse"));
}

}  // namespace reprise
