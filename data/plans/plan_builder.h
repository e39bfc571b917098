#pragma once

#include <string>
#include <vector>

#include "data/diagnostics.h"
#include "data/plans/plan_feature.h"
#include "models/plan/plan.h"
#include "models/plan/plan_tables.h"

namespace data {

/// Makes plans of what was read, the same from every format. An object Arealplan, RpOmråde or
/// KpOmråde is a plan's head: kommunenummer, planidentifikasjon, plantype, planstatus, plannavn. An
/// area belongs to the plan whose two numbers it carries, or to the only one there is. Its purpose
/// is looked up in the list of its object type and the file's version; its utilisations in theirs;
/// what a planner says beside (plan_fields.h) may stand in its properties. Polygons are checked and
/// wound.
/// What is wrong goes to the diagnostics with its place: a head without its numbers, a code nobody
/// knows, an area without outline or with a broken one, a plan without areas.
std::vector<models::Plan> BuildPlans(const PlanFile& file, const models::PlanTables& tables,
                                     const std::string& shown_name, Diagnostics& diagnostics);

}  // namespace data
