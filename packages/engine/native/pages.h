// Large pieces of memory, on huge pages where the system has them.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace reprise {

/** A line of the cache, and a huge page, in bytes. */
constexpr size_t kLine = 64;
constexpr size_t kHugePage = size_t{2} << 20;

inline size_t roundUp(size_t size, size_t unit) { return (size + unit - 1) / unit * unit; }

/**
 * Uninitialised memory, for std::free.
 * @param size a multiple of `alignment`, which is a line or a huge page
 * @throws std::bad_alloc
 */
inline void* allocateAligned(size_t alignment, size_t size) {
  void* const memory = std::aligned_alloc(alignment, size);
  if (!memory) throw std::bad_alloc();
#if defined(__linux__)
  // Packed weights are read in whole each step of time: with small pages, address translation takes a tenth of it.
  if (alignment == kHugePage) madvise(memory, size, MADV_HUGEPAGE);
#endif
  return memory;
}

}  // namespace reprise
