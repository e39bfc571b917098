#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace solvers {

/// Loadings in a block of quarters that stand near their limit after an outage, without any
/// applicant, as AC power flow has them: from kNearFromShare to kNearToShare of the rating, either
/// way. Sorted by branch row, outage and position of the quarter in the block.
inline constexpr double kNearFromShare = 0.98;
inline constexpr double kNearToShare = 1.03;

struct NearLimitTable {
  std::vector<std::uint16_t> row, outage, at;
  std::vector<float> loading_share;  ///< signed as P at `from`

  void Add(std::size_t row_number, std::size_t outage_number, std::uint16_t position, double share);
  void Sort();
  std::size_t size() const { return row.size(); }
};

/// The table, wherever it is kept.
struct NearLimits {
  std::span<const std::uint16_t> row, outage, at;
  std::span<const float> loading_share;
  bool is_complete = false;  ///< no loading of the block that is near its limit is missing

  static NearLimits Of(const NearLimitTable& table) {
    return {table.row, table.outage, table.at, table.loading_share, true};
  }
  /// Nothing where it is not in the table.
  std::optional<double> Find(std::size_t row_number, std::size_t outage_number,
                             std::size_t position) const;
};

}  // namespace solvers
