#include "blocks.h"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <mutex>

#include "pages.h"

namespace reprise {
namespace {

constexpr size_t kHuge = 4 * kHugePage;  // from here on rounding up to huge pages wastes little
constexpr size_t kMostIdle = size_t{1} << 30;

/** Sizes are rounded to eight steps an octave, so that batches of somewhat different lengths share their blocks. */
size_t sizeOfBlock(size_t size) {
  size_t unit = kLeastBlock / 8;
  while (unit * 16 <= size) unit *= 2;
  if (size >= kHuge) unit = std::max(unit, kHugePage);
  return roundUp(size, unit);
}

class Blocks {
 public:
  Block take(size_t size) {
    const size_t wanted = sizeOfBlock(size);
    {
      std::lock_guard<std::mutex> lock(mutex_);
      const auto found = idle_.lower_bound(wanted);
      if (found != idle_.end() && found->first <= wanted + wanted / 2) {
        // Of equal blocks the one given back last, which is the likeliest to be in a cache.
        const auto last = std::prev(idle_.upper_bound(found->first));
        const Block block{last->second.memory, last->first};
        idle_.erase(last);
        idleBytes_ -= block.size;
        return block;
      }
    }
    return {allocateAligned(wanted >= kHuge ? kHugePage : kLine, wanted), wanted};
  }

  void giveBack(Block block) {
    std::lock_guard<std::mutex> lock(mutex_);
    idle_.insert({block.size, {block.memory, ++turn_}});
    idleBytes_ += block.size;
    while (idleBytes_ > mostIdle_) {
      const auto oldest = std::min_element(idle_.begin(), idle_.end(), [](const auto& one, const auto& other) {
        return one.second.since < other.second.since;
      });
      std::free(oldest->second.memory);
      idleBytes_ -= oldest->first;
      idle_.erase(oldest);
    }
  }

 private:
  struct Idle {
    void* memory;
    uint64_t since;
  };

  static size_t quarterOfMemory() {
    return static_cast<size_t>(sysconf(_SC_PHYS_PAGES)) / 4 * static_cast<size_t>(sysconf(_SC_PAGESIZE));
  }

  const size_t mostIdle_ = std::min(kMostIdle, quarterOfMemory());
  std::mutex mutex_;
  std::multimap<size_t, Idle> idle_;  // by size; equal ones in the order in which they were given back
  size_t idleBytes_ = 0;
  uint64_t turn_ = 0;
};

// Never destroyed: tensors may outlive everything else of the process.
Blocks& blocks() {
  static Blocks* const instance = new Blocks;
  return *instance;
}

}  // namespace

Block takeBlock(size_t size) { return blocks().take(size); }

void giveBack(Block block) { blocks().giveBack(block); }

}  // namespace reprise
