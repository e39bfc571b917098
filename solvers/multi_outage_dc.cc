#include "solvers/multi_outage_dc.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "models/electricity/topology.h"

namespace solvers {

using models::BranchIndex;
using models::BusIndex;

namespace {

constexpr std::size_t kBusesNamed = 5;

// A dense system of a few rows by elimination with partial pivoting; `matrix` is by rows.
void SolveDense(std::vector<double>& matrix, std::vector<double>& right_hand_side) {
  const std::size_t size = right_hand_side.size();
  for (std::size_t pivot = 0; pivot < size; ++pivot) {
    std::size_t best = pivot;
    for (std::size_t row = pivot + 1; row < size; ++row) {
      if (std::abs(matrix[row * size + pivot]) > std::abs(matrix[best * size + pivot])) best = row;
    }
    for (std::size_t column = 0; column < size; ++column) {
      std::swap(matrix[pivot * size + column], matrix[best * size + column]);
    }
    std::swap(right_hand_side[pivot], right_hand_side[best]);
    for (std::size_t row = pivot + 1; row < size; ++row) {
      const double factor = matrix[row * size + pivot] / matrix[pivot * size + pivot];
      for (std::size_t column = pivot; column < size; ++column) {
        matrix[row * size + column] -= factor * matrix[pivot * size + column];
      }
      right_hand_side[row] -= factor * right_hand_side[pivot];
    }
  }
  for (std::size_t row = size; row-- > 0;) {
    for (std::size_t column = row + 1; column < size; ++column) {
      right_hand_side[row] -= matrix[row * size + column] * right_hand_side[column];
    }
    right_hand_side[row] /= matrix[row * size + row];
  }
}

}  // namespace

absl::StatusOr<MultiOutageDc> MultiOutageDc::Make(
    const models::ElectricityGrid& grid, const models::Table<BranchIndex, char>& in_service,
    const models::Table<BusIndex, double>& share) {
  TWIN_ASSIGN_OR_RETURN(DcNetwork network, DcNetwork::Make(grid, in_service, share));
  MultiOutageDc outages(std::move(network), in_service);
  outages.is_bridge_ = models::FindBridges(grid, in_service);
  return outages;
}

std::vector<BusIndex> MultiOutageDc::FindCutOff(std::span<const BranchIndex> outages) const {
  std::vector<BusIndex> cut_off;
  if (outages.size() == 1 && is_bridge_[outages[0]] == 0) return cut_off;
  models::Table<BranchIndex, char> left = in_service_;
  for (const BranchIndex outage : outages) left[outage] = 0;
  const models::Islands islands = models::FindIslands(network_.grid(), left);
  const int main = islands.island[network_.reference()];
  for (std::size_t i = 0; i < network_.grid().buses.size(); ++i) {
    const BusIndex bus(i);
    if (network_.IsLive(bus) && islands.island[bus] != main) cut_off.push_back(bus);
  }
  return cut_off;
}

absl::Status MultiOutageDc::ApplyOutages(std::span<const BranchIndex> outages,
                                         models::Table<BranchIndex, double>& flow_mw) {
  opened_rad_ = 0.0;
  std::vector<BranchIndex> lost;
  for (const BranchIndex outage : outages) {
    const bool is_new = std::find(lost.begin(), lost.end(), outage) == lost.end();
    if (is_new && network_.IsCarrying(outage)) lost.push_back(outage);
  }
  if (lost.empty()) return absl::OkStatus();
  const std::vector<BusIndex> cut_off = FindCutOff(lost);
  if (!cut_off.empty()) {
    std::string names;
    for (std::size_t i = 0; i < std::min(cut_off.size(), kBusesNamed); ++i) {
      absl::StrAppend(&names, i == 0 ? "" : ", ", network_.grid().buses[cut_off[i]].name);
    }
    return absl::FailedPreconditionError(absl::StrCat(cut_off.size(), " buses are cut off: ", names,
                                                      cut_off.size() > kBusesNamed ? ", …" : ""));
  }
  const std::size_t buses = network_.grid().buses.size();
  std::vector<std::vector<double>> angle_rad(lost.size(), std::vector<double>(buses));
  for (std::size_t i = 0; i < lost.size(); ++i) network_.SolveTransfer(lost[i], angle_rad[i]);
  std::vector<double> matrix(lost.size() * lost.size());
  std::vector<double> fed_mw(lost.size());
  for (std::size_t row = 0; row < lost.size(); ++row) {
    fed_mw[row] = flow_mw[lost[row]];
    for (std::size_t column = 0; column < lost.size(); ++column) {
      matrix[row * lost.size() + column] =
          (row == column ? 1.0 : 0.0) - network_.CalcFlowChange(lost[row], angle_rad[column]);
    }
  }
  SolveDense(matrix, fed_mw);
  std::vector<double>& total_rad = angle_rad[0];
  for (std::size_t i = 0; i < buses; ++i) {
    double sum_rad = 0.0;
    for (std::size_t column = 0; column < lost.size(); ++column) {
      sum_rad += angle_rad[column][i] * fed_mw[column] / models::kBaseMva;
    }
    total_rad[i] = sum_rad;
  }
  for (std::size_t k = 0; k < flow_mw.size(); ++k) {
    if (!network_.IsCarrying(BranchIndex(k))) continue;
    flow_mw[BranchIndex(k)] +=
        models::kBaseMva * network_.CalcFlowChange(BranchIndex(k), total_rad);
  }
  for (std::size_t i = 0; i < lost.size(); ++i) {
    // f_o + H φ = φ: what is fed is what the open ends' angle would drive through the branch.
    const double full_mw = models::kBaseMva * std::abs(network_.SusceptancePu(lost[i]));
    opened_rad_ = std::max(opened_rad_, std::abs(fed_mw[i]) / full_mw);
    flow_mw[lost[i]] = 0.0;
  }
  return absl::OkStatus();
}

}  // namespace solvers
