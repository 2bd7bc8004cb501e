#include "arena.h"

#include "pages.h"
#include "poison.h"

namespace reprise {

Arena& Arena::mine() {
  thread_local Arena arena;
  return arena;
}

Arena::~Arena() {
  for (const Block& block : blocks_) std::free(block.memory);
}

void* Arena::takeBytes(size_t size) {
  const size_t asked = size;
  // A line more than asked for, so that equal power-of-two sizes do not fall on the same sets of the cache.
  size = roundUp(size, kLine) + kLine;
  if (blocks_.empty() || used_ + size > blocks_.back().size) grow(size);
  char* const piece = blocks_.back().memory + used_;
  used_ += size;
  allowUse(piece, asked);
  return piece;
}

void Arena::grow(size_t size) {
  const size_t before = blocks_.empty() ? 0 : blocks_.back().size;
  // At least doubling, so that a thread comes to one block that holds all a kernel takes.
  const size_t wanted = roundUp(size > 2 * before ? size : 2 * before, kHugePage);
  void* const memory = allocateAligned(kHugePage, wanted);
  blocks_.push_back({static_cast<char*>(memory), wanted});
  forbidUse(memory, wanted);
  used_ = 0;
}

void Arena::release(size_t used) {
  if (blocks_.empty()) return;
  // What lies behind was never allowed; a block can be large, and to forbid all of it each time slow.
  if (used_ > used) forbidUse(blocks_.back().memory + used, used_ - used);
  if (used > 0) {
    used_ = used;
    return;
  }
  // Nothing is in use: the last block, the largest, serves the next call alone.
  while (blocks_.size() > 1) {
    std::free(blocks_.front().memory);
    blocks_.erase(blocks_.begin());
  }
  used_ = 0;
}

}  // namespace reprise
