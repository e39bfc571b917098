#include "twin/convert/simulation_convert.h"

#include "twin/convert/branch_convert.h"
#include "twin/convert/time_convert.h"
#include "twin/store/schema.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

pb::SimulatedRun ToRun(const scenario::SimulatedRun& run,
                       const std::vector<scenario::SeriesColumn>& columns,
                       const models::Region& region) {
  pb::SimulatedRun result;
  result.set_name(run.report.name);
  *result.mutable_from() = ToTimestamp(run.report.from);
  if (run.report.last.totals != nullptr) {
    *result.mutable_totals() = ToProto(*run.report.last.totals, region);
  }
  result.set_final_state_hash(store::ToHex(run.report.final_hash));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    pb::SimulatedSeries& series = *result.add_series();
    series.set_series(columns[i].group);
    series.set_unit(columns[i].unit);
    series.set_element_id(columns[i].element_id);
    series.mutable_values_in_unit()->Assign(run.series[i].begin(), run.series[i].end());
  }
  return result;
}

}  // namespace

pb::SimulationReport ToProto(const scenario::Scenario& scenario,
                             const std::vector<scenario::SimulatedRun>& runs,
                             const std::vector<scenario::SeriesColumn>& columns,
                             const models::Region& region) {
  pb::SimulationReport report;
  report.set_name(scenario.name);
  report.set_title_nb(scenario.title_nb);
  report.set_title_en(scenario.title_en);
  *report.mutable_from() = ToTimestamp(scenario.from);
  *report.mutable_to() = ToTimestamp(scenario.to);
  *report.mutable_trunk() = ToRun(runs.front(), columns, region);
  for (std::size_t i = 1; i < runs.size(); ++i) {
    pb::SimulatedRun& branch = *report.add_branches();
    branch = ToRun(runs[i], columns, region);
    *branch.mutable_difference() = ToProto(runs[i].difference, region);
    *branch.mutable_difference()->mutable_from() = ToTimestamp(runs[i].report.from);
    *branch.mutable_difference()->mutable_to() = ToTimestamp(scenario.to);
  }
  return report;
}

}  // namespace twin::convert
