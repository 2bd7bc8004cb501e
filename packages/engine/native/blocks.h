// Memory of large outputs, kept for the next call. Memory fresh from the system costs a page fault every few KB, in
// all several times what a kernel takes to fill it; a training step asks for the same sizes again and again.
#pragma once

#include <cstddef>

namespace reprise {

/** From this size on a block pays. */
constexpr size_t kLeastBlock = size_t{256} << 10;

struct Block {
  void* memory;  // uninitialised, aligned to a cache line
  size_t size;   // at least what was asked for
};

/** From any thread. @throws std::bad_alloc */
Block takeBlock(size_t size);

/** From any thread. Of the blocks that are given back so many are kept; the ones idle longest go to the system. */
void giveBack(Block block);

}  // namespace reprise
