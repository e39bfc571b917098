#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace solvers {

/// Loadings that count as near their limit, of the rating, either way.
inline constexpr double kNearFromShare = 0.98;
inline constexpr double kNearToShare = 1.03;
/// Voltages that count as near a limit: room left, and how far beyond it.
inline constexpr double kNearRoomPu = 0.006;
inline constexpr double kNearBeyondPu = 0.003;
/// A voltage that the outage moves by no more than this is not listed: the intact network's own
/// stands for it.
inline constexpr double kUnmovedPu = 0.0003;

/// Loadings, or voltages, in a block of quarters that stand near their limit after an outage,
/// without any applicant, as AC power flow has them. Sorted by row of the limit set, outage and
/// position of the quarter in the block.
struct NearLimitTable {
  std::vector<std::uint16_t> row, outage, at;
  std::vector<float> value_pu;  ///< voltage, or loading over the rating, signed as P at `from`

  void Add(std::size_t row_number, std::size_t outage_number, std::uint16_t position, double value);
  void Sort();
  std::size_t size() const { return row.size(); }
};

/// The table, wherever it is kept.
struct NearLimits {
  std::span<const std::uint16_t> row, outage, at;
  std::span<const float> value_pu;
  bool is_complete = false;  ///< nothing of the block that is near its limit is missing

  static NearLimits Of(const NearLimitTable& table) {
    return {table.row, table.outage, table.at, table.value_pu, true};
  }
  /// Nothing where it is not in the table.
  std::optional<double> Find(std::size_t row_number, std::size_t outage_number,
                             std::size_t position) const;
};

}  // namespace solvers
