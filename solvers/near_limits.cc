#include "solvers/near_limits.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace solvers {
namespace {

template <class T>
void Permute(const std::vector<std::size_t>& order, std::vector<T>& values) {
  std::vector<T> sorted;
  sorted.reserve(values.size());
  for (const std::size_t i : order) sorted.push_back(values[i]);
  values = std::move(sorted);
}

}  // namespace

void NearLimitTable::Add(std::size_t row_number, std::size_t outage_number, std::uint16_t position,
                         double value) {
  row.push_back(static_cast<std::uint16_t>(row_number));
  outage.push_back(static_cast<std::uint16_t>(outage_number));
  at.push_back(position);
  value_pu.push_back(static_cast<float>(value));
}

void NearLimitTable::Sort() {
  std::vector<std::size_t> order(size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
    return std::tuple(row[a], outage[a], at[a]) < std::tuple(row[b], outage[b], at[b]);
  });
  Permute(order, row);
  Permute(order, outage);
  Permute(order, at);
  Permute(order, value_pu);
}

std::optional<double> NearLimits::Find(std::size_t row_number, std::size_t outage_number,
                                       std::size_t position) const {
  const auto wanted = std::tuple(row_number, outage_number, position);
  const auto key = [this](std::size_t i) {
    return std::tuple<std::size_t, std::size_t, std::size_t>(row[i], outage[i], at[i]);
  };
  std::size_t low = 0, high = row.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (key(middle) < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == row.size() || key(low) != wanted) return std::nullopt;
  return static_cast<double>(value_pu[low]);
}

}  // namespace solvers
