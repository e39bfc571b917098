#pragma once

#include <string>
#include <vector>

#include "models/electricity/measure.h"
#include "solvers/hosting_counterfactual.h"

namespace twin::capacity {

/// One thing that could be done, and what the search says with it done: never an estimate.
struct Remedy {
  models::MeasureKind kind = models::MeasureKind::kParallelCircuit;
  std::vector<models::BranchIndex> branches;  ///< what it is done to
  models::BusIndex bus;                       ///< where it is done; invalid: at the branches
  std::vector<std::string> project_ids;       ///< announced ones that stand by `ready_year`
  models::MeasureAmount amount;
  models::MeasureCost cost;
  int ready_year = 0;  ///< of announced projects; 0: as of the lead time
  solvers::GridChange change;
  // Filled in by the re-run.
  solvers::ChangedHosting with;
  std::string failure;  ///< why the re-run has no answer; empty: it has
  double gained_mw = 0.0;
  bool holds_requested = false;

  /// Middle of the cost range over the MW gained; nothing gained or no price: infinite.
  double MnokPerMw() const;
};

/// A datum that is not known well, and what the answer would be at either end of what is believed.
struct Doubt {
  enum class Datum { kRating, kImpedance };
  Datum datum = Datum::kRating;
  models::BranchIndex branch;
  bool is_synthetic = false;  ///< the row is invented
  double low_ratio = 1.0, high_ratio = 1.0;
  double low_mw = 0.0, high_mw = 0.0;  ///< least and most firm MW over both ends
};

/// Why a question is not answered "now", and what would change it.
struct RemedyReport {
  solvers::HostingScope scope;
  solvers::HostingScope wider;      ///< where counterfactuals are verified
  solvers::ChangedHosting without;  ///< the same search without any change
  std::vector<Remedy> remedies;  ///< those that gain something: holding ones first, by cost per MW
  std::vector<Remedy> in_vain;   ///< tried, and nothing gained
  std::vector<solvers::Counterfactual> counterfactuals;  ///< smallest first
  std::vector<Doubt> doubts;                             ///< widest first
  double remedies_ms = 0.0, counterfactuals_ms = 0.0, doubts_ms = 0.0;
};

}  // namespace twin::capacity
