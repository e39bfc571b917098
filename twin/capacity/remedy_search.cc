#include "twin/capacity/remedy_search.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "solvers/parallel_for.h"

namespace twin::capacity {
namespace {

using models::BranchIndex;

constexpr double kLeastGainMw = 0.05;
constexpr double kLeastGainShare = 0.001;  // of the requested MW
constexpr double kMoreRatio = 1.02;
constexpr std::size_t kWiderTimes = 2;
constexpr std::size_t kDoubtedBranches = 3;
constexpr double kKnownDoubtShare = 0.1;
constexpr double kInventedDoubtShare = 0.2;

class Search {
 public:
  Search(const PlannedYear& year, const solvers::HostingBasis& basis, const RemedyTables& tables,
         const RemedyQuestion& question, const RemedySearchOptions& options)
      : year_(year), basis_(basis), tables_(tables), question_(question), options_(options) {}

  absl::StatusOr<RemedyReport> Run() {
    const double began_ms = Now();
    TWIN_ASSIGN_OR_RETURN(report_.scope, ChooseScope(1));
    if (report_.scope.quarters.empty()) return std::move(report_);
    TWIN_ASSIGN_OR_RETURN(const auto plain,
                          solvers::ScopedBasis::Make(basis_, report_.scope, {}, query().threads));
    TWIN_ASSIGN_OR_RETURN(report_.without, solvers::CalcScopedHosting(*plain, query()));
    if (report_.without.is_at_least) return std::move(report_);
    const solvers::Overloads overloads =
        solvers::FindOverloads(plain->basis(), plain->MakeQuery(query()), question_.requested_mw);
    TWIN_RETURN_IF_ERROR(query().CheckCancelled());
    TWIN_RETURN_IF_ERROR(RunRemedies(*plain, overloads));
    TWIN_RETURN_IF_ERROR(ChooseWider());
    const double remedies_ms = Now();
    report_.remedies_ms = remedies_ms - began_ms;
    TWIN_ASSIGN_OR_RETURN(report_.counterfactuals,
                          solvers::FindCounterfactuals(basis_, query(), *plain, report_.without,
                                                       overloads, report_.wider));
    const double counterfactuals_ms = Now();
    report_.counterfactuals_ms = counterfactuals_ms - remedies_ms;
    TWIN_RETURN_IF_ERROR(query().CheckCancelled());
    if (options_.with_doubts) TWIN_RETURN_IF_ERROR(RunDoubts(overloads));
    report_.doubts_ms = Now() - counterfactuals_ms;
    return std::move(report_);
  }

 private:
  double Now() const { return options_.now_ms ? options_.now_ms() : 0.0; }
  const solvers::HostingQuery& query() const { return question_.answered.query; }

  absl::StatusOr<solvers::HostingScope> ChooseScope(std::size_t times) const {
    auto options = question_.answered.MakeScopeOptions(question_.requested_mw);
    options.most_quarters = times * options_.most_quarters;
    options.most_outages = times * options_.most_outages;
    return solvers::ChooseHostingScope(basis_, query(), options);
  }

  // Where counterfactuals are verified; the scope itself where it leaves nothing out.
  absl::Status ChooseWider() {
    report_.wider = report_.scope;
    const bool is_all = report_.scope.quarters.size() >= report_.scope.short_count &&
                        report_.scope.outages.size() > report_.scope.outage_count;
    if (is_all) return absl::OkStatus();
    TWIN_ASSIGN_OR_RETURN(report_.wider, ChooseScope(kWiderTimes));
    return absl::OkStatus();
  }

  // One thread each, so that measures, of which there are many, share the threads.
  absl::StatusOr<solvers::ChangedHosting> RunAlone(const solvers::GridChange& change) const {
    TWIN_RETURN_IF_ERROR(query().CheckCancelled());
    solvers::HostingQuery alone = query();
    alone.threads = 1;
    return solvers::CalcChangedHosting(basis_, alone, report_.scope, change);
  }

  absl::Status RunRemedies(const solvers::ScopedBasis& plain, const solvers::Overloads& overloads) {
    TWIN_ASSIGN_OR_RETURN(auto candidates,
                          MakeRemedyCandidates(year_, tables_, question_, plain, overloads));
    solvers::ParallelFor(candidates.size(), query().threads, [&](std::size_t i, std::size_t) {
      Remedy& remedy = candidates[i];
      const auto found = RunAlone(remedy.change);
      if (!found.ok()) {
        remedy.failure = std::string(found.status().message());
        return;
      }
      remedy.with = *found;
      remedy.gained_mw = found->firm_mw - report_.without.firm_mw;
      remedy.holds_requested = found->is_at_least;
    });
    TWIN_RETURN_IF_ERROR(query().CheckCancelled());
    const double least_mw = std::max(kLeastGainMw, kLeastGainShare * question_.requested_mw);
    double by_projects_mw = 0.0;  // of earlier years, which come first
    for (Remedy& remedy : candidates) {
      bool gains = remedy.failure.empty() && remedy.gained_mw >= least_mw;
      if (gains && remedy.kind == models::MeasureKind::kGridProject) {
        // A later year that gains no more says nothing.
        if (remedy.gained_mw < kMoreRatio * by_projects_mw) continue;
        by_projects_mw = remedy.gained_mw;
      }
      (gains ? report_.remedies : report_.in_vain).push_back(std::move(remedy));
    }
    std::stable_sort(report_.remedies.begin(), report_.remedies.end(),
                     [](const Remedy& a, const Remedy& b) {
                       return std::tuple(!a.holds_requested, a.MnokPerMw(), -a.gained_mw) <
                              std::tuple(!b.holds_requested, b.MnokPerMw(), -b.gained_mw);
                     });
    return absl::OkStatus();
  }

  std::vector<BranchIndex> FindDoubted(const solvers::Overloads& overloads) const {
    std::vector<BranchIndex> doubted;
    if (report_.without.binding.branch.valid()) doubted.push_back(report_.without.binding.branch);
    std::vector<std::pair<double, BranchIndex>> worst;
    for (const auto& [branch, share] : overloads.loading_share) worst.emplace_back(-share, branch);
    std::sort(worst.begin(), worst.end());
    for (const auto& [share, branch] : worst) {
      if (doubted.size() == kDoubtedBranches) break;
      if (std::find(doubted.begin(), doubted.end(), branch) == doubted.end()) {
        doubted.push_back(branch);
      }
    }
    return doubted;
  }

  absl::Status RunDoubts(const solvers::Overloads& overloads) {
    for (const BranchIndex branch : FindDoubted(overloads)) {
      const bool is_synthetic = year_.region.grid.branches[branch].is_synthetic;
      const double share = is_synthetic ? kInventedDoubtShare : kKnownDoubtShare;
      for (const Doubt::Datum datum : {Doubt::Datum::kRating, Doubt::Datum::kImpedance}) {
        report_.doubts.push_back({.datum = datum,
                                  .branch = branch,
                                  .is_synthetic = is_synthetic,
                                  .low_ratio = 1.0 - share,
                                  .high_ratio = 1.0 + share});
      }
    }
    std::vector<double> firm_mw(2 * report_.doubts.size());
    std::vector<absl::Status> status(firm_mw.size());
    solvers::ParallelFor(firm_mw.size(), query().threads, [&](std::size_t i, std::size_t) {
      const Doubt& doubt = report_.doubts[i / 2];
      const double ratio = i % 2 == 0 ? doubt.low_ratio : doubt.high_ratio;
      solvers::GridChange change;
      if (doubt.datum == Doubt::Datum::kRating) {
        change.ratings.push_back({doubt.branch, ratio});
      } else {
        change.impedances.push_back({doubt.branch, ratio, ratio});
      }
      const auto found = RunAlone(change);
      status[i] = found.status();
      firm_mw[i] = found.ok() ? found->firm_mw : 0.0;
    });
    for (const absl::Status& one : status) TWIN_RETURN_IF_ERROR(one);
    for (std::size_t i = 0; i < report_.doubts.size(); ++i) {
      const auto [low, high] =
          std::minmax({firm_mw[2 * i], firm_mw[2 * i + 1], report_.without.firm_mw});
      report_.doubts[i].low_mw = low;
      report_.doubts[i].high_mw = high;
    }
    std::stable_sort(
        report_.doubts.begin(), report_.doubts.end(),
        [](const Doubt& a, const Doubt& b) { return a.high_mw - a.low_mw > b.high_mw - b.low_mw; });
    return absl::OkStatus();
  }

  const PlannedYear& year_;
  const solvers::HostingBasis& basis_;
  const RemedyTables& tables_;
  const RemedyQuestion& question_;
  const RemedySearchOptions& options_;
  RemedyReport report_;
};

}  // namespace

double Remedy::MnokPerMw() const {
  if (!cost.is_known || gained_mw <= 0.0) return std::numeric_limits<double>::infinity();
  return 0.5 * (cost.range.low_mnok + cost.range.high_mnok) / gained_mw;
}

absl::StatusOr<RemedyReport> FindRemedies(const PlannedYear& year,
                                          const solvers::HostingBasis& basis,
                                          const RemedyTables& tables,
                                          const RemedyQuestion& question,
                                          const RemedySearchOptions& options) {
  return Search(year, basis, tables, question, options).Run();
}

}  // namespace twin::capacity
