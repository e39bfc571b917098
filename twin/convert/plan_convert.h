#pragma once

#include <string>

#include "ostlandet/twin/v1/planning.pb.h"
#include "solvers/plan/grid_phasing.h"
#include "twin/plans/plan_check.h"

namespace twin::convert {

/// Everything of one file, plan by plan; the record's id is that of `record.json` of a statement.
ostlandet::twin::v1::CheckedPlanFile ToCheckedPlanFile(const plans::PlanCheck& check);

/// One plan of a check: area, demand, grid (plan_grid_convert.cc) and heat (plan_heat_convert.cc).
ostlandet::twin::v1::PlanAnswer ToPlanAnswer(const plans::PlanCheck& check,
                                             const plans::CheckedPlan& checked);
ostlandet::twin::v1::PlanGrid ToPlanGrid(const plans::PlanGrid& grid);
ostlandet::twin::v1::PlanHeat ToPlanHeat(const plans::Surroundings& around,
                                         const plans::CheckedPlan& checked);

/// A file that was refused: every problem with its place, 200 at most.
ostlandet::twin::v1::RefusedPlanFile ToRefusedPlanFile(const std::string& name,
                                                       const absl::Status& status);

ostlandet::twin::v1::PlanHeatChoice ToProto(solvers::HeatChoice choice);
ostlandet::twin::v1::PlanReach ToProto(solvers::HeatReach reach);
ostlandet::twin::v1::PlanMargin ToProto(solvers::MarginClass margin);
ostlandet::twin::v1::PlanMw ToPlanMw(const solvers::ByQuantile<double>& values_mw);
ostlandet::twin::v1::PlanMwh ToPlanMwh(const solvers::ByQuantile<double>& values_mwh);
ostlandet::twin::v1::PlanCost ToProto(const solvers::CostRange& cost);
ostlandet::twin::v1::Position ToPosition(const models::PlanPoint& point);

/// The text of a plan as a message may carry it: what is no UTF-8 is replaced.
std::string ToMessageText(std::string text);

}  // namespace twin::convert
