#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "twin/plans/plan_check.h"

namespace twin::plans {

/// `twin plan check-all DIR`: every plan below a folder, reckoned together.
struct CheckAllQuestion {
  PlanCheckQuestion plan;  ///< of every file; its file and assumptions are not used
  std::string directory;
  std::size_t threads = 1;
};

/// A file that was refused, whole; the others go on.
struct RefusedFile {
  std::string file;
  absl::Status status;
};

/// One plan of one file.
struct PlanPlace {
  std::size_t check = 0;
  std::size_t plan = 0;
};

/// Ground where two plans both allow something to be built: older plans that a new one takes the
/// place of, or the same plan in two files. Its demand is counted in both.
struct PlanOverlap {
  PlanPlace first;
  PlanPlace second;
  double area_m2 = 0.0;
  models::PlanPoint inside;
};

/// All plans of one municipality, or of the region, in one year.
struct CumulativeYear {
  int year = 0;
  solvers::ByChoice<solvers::ByQuantile<double>> winter_peak_mw{};  ///< as permitted; sum of peaks
  solvers::ByChoice<solvers::ByQuantile<double>> summer_peak_mw{};  ///< the same of summers
  /// Of winters, times what plans that far come to (models::PlanStatusParams).
  solvers::ByChoice<solvers::ByQuantile<double>> ripe_peak_mw{};
  solvers::ByQuantile<double> heat_mwh{};
  double built_floor_m2 = 0.0;
};

struct CumulativeDemand {
  std::string municipality_id;  ///< empty: all
  std::size_t plans_count = 0;
  std::vector<CumulativeYear> years;
};

struct PlanSet {
  std::vector<PlanCheck> checks;  ///< [file that was read], by name
  std::vector<RefusedFile> refused;
  std::vector<PlanOverlap> overlaps;      ///< largest first
  std::vector<CumulativeDemand> demands;  ///< the region first, then municipalities by number
};

/// GML, SOSI, GeoJSON and GeoPackage files below the folder, by their endings, with the CSV of the
/// same name beside each. Years before a plan's first count nothing, those after its last as much
/// as its last. Errors: NotFound when the folder is not there or holds no plan; as of
/// LoadSurroundings.
absl::StatusOr<PlanSet> CheckAllPlans(const CheckAllQuestion& question);

/// The same from checks that are made.
absl::Status SumPlans(PlanSet& plans);

/// For programs and for people.
std::string MakePlanSetJson(const PlanSet& plans);
std::string MakePlanSetText(const PlanSet& plans);

}  // namespace twin::plans
