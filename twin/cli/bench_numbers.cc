#include "twin/cli/bench_numbers.h"

#include <algorithm>
#include <cstddef>

namespace twin::cli {

double Percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0.0;
  std::sort(values.begin(), values.end());
  const auto last = static_cast<double>(values.size() - 1);
  return values[static_cast<std::size_t>(share * last + 0.5)];
}

}  // namespace twin::cli
