#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>

namespace solvers {

/// Zeroed doubles on a cache line's alignment.
class AlignedDoubles {
 public:
  explicit AlignedDoubles(std::size_t size)
      : data_(static_cast<double*>(
            ::operator new(std::max<std::size_t>(size, 1) * sizeof(double), kAlignment))) {
    std::fill_n(data_.get(), size, 0.0);
  }
  double* data() const { return data_.get(); }

 private:
  static constexpr std::align_val_t kAlignment{64};
  struct Free {
    void operator()(double* data) const { ::operator delete(data, kAlignment); }
  };
  std::unique_ptr<double, Free> data_;
};

}  // namespace solvers
