// Many tensors worked on as one: cut into blocks that do not care where one tensor ends and the next begins.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace reprise {

/**
 * The sizes of a list of tensors, laid end to end and cut into blocks. The cut depends on the sizes alone, so what is
 * summed up by block is the same for any number of threads.
 */
class TensorList {
 public:
  /** Scalars of a block: enough work to hand to a thread, and few enough for its cache. */
  static constexpr int64_t kBlock = 1 << 14;

  explicit TensorList(std::vector<int64_t> sizes) : sizes_(std::move(sizes)) {
    starts_.reserve(sizes_.size());
    for (const int64_t size : sizes_) {
      starts_.push_back(total_);
      // Every piece of a tensor then begins at a multiple of a cache line of floats.
      total_ += (size + kLine - 1) / kLine * kLine;
    }
  }

  int64_t total() const { return total_; }
  int blocks() const { return static_cast<int>((total_ + kBlock - 1) / kBlock); }

  /** Calls `visit(tensor, begin, end)` for each piece of a tensor in a block, in order. */
  template <class Visit>
  void visitBlock(int block, Visit&& visit) const {
    const int64_t from = block * kBlock, to = from + kBlock;
    // The last tensor that starts at or before the block: where several do, all but it are empty.
    size_t tensor = std::upper_bound(starts_.begin(), starts_.end(), from) - starts_.begin() - 1;
    for (; tensor < sizes_.size() && starts_[tensor] < to; tensor++) {
      const int64_t begin = std::max<int64_t>(0, from - starts_[tensor]);
      const int64_t end = std::min(sizes_[tensor], to - starts_[tensor]);
      if (begin < end) visit(static_cast<int>(tensor), begin, end);
    }
  }

 private:
  static constexpr int64_t kLine = 16;

  std::vector<int64_t> sizes_, starts_;
  int64_t total_ = 0;
};

}  // namespace reprise
