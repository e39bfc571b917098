// One reader of land-use plans under libFuzzer; PLAN_FORMAT says which. Built by clang, run by
// ./tests/fuzz/plans. What is read goes on to floors, so that GEOS meets what readers let through.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "data/plans/geojson_plan_reader.h"
#include "data/plans/geopackage_plan_reader.h"
#include "data/plans/gml_plan_reader.h"
#include "data/plans/plan_builder.h"
#include "data/plans/plan_limits.h"
#include "data/plans/plan_loader.h"
#include "data/plans/sosi_plan_reader.h"
#include "solvers/plan/plan_areas.h"
#include "tests/support/source_folder.h"

namespace {

const data::PlanContext& Context() {
  static const data::PlanContext context = [] {
    auto loaded = data::LoadPlanContext(tests::SourceFolder() + "/data/ostlandet");
    if (!loaded.ok()) std::abort();
    return *std::move(loaded);
  }();
  return context;
}

// A promise that was broken: libFuzzer keeps the input.
void Demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

}  // namespace

// Tables are read before the clock of the first input runs.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  Context();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(bytes), size);
  data::Diagnostics diagnostics;
  const data::PlanFile file = data::PLAN_FORMAT(text, "fuzz", diagnostics);
  if (!diagnostics.empty()) {
    for (const data::Diagnostic& diagnostic : diagnostics) {
      Demand(!diagnostic.problem.empty(), "refused without a reason");
    }
    Demand(diagnostics.size() <= data::kPlanLimits.problems + 1, "told more than the limit");
    return 0;
  }
  const auto plans = data::BuildPlans(file, Context().tables, "fuzz", diagnostics);
  if (!diagnostics.empty()) return 0;
  Demand(!plans.empty(), "nothing read and nothing said");
  for (const models::Plan& plan : plans) {
    Demand(models::Validate(plan).ok(), "read, but not valid");
    const auto areas = solvers::CalcPlanAreas(plan, Context().tables);
    Demand(areas.ok() || areas.status().code() == absl::StatusCode::kInvalidArgument,
           "areas could not be overlaid");
  }
  return 0;
}
