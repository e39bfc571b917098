#include "twin/capacity/criteria_search.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "models/base/status_macros.h"
#include "models/base/units.h"
#include "solvers/changed_hosting.h"
#include "solvers/curtailment.h"
#include "solvers/outage_rooms.h"

namespace twin::capacity {
namespace {

using models::BranchIndex;
using solvers::OutageRoom;

constexpr std::size_t kMostSampled = 32;
constexpr std::size_t kMostSwitched = 2;

// x(q, c) by outage and place in the sample; what is not in it takes the level.
using Rooms = std::map<BranchIndex, std::map<std::size_t, double>>;

class Criteria {
 public:
  Criteria(const solvers::HostingBasis& basis, const models::ReliabilityTables& reliability,
           const models::MeasureRules& rules, const CriteriaQuestion& question)
      : basis_(basis), reliability_(reliability), rules_(rules), question_(question) {}

  absl::StatusOr<CriteriaReport> Run() {
    report_.cost = question_.cost;
    AddRoom(ServiceCriterion::kN0, question_.intact.firm_mw, question_.intact.is_capped,
            question_.intact.binding);
    AddRoom(ServiceCriterion::kN1, firm().firm_mw, firm().is_capped, firm().binding);
    TWIN_RETURN_IF_ERROR(AddWithAction());
    Sample();
    if (!sample_.empty()) {
      TWIN_ASSIGN_OR_RETURN(rooms_,
                            FollowSample(basis_, query(), sample_, question_.answered.year));
      TWIN_RETURN_IF_ERROR(Switch());
    }
    for (CriterionRoom& room : report_.rooms) room.expected = CalcLoss(room);
    return std::move(report_);
  }

 private:
  const solvers::HostingQuery& query() const { return question_.answered.query; }
  const solvers::HostingAnswer& firm() const { return question_.answered.firm; }
  std::span<const float> quarter_mw() const { return question_.answered.quarter_mw; }
  const models::ElectricityGrid& grid() const { return basis_.lanes->grid(); }
  // What the largest of the three serves: below it every outage is followed.
  double level_mw() const { return report_.rooms.front().served_mw; }

  void AddRoom(ServiceCriterion criterion, double most_mw, bool is_at_least,
               const solvers::BindingLimit& binding) {
    report_.rooms.push_back({.criterion = criterion,
                             .most_mw = most_mw,
                             .is_at_least = is_at_least,
                             .binding = binding,
                             .served_mw = std::min(most_mw, question_.requested_mw),
                             .expected = {}});
  }

  // With the short-time ratings, and never more than the intact network takes.
  absl::Status AddWithAction() {
    const CriterionRoom intact = report_.rooms.front();
    solvers::ChangedHosting found{
        .firm_mw = intact.most_mw, .is_at_least = intact.is_at_least, .binding = intact.binding};
    if (intact.most_mw > firm().firm_mw && !query().is_n0_only) {
      TWIN_ASSIGN_OR_RETURN(const auto scope,
                            ChooseScopeOfOthers(basis_, question_.answered, intact.most_mw));
      solvers::GridChange change;
      for (const BranchIndex branch : basis_.limits.branches) {
        change.ratings.push_back({branch, rules_.short_time_rating_ratio});
      }
      TWIN_ASSIGN_OR_RETURN(auto shortly,
                            solvers::CalcChangedHosting(basis_, query(), scope, change));
      if (!shortly.is_at_least) found = std::move(shortly);
    }
    // Each outage by itself: what holds without an action holds with it.
    if (found.firm_mw < firm().firm_mw) {
      found = solvers::AsAnswered(firm());
    }
    AddRoom(ServiceCriterion::kN1WithAction, found.firm_mw, found.is_at_least, found.binding);
    return absl::OkStatus();
  }

  // By what they take; every n-th of the quarters that fall short.
  void Sample() {
    std::vector<std::uint32_t> order;
    for (std::uint32_t quarter = 0; quarter < quarter_mw().size(); ++quarter) {
      if (static_cast<double>(quarter_mw()[quarter]) < level_mw()) order.push_back(quarter);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return quarter_mw()[a] < quarter_mw()[b];
    });
    const std::size_t count = std::min(order.size(), kMostSampled);
    for (std::size_t i = 0; i < count; ++i) {
      sample_.push_back(order[(2 * i + 1) * order.size() / (2 * count)]);
    }
    std::sort(sample_.begin(), sample_.end());
    report_.short_count = order.size();
    report_.sampled_count = sample_.size();
  }

  // `sample` are quarters of `basis`, at the places of the sample.
  absl::StatusOr<Rooms> FollowSample(const solvers::HostingBasis& basis,
                                     const solvers::HostingQuery& query,
                                     std::span<const std::uint32_t> sample,
                                     const solvers::HostingYear* year) const {
    TWIN_ASSIGN_OR_RETURN(const auto found,
                          solvers::CalcOutageRooms(basis, query, level_mw(), sample, year));
    Rooms rooms;
    for (const OutageRoom& room : found) {
      const auto place = std::lower_bound(sample.begin(), sample.end(), room.quarter);
      rooms[room.outage][static_cast<std::size_t>(place - sample.begin())] = room.mw;
    }
    return rooms;
  }

  // An action may close a branch that stands open: what an outage leaves then is the better of
  // both.
  absl::Status Switch() {
    solvers::HostingScope scope{.level_mw = level_mw(), .quarters = sample_};
    for (std::size_t c = 0; c < basis_.limits.outages.size(); ++c) {
      if (c == 0 || rooms_.count(basis_.limits.outages[c]) != 0) {
        scope.outages.push_back(static_cast<std::uint16_t>(c));
      }
    }
    std::vector<std::uint32_t> places(sample_.size());
    std::iota(places.begin(), places.end(), 0u);
    with_action_ = rooms_;
    for (std::size_t k = 0; k < grid().branches.size(); ++k) {
      const models::BranchParams& branch = grid().branches[BranchIndex(k)];
      if (branch.is_in_service || !branch.is_monitored) continue;
      if (report_.switched.size() == kMostSwitched) break;
      solvers::GridChange change;
      change.switches.push_back({BranchIndex(k), true});
      const auto scoped = solvers::ScopedBasis::Make(basis_, scope, change, query().threads);
      if (!scoped.ok()) continue;  // it cannot be closed in these quarters
      TWIN_ASSIGN_OR_RETURN(
          const Rooms closed,
          FollowSample((*scoped)->basis(), (*scoped)->MakeQuery(query()), places, nullptr));
      TakeBetter(closed);
      report_.switched.push_back(BranchIndex(k));
    }
    return absl::OkStatus();
  }

  void TakeBetter(const Rooms& closed) {
    for (auto& [outage, by_place] : with_action_) {
      const auto also = closed.find(outage);
      for (auto& [place, mw] : by_place) {
        double closed_mw = level_mw();
        if (also != closed.end() && also->second.count(place) != 0) {
          closed_mw = also->second.at(place);
        }
        mw = std::max(mw, closed_mw);
      }
    }
  }

  double ShareAt(std::size_t place) const {
    const auto& shares = query().profile_share;
    return shares.empty() ? 1.0 : static_cast<double>(shares[sample_[place]]);
  }

  models::ExpectedOutage OutageOf(BranchIndex branch) const {
    const models::BranchParams& params = grid().branches[branch];
    return CalcExpectedOutage(reliability_, params, grid().buses[params.from].nominal_kv);
  }

  solvers::ExpectedCut CalcLoss(const CriterionRoom& room) const {
    const auto quarter_count = static_cast<double>(basis_.states->quarter_count());
    std::vector<solvers::OutageCut> cuts;
    const std::set<BranchIndex> alone(firm().loses_supply.begin(), firm().loses_supply.end());
    const double mean_share =
        solvers::CalcFullPowerH(query().profile_share, basis_.states->quarter_count()) /
        (models::kHoursPerQuarter * quarter_count);
    for (const BranchIndex branch : alone) {
      cuts.push_back({OutageOf(branch), room.served_mw * mean_share, 1.0});
    }
    if (room.criterion == ServiceCriterion::kN1 || sample_.empty()) {
      return solvers::CalcExpectedCut(cuts, report_.cost);
    }
    const bool is_tripped = room.criterion == ServiceCriterion::kN0;
    const double weight_share = static_cast<double>(report_.short_count) /
                                static_cast<double>(sample_.size()) / quarter_count;
    for (const auto& [outage, by_place] : is_tripped ? rooms_ : with_action_) {
      if (!outage.valid() || alone.count(outage) != 0) continue;
      solvers::OutageCut cut{.outage = OutageOf(outage)};
      for (const auto& [place, mw] : by_place) {
        const double lost_mw = (is_tripped ? room.served_mw : room.served_mw - mw) * ShareAt(place);
        if (mw >= room.served_mw || lost_mw <= 0.0) continue;
        cut.mean_mw += weight_share * lost_mw;
        cut.cut_share += weight_share;
      }
      if (cut.cut_share > 0.0) cuts.push_back(cut);
    }
    return solvers::CalcExpectedCut(cuts, report_.cost);
  }

  const solvers::HostingBasis& basis_;
  const models::ReliabilityTables& reliability_;
  const models::MeasureRules& rules_;
  const CriteriaQuestion& question_;
  std::vector<std::uint32_t> sample_;  // rising
  Rooms rooms_, with_action_;
  CriteriaReport report_;
};

}  // namespace

absl::StatusOr<CriteriaReport> CalcCriteria(const solvers::HostingBasis& basis,
                                            const models::ReliabilityTables& reliability,
                                            const models::MeasureRules& rules,
                                            const CriteriaQuestion& question) {
  return Criteria(basis, reliability, rules, question).Run();
}

}  // namespace twin::capacity
