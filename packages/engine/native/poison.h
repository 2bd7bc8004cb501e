// Tells the address sanitizer which part of a block of memory is in use, and makes what has not been written visible.
// In a build without that sanitizer all of it is nothing.
#pragma once

#include <cstddef>
#include <cstring>

#if defined(__SANITIZE_ADDRESS__)
#define REPRISE_POISON 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define REPRISE_POISON 1
#endif
#endif

#ifdef REPRISE_POISON
#include <sanitizer/asan_interface.h>
#endif

namespace reprise {

/** From here on these bytes may be used; until they are written they are NaN, as float and as double. */
inline void allowUse(void* memory, size_t size) {
#ifdef REPRISE_POISON
  ASAN_UNPOISON_MEMORY_REGION(memory, size);
  std::memset(memory, 0xff, size);
#else
  (void)memory, (void)size;
#endif
}

/** From here on a use of these bytes is an error. */
inline void forbidUse(void* memory, size_t size) {
#ifdef REPRISE_POISON
  ASAN_POISON_MEMORY_REGION(memory, size);
#else
  (void)memory, (void)size;
#endif
}

}  // namespace reprise
