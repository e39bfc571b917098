#include "twin/capacity/transformer_wear.h"

#include <algorithm>
#include <cmath>

#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "solvers/hosting_bounds.h"
#include "solvers/transformer_loading.h"

namespace twin::capacity {
namespace {

using models::BranchIndex;
using planning::Column;

constexpr double kLeastPartShare = 0.05;
constexpr std::size_t kMostTransformers = 4;
constexpr double kProfileAirDegC = 20.0;  // where a region has no weather
constexpr double kStepMin = 15.0;

class Wear {
 public:
  Wear(const CapacityEngine& engine, const solvers::HostingQuery& query, double requested_mw)
      : engine_(engine),
        query_(query),
        demand_mw_(query.is_generation ? -requested_mw : requested_mw),
        heat_(models::MakeTransformerHeat(models::TransformerCooling::kOnaf)) {}

  absl::StatusOr<TransformerWear> Calc(BranchIndex transformer, double rated_mva) {
    // A load is an injection below zero.
    const double part = -engine_.basis()->dc.Ptdf(transformer, query_.bus);
    TransformerWear wear{
        .transformer = transformer, .rated_mva = rated_mva, .part_share = std::abs(part)};
    TWIN_ASSIGN_OR_RETURN(wear.today, Run(transformer, rated_mva, 0.0));
    TWIN_ASSIGN_OR_RETURN(wear.with, Run(transformer, rated_mva, part * demand_mw_));
    return wear;
  }

 private:
  absl::StatusOr<TransformerWear::Year> Run(BranchIndex transformer, double rated_mva,
                                            double added_mw) {
    const planning::PlanningBase& base = engine_.base();
    const models::BranchParams& branch = engine_.region().grid.branches[transformer];
    const bool has_air =
        !engine_.region().profile.has_value() && engine_.region().places.contains(branch.place);
    TransformerWear::Year year;
    steps_.clear();
    for (std::size_t quarter = 0; quarter < base.quarter_count(); ++quarter) {
      const double mw =
          added_mw * solvers::ProfileShareOf(query_, static_cast<std::uint32_t>(quarter));
      const double p_mw = Read(Column::kPFromMw, quarter, transformer.value()) + mw;
      const double q_mvar =
          Read(Column::kQFromMvar, quarter, transformer.value()) + mw * query_.tan_phi_ratio;
      const double v_pu = std::max(0.5, Read(Column::kVmPu, quarter, branch.from.value()));
      const double load_ratio = std::hypot(p_mw, q_mvar) / (v_pu * rated_mva);
      year.peak_load_ratio = std::max(year.peak_load_ratio, load_ratio);
      steps_.push_back({.load_ratio = load_ratio,
                        .air_degc = has_air ? Read(Column::kAirDegC, quarter, branch.place.value())
                                            : kProfileAirDegC});
    }
    const auto start =
        models::CalcSteadyTransformer(heat_, steps_.front().load_ratio, steps_.front().air_degc);
    TWIN_ASSIGN_OR_RETURN(
        const auto run,
        solvers::RunTransformer(heat_, models::PaperKind::kOrdinary, start, steps_, kStepMin));
    year.hottest_degc = run.hottest_degc;
    year.aged_h = run.aged_h;
    return year;
  }

  double Read(Column column, std::size_t quarter, std::size_t at) const {
    return static_cast<double>(engine_.base().Row(column, quarter)[at]);
  }

  const CapacityEngine& engine_;
  const solvers::HostingQuery& query_;
  const double demand_mw_;
  const models::TransformerHeatParams heat_;
  std::vector<solvers::TransformerStep> steps_;
};

}  // namespace

absl::StatusOr<std::vector<TransformerWear>> CalcTransformerWear(const CapacityEngine& engine,
                                                                 const solvers::HostingQuery& query,
                                                                 double requested_mw) {
  const solvers::HostingBasis& basis = *engine.basis();
  std::vector<std::pair<double, BranchIndex>> carrying;
  for (const BranchIndex branch : basis.limits.branches) {
    const models::BranchParams& params = engine.region().grid.branches[branch];
    const double part_share = std::abs(basis.dc.Ptdf(branch, query.bus));
    if (params.kind != models::BranchKind::kTransformer || params.rating.summer_mva <= 0.0 ||
        part_share < kLeastPartShare) {
      continue;
    }
    // The larger the part of its nameplate, the sooner it shows.
    carrying.emplace_back(-part_share / params.rating.summer_mva, branch);
  }
  std::sort(carrying.begin(), carrying.end());
  if (carrying.size() > kMostTransformers) carrying.resize(kMostTransformers);
  Wear wear(engine, query, requested_mw);
  std::vector<TransformerWear> found;
  for (const auto& [order, branch] : carrying) {
    TWIN_ASSIGN_OR_RETURN(
        const TransformerWear one,
        wear.Calc(branch, engine.region().grid.branches[branch].rating.summer_mva));
    found.push_back(one);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.with.aged_h > b.with.aged_h; });
  return found;
}

}  // namespace twin::capacity
