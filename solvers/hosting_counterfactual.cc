#include "solvers/hosting_counterfactual.h"

#include <algorithm>
#include <map>
#include <utility>

#include "models/base/status_macros.h"
#include "solvers/hosting_bounds.h"

namespace solvers {
namespace {

using models::BranchIndex;

constexpr double kRatingMargin = 0.001;  // over the largest loading seen
constexpr double kReliefMargin = 0.002;  // of the requested MW
constexpr int kMaxRounds = 8;
constexpr double kReliefStep = 0.03;   // of the requested MW, from the second round on
constexpr double kLeastTanPhi = -0.5;  // delivers half of its MW as Mvar: power factor 0.89
constexpr int kHalvings = 4;

class Finder {
 public:
  Finder(const HostingBasis& year, const HostingQuery& query, const ScopedBasis& plain,
         const ChangedHosting& today, const Overloads& overloads, const HostingScope& wider)
      : year_(year),
        query_(query),
        plain_(plain),
        today_(today),
        overloads_(overloads),
        scope_(plain.scope()),
        wider_(wider),
        requested_mw_(scope_.level_mw) {}

  absl::StatusOr<std::vector<Counterfactual>> Run() {
    std::vector<Counterfactual> found;
    for (auto find : {&Finder::FindRatings, &Finder::FindReactive, &Finder::FindRelief}) {
      TWIN_ASSIGN_OR_RETURN(auto one, (this->*find)());
      if (one.has_value()) found.push_back(*std::move(one));
    }
    for (Counterfactual& one : found) TWIN_RETURN_IF_ERROR(Verify(one));
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.size_mva < b.size_mva; });
    return found;
  }

 private:
  using Found = absl::StatusOr<std::optional<Counterfactual>>;

  // What holds in the scope may fall short in quarters or under outages that it leaves out.
  absl::Status Verify(Counterfactual& one) const {
    if (wider_.quarters == scope_.quarters && wider_.outages == scope_.outages) {
      return absl::OkStatus();
    }
    HostingQuery query = query_;
    GridChange change = one.change;
    if (one.kind == CounterfactualKind::kReactive) query.tan_phi_ratio = one.tan_phi_ratio;
    if (one.kind == CounterfactualKind::kRelief)
      change.reliefs = {MakeRelief(one.size_mva, wider_)};
    TWIN_ASSIGN_OR_RETURN(one.with, CalcChangedHosting(year_, query, wider_, change));
    one.is_verified = one.with.is_at_least;
    return absl::OkStatus();
  }

  // Less demand at the applicant's bus; for generation more, which takes it.
  BusRelief MakeRelief(double relief_mw, const HostingScope& scope) const {
    const double sign = query_.is_generation ? -1.0 : 1.0;
    BusRelief relief;
    relief.bus = query_.bus;
    relief.tan_phi_ratio = query_.tan_phi_ratio;
    for (const std::uint32_t quarter : scope.quarters) {
      relief.relief_mw.push_back(sign * relief_mw * ProfileShareOf(query_, quarter));
    }
    return relief;
  }

  // Ratings at the largest of the scope's quarters, of which the added MVA are counted.
  double CalcRatingMva(BranchIndex branch) const {
    double largest_mva = 0.0;
    for (const std::uint32_t quarter : scope_.quarters) {
      largest_mva = std::max(largest_mva,
                             static_cast<double>(year_.states->RatingMva(quarter)[branch.value()]));
    }
    return largest_mva;
  }

  Found FindRatings() {
    Counterfactual found;
    found.kind = CounterfactualKind::kRatings;
    std::map<BranchIndex, double> ratio;
    Overloads over = overloads_;
    for (int round = 0; round < kMaxRounds; ++round) {
      if (over.has_other || over.loading_share.empty()) break;
      for (const auto& [branch, share] : over.loading_share) {
        const auto [at, is_new] = ratio.emplace(branch, 1.0);
        at->second *= share * (1.0 + kRatingMargin);
      }
      found.change.ratings.clear();
      for (const auto& [branch, times] : ratio) found.change.ratings.push_back({branch, times});
      TWIN_ASSIGN_OR_RETURN(const auto scoped,
                            ScopedBasis::Make(year_, scope_, found.change, query_.threads));
      TWIN_ASSIGN_OR_RETURN(found.with, CalcScopedHosting(*scoped, query_));
      found.is_verified = found.with.is_at_least;
      if (found.is_verified) break;
      over = FindOverloads(scoped->basis(), scoped->MakeQuery(query_), requested_mw_);
    }
    if (!found.is_verified) return std::optional<Counterfactual>();
    for (const RatingChange& one : found.change.ratings) {
      found.size_mva += (one.rating_ratio - 1.0) * CalcRatingMva(one.branch);
    }
    return std::optional(std::move(found));
  }

  Found FindReactive() {
    Counterfactual found;
    found.kind = CounterfactualKind::kReactive;
    const auto try_at = [&](double tan_phi_ratio) -> absl::StatusOr<bool> {
      HostingQuery query = query_;
      query.tan_phi_ratio = tan_phi_ratio;
      TWIN_ASSIGN_OR_RETURN(const ChangedHosting with, CalcScopedHosting(plain_, query));
      if (!with.is_at_least) return false;
      found.tan_phi_ratio = tan_phi_ratio;
      found.with = with;
      found.is_verified = true;
      return true;
    };
    double low = std::min(kLeastTanPhi, query_.tan_phi_ratio), high = query_.tan_phi_ratio;
    TWIN_ASSIGN_OR_RETURN(const bool can_help, try_at(low));
    if (!can_help) return std::optional<Counterfactual>();
    for (int i = 0; i < kHalvings; ++i) {
      const double middle = 0.5 * (low + high);
      TWIN_ASSIGN_OR_RETURN(const bool holds, try_at(middle));
      (holds ? low : high) = middle;
    }
    found.size_mva = (query_.tan_phi_ratio - found.tan_phi_ratio) * requested_mw_;
    return std::optional(std::move(found));
  }

  Found FindRelief() {
    Counterfactual found;
    found.kind = CounterfactualKind::kRelief;
    double relief_mw = requested_mw_ - today_.firm_mw + kReliefMargin * requested_mw_;
    for (int round = 0; round < kMaxRounds && !found.is_verified; ++round) {
      found.change.reliefs = {MakeRelief(relief_mw, scope_)};
      TWIN_ASSIGN_OR_RETURN(found.with, CalcChangedHosting(year_, query_, scope_, found.change));
      found.is_verified = found.with.is_at_least;
      found.size_mva = relief_mw;
      relief_mw += std::max(requested_mw_ - found.with.firm_mw, kReliefStep * requested_mw_);
    }
    if (!found.is_verified) return std::optional<Counterfactual>();
    return std::optional(std::move(found));
  }

  const HostingBasis& year_;
  const HostingQuery& query_;
  const ScopedBasis& plain_;
  const ChangedHosting& today_;
  const Overloads& overloads_;
  const HostingScope& scope_;
  const HostingScope& wider_;
  const double requested_mw_;
};

}  // namespace

absl::StatusOr<std::vector<Counterfactual>> FindCounterfactuals(
    const HostingBasis& year, const HostingQuery& query, const ScopedBasis& plain,
    const ChangedHosting& today, const Overloads& overloads, const HostingScope& wider) {
  if (today.is_at_least) return std::vector<Counterfactual>();
  return Finder(year, query, plain, today, overloads, wider).Run();
}

}  // namespace solvers
