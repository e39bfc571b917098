#include "twin/capacity/standings.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "models/base/status_macros.h"
#include "solvers/parallel_for.h"
#include "twin/capacity/planned_demand.h"

namespace twin::capacity {
namespace {

using models::LargeLoadIndex;
using models::LargeLoadStatus;

class Maker {
 public:
  Maker(const PlannedYear& year, const solvers::HostingBasis& basis,
        const StandingQuestion& question)
      : year_(year), basis_(basis), question_(question) {}

  absl::StatusOr<std::vector<Standing>> Run() {
    TWIN_ASSIGN_OR_RETURN(
        scope_, solvers::ChooseHostingScope(
                    basis_, query(), question_.answered.MakeScopeOptions(question_.level_mw)));
    if (scope_.quarters.empty()) return std::vector<Standing>();
    TWIN_RETURN_IF_ERROR(AddFirst());
    AddBehind();
    if (question_.profile != nullptr) AddProfile(*question_.profile);
    solvers::ParallelFor(made_.size(), query().threads, [&](std::size_t i, std::size_t) {
      solvers::HostingQuery alone = query();
      alone.threads = 1;
      const auto found = CalcChangedHosting(basis_, alone, scopes_[i], changes_[i]);
      if (found.ok()) {
        made_[i].with = *found;
        if (IsNowhereLooser(made_[i])) KeepBelowOwn(made_[i].with);
        if (made_[i].kind == StandingKind::kBehindQueue) LeaveWhatIsLeft(made_[i].with);
      } else {
        made_[i].failure = std::string(found.status().message());
      }
    });
    return std::move(made_);
  }

 private:
  const solvers::HostingQuery& query() const { return question_.answered.query; }
  const solvers::HostingAnswer& firm() const { return question_.answered.firm; }

  void Add(Standing standing, solvers::GridChange change, solvers::HostingScope scope) {
    made_.push_back(std::move(standing));
    changes_.push_back(std::move(change));
    scopes_.push_back(std::move(scope));
  }

  double TanPhiOf(models::LoadIndex load) const {
    return year_.region.grid.loads.contains(load) ? year_.region.grid.loads[load].cold_tan_phi_ratio
                                                  : 0.0;
  }

  absl::Status AddFirst() {
    Standing standing{.kind = StandingKind::kAsIfFirst};
    solvers::GridChange change;
    for (std::size_t i = 0; i < year_.region.large_loads.size(); ++i) {
      const models::LargeLoadParams& large = year_.region.large_loads[LargeLoadIndex(i)];
      if (large.status != LargeLoadStatus::kReserved || !large.drawn_by.valid()) continue;
      standing.loads.emplace_back(i);
      standing.loads_mw += large.size_mw;
      change.reliefs.push_back(
          {year_.region.grid.loads[large.drawn_by].bus, {}, TanPhiOf(large.drawn_by)});
    }
    if (standing.loads.empty() || year_.region.profile.has_value()) return absl::OkStatus();
    TWIN_ASSIGN_OR_RETURN(const auto demand, PlannedDemand::Make(year_, scope_.quarters));
    for (const solvers::PlanningWeather& weather : demand.weather()) {
      for (std::size_t i = 0; i < standing.loads.size(); ++i) {
        const auto& large = year_.region.large_loads[standing.loads[i]];
        change.reliefs[i].relief_mw.push_back(weather.demand.demand_mw[large.drawn_by]);
      }
    }
    Add(std::move(standing), std::move(change), scope_);
    return absl::OkStatus();
  }

  void AddBehind() {
    Standing standing{.kind = StandingKind::kBehindQueue};
    solvers::GridChange change;
    for (std::size_t i = 0; i < year_.region.large_loads.size(); ++i) {
      const models::LargeLoadParams& large = year_.region.large_loads[LargeLoadIndex(i)];
      const bool waits = large.status == LargeLoadStatus::kQueue ||
                         large.status == LargeLoadStatus::kAnnounced ||
                         large.status == LargeLoadStatus::kReserved;
      if (!waits || large.drawn_by.valid() || !large.bus.valid() || large.size_mw <= 0.0) continue;
      standing.loads.emplace_back(i);
      standing.loads_mw += large.size_mw;
      change.reliefs.push_back(
          {large.bus, std::vector<double>(scope_.quarters.size(), -large.size_mw), 0.2});
    }
    if (!standing.loads.empty()) Add(std::move(standing), std::move(change), scope_);
  }

  void AddProfile(const models::DfProfile& profile) {
    Standing standing{.kind = StandingKind::kDfProfile, .profile = profile};
    solvers::GridChange change;
    if (profile.rating_ratio != 1.0) {
      for (const models::BranchIndex branch : basis_.limits.branches) {
        change.ratings.push_back({branch, profile.rating_ratio});
      }
    }
    if (profile.v_min_pu > 0.0 || profile.v_max_pu > 0.0) {
      auto grid = std::make_shared<models::ElectricityGrid>(year_.region.grid);
      for (models::BusParams& bus : grid->buses) {
        if (profile.v_min_pu > 0.0) bus.v_min_pu = std::max(bus.v_min_pu, profile.v_min_pu);
        if (profile.v_max_pu > 0.0) bus.v_max_pu = std::min(bus.v_max_pu, profile.v_max_pu);
      }
      change.grid = std::move(grid);
    }
    solvers::HostingScope scope = scope_;
    std::erase_if(scope.outages, [&](std::uint16_t outage) {
      const models::BranchIndex branch = basis_.limits.outages[outage];
      return branch.valid() && KvOf(branch) < profile.least_outage_kv;
    });
    Add(std::move(standing), std::move(change), std::move(scope));
  }

  // Voltages are narrowed, never widened, by AddProfile.
  static bool IsNowhereLooser(const Standing& standing) {
    return standing.kind == StandingKind::kDfProfile && standing.profile.rating_ratio <= 1.0 &&
           standing.profile.least_outage_kv <= 0.0;
  }
  void KeepBelowOwn(solvers::ChangedHosting& with) const {
    if (with.firm_mw <= firm().firm_mw) return;
    with.firm_mw = firm().firm_mw;
    with.is_at_least = false;
    if (firm().binding.kind != solvers::LimitKind::kNone) with.binding = firm().binding;
  }

  // A limit that the queue breaks is no overload of today, which might grow a little.
  void LeaveWhatIsLeft(solvers::ChangedHosting& with) const {
    for (const solvers::BindingLimit& limit : with.exists_before) {
      const bool was_broken = std::any_of(
          firm().exists_today.begin(), firm().exists_today.end(), [&](const auto& known) {
            return known.branch == limit.branch && known.bus == limit.bus;
          });
      if (was_broken) continue;
      with.firm_mw = 0.0;
      with.is_at_least = false;
      with.binding = limit;
      return;
    }
  }

  double KvOf(models::BranchIndex branch) const {
    const auto& grid = year_.region.grid;
    return std::max(grid.buses[grid.branches[branch].from].nominal_kv,
                    grid.buses[grid.branches[branch].to].nominal_kv);
  }

  const PlannedYear& year_;
  const solvers::HostingBasis& basis_;
  const StandingQuestion& question_;
  solvers::HostingScope scope_;
  std::vector<Standing> made_;
  std::vector<solvers::GridChange> changes_;   // [of made_]
  std::vector<solvers::HostingScope> scopes_;  // [of made_]
};

}  // namespace

absl::StatusOr<std::vector<Standing>> CalcStandings(const PlannedYear& year,
                                                    const solvers::HostingBasis& basis,
                                                    const StandingQuestion& question) {
  return Maker(year, basis, question).Run();
}

}  // namespace twin::capacity
