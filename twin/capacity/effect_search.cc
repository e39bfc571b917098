#include "twin/capacity/effect_search.h"

#include <algorithm>
#include <utility>

#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "solvers/hosting_bounds.h"

namespace twin::capacity {
namespace {

constexpr std::size_t kSpreadQuarters = 48;
constexpr std::size_t kMostVoltages = 5;
constexpr double kLeastLevelMw = 1.0;

class Effects {
 public:
  Effects(const models::Region& region, const solvers::HostingBasis& basis,
          const EffectQuestion& question)
      : region_(region), basis_(basis), question_(question) {}

  absl::StatusOr<EffectReport> Run() {
    const std::size_t quarter_count = basis_.states->quarter_count();
    TWIN_ASSIGN_OR_RETURN(report_.applicant,
                          solvers::CalcApplicantEffect(basis_, question_.query, question_.mw,
                                                       Spread(quarter_count), kMostVoltages));
    report_.losses_mwh =
        report_.applicant.losses_mw * models::kHoursPerQuarter * static_cast<double>(quarter_count);
    for (const solvers::NeighbourScreen& screen : solvers::ScreenNeighbours(
             basis_, question_.query, question_.mw, question_.most_neighbours)) {
      NeighbourEffect& neighbour = report_.neighbours.emplace_back();
      neighbour.screen = screen;
      FindWaiting(neighbour);
    }
    const std::size_t count = std::min(question_.most_verified, report_.neighbours.size());
    for (std::size_t i = 0; i < count; ++i) {
      TWIN_RETURN_IF_ERROR(question_.query.CheckCancelled());
      NeighbourEffect& neighbour = report_.neighbours[i];
      const absl::Status status = Verify(neighbour);
      neighbour.is_verified = status.ok();
      neighbour.failure = std::string(status.message());
    }
    return std::move(report_);
  }

 private:
  static std::vector<std::uint32_t> Spread(std::size_t quarter_count) {
    const std::size_t count = std::min(kSpreadQuarters, quarter_count);
    std::vector<std::uint32_t> quarters;
    for (std::size_t i = 0; i < count; ++i) {
      quarters.push_back(static_cast<std::uint32_t>((2 * i + 1) * quarter_count / (2 * count)));
    }
    return quarters;
  }

  void FindWaiting(NeighbourEffect& neighbour) const {
    for (std::size_t i = 0; i < region_.large_loads.size(); ++i) {
      const models::LargeLoadIndex load(i);
      const models::LargeLoadParams& large = region_.large_loads[load];
      const bool waits = large.status == models::LargeLoadStatus::kReserved ||
                         large.status == models::LargeLoadStatus::kQueue ||
                         large.status == models::LargeLoadStatus::kAnnounced;
      if (waits && large.bus == neighbour.screen.bus) neighbour.waiting.push_back(load);
    }
  }

  // The neighbour's own search, with the applicant in and without.
  absl::Status Verify(NeighbourEffect& neighbour) const {
    solvers::HostingQuery query = question_.query;
    query.bus = neighbour.screen.bus;
    query.profile_share.clear();
    const double level_mw =
        std::min(query.cap_mw, std::max(kLeastLevelMw, neighbour.screen.before_mw));
    TWIN_ASSIGN_OR_RETURN(const auto scope,
                          solvers::ChooseHostingScope(basis_, query, {.level_mw = level_mw}));
    if (scope.quarters.empty()) {
      return absl::FailedPreconditionError("nothing falls short there without the applicant");
    }
    TWIN_ASSIGN_OR_RETURN(neighbour.before, solvers::CalcChangedHosting(basis_, query, scope, {}));
    solvers::GridChange change;
    solvers::AddedDemand& added = change.demands.emplace_back();
    added.bus = question_.query.bus;
    const double sign = question_.query.is_generation ? -1.0 : 1.0;
    for (const std::uint32_t quarter : scope.quarters) {
      const double mw = sign * question_.mw * solvers::ProfileShareOf(question_.query, quarter);
      added.demand_mw.push_back(mw);
      added.demand_mvar.push_back(question_.query.tan_phi_ratio * mw);
    }
    TWIN_ASSIGN_OR_RETURN(neighbour.after,
                          solvers::CalcChangedHosting(basis_, query, scope, change));
    return absl::OkStatus();
  }

  const models::Region& region_;
  const solvers::HostingBasis& basis_;
  const EffectQuestion& question_;
  EffectReport report_;
};

}  // namespace

absl::StatusOr<EffectReport> CalcEffects(const models::Region& region,
                                         const solvers::HostingBasis& basis,
                                         const EffectQuestion& question) {
  return Effects(region, basis, question).Run();
}

}  // namespace twin::capacity
