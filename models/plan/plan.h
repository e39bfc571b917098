#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "models/plan/build_out.h"
#include "models/plan/polygon.h"
#include "models/plan/purpose.h"

namespace models {

/// Where an area lies: a plan may have floors (NPAD, Vertikalnivå).
enum class VerticalLevel {
  kBelowGround = 1,
  kGround = 2,  ///< or the water's surface
  kAboveGround = 3,
  kSeabed = 4,
  kWaterColumn = 5,
};

/// What may be built on an area. What is missing is not known; nothing stands for it.
struct PlanUtilisation {
  std::optional<double> bra_m2;     ///< floor area (bruksareal), all storeys
  std::optional<double> bra_ratio;  ///< the same over the area's own ground (%-BRA / 100)
  std::optional<double> bya_m2;     ///< built footprint (bebygd areal)
  std::optional<double> bya_ratio;  ///< %-BYA / 100
  bool no_building = false;         ///< nothing, or nothing more, may be built
};

/// A part of a combined purpose.
struct PlanUseShare {
  std::string use;           ///< id of a building use
  double floor_share = 0.0;  ///< of the area's floor
};

/// Power that somebody asked for or a table gives, in place of what floors would take.
struct PlanGivenPower {
  std::string profile;    ///< id of a connection profile
  double power_mw = 0.0;  ///< as ordered
};

/// One area of a plan with what the planner says of it.
struct PlanAreaParams {
  std::string id;          ///< of the file: gml:id, SOSI serial number, feature id
  std::string field_name;  ///< feltnavn, as "o_BKB1"; may be empty
  PurposeList list = PurposeList::kZoning;
  int purpose_code = 0;
  VerticalLevel level = VerticalLevel::kGround;
  PlanSurface surface;
  bool is_existing = false;  ///< municipal plans: built already, adds nothing
  PlanUtilisation utilisation;
  std::optional<double> storeys_count;
  std::optional<double> dwellings_count;
  std::vector<PlanUseShare> uses;  ///< empty: the purpose's own
  std::optional<PlanGivenPower> given;
  std::optional<std::string> standard;  ///< energy standard; missing: the plan's
  std::optional<BuildOut> build_out;    ///< missing: the plan's
  std::string place;  ///< where in the file: "plan.gml:120 RpArealformålOmråde x"
};

/// A land-use plan: what the file says and what the planner assumes beside it.
struct Plan {
  std::string municipality_id;  ///< four digits
  std::string id;               ///< planidentifikasjon; with the municipality it is unique
  std::string name;
  int type_code = 0;    ///< plan_types.csv
  int status_code = 0;  ///< plan_statuses.csv
  SosiVersion version = kNewestSosiVersion;
  std::string standard = "tek17";
  std::optional<BuildOut> build_out;
  std::vector<PlanAreaParams> areas;
};

/// "o_BKB1 (x)", or "x" without a field name: how messages name an area.
std::string AreaName(const PlanAreaParams& area);

/// Numbers of every area: finite and in their ranges, shares of combined purposes that add up to 1
/// within 1e-6, a surface without fault. All that is wrong at once, each with its place.
/// Errors: InvalidArgument.
absl::Status Validate(const Plan& plan);

}  // namespace models
