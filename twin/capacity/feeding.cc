#include "twin/capacity/feeding.h"

#include "solvers/hosting_bounds.h"

namespace twin::capacity {
namespace {

using planning::Column;

/// Weighted mean of rows.
class Mean {
 public:
  explicit Mean(std::size_t width) : sum_(width, 0.0) {}
  void Add(std::span<const float> row, double weight) {
    weight_ += weight;
    for (std::size_t i = 0; i < row.size(); ++i) sum_[i] += weight * static_cast<double>(row[i]);
  }
  bool has_any() const { return weight_ > 0.0; }
  std::vector<double> Get() const {
    std::vector<double> mean = sum_;
    for (double& one : mean) one /= weight_;
    return mean;
  }

 private:
  std::vector<double> sum_;
  double weight_ = 0.0;
};

}  // namespace

Feeding CalcFeeding(const CapacityEngine& engine, const solvers::HostingQuery& query,
                    const solvers::BindingLimit& binding) {
  const planning::PlanningBase& base = engine.base();
  Feeding feeding{.feeders = base.feeders()};
  Mean year(feeding.feeders.size());
  const auto& blocks = engine.basis()->blocks;
  for (std::size_t block = 0; block < blocks.size(); ++block) {
    Mean mean(feeding.feeders.size());
    for (const std::uint32_t quarter : blocks[block].quarters) {
      const double weight = solvers::ProfileShareOf(query, quarter);
      mean.Add(base.Row(Column::kNextMwShare, quarter), weight);
      year.Add(base.Row(Column::kNextMwShare, quarter), weight);
    }
    if (mean.has_any()) feeding.blocks.push_back({block, mean.Get()});
  }
  if (year.has_any()) feeding.mean_share = year.Get();
  if (binding.kind != solvers::LimitKind::kNone) {
    const auto row = base.Row(Column::kNextMwShare, binding.quarter);
    feeding.binding_share.assign(row.begin(), row.end());
  }
  return feeding;
}

}  // namespace twin::capacity
