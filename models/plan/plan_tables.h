#pragma once

#include <array>
#include <string>
#include <vector>

#include "models/plan/building_use.h"
#include "models/plan/purpose.h"

namespace models {

/// One kind of plan (kodeliste Plantype).
struct PlanTypeParams {
  int code = 0;
  std::string name;
  bool is_municipal = false;  ///< else a zoning plan
  bool is_binding = true;
  std::string source;
  std::string confidence;
};

/// How far a plan has come (kodeliste Planstatus), and how much of what plans at that point permit
/// is ever built.
struct PlanStatusParams {
  int code = 0;
  std::string name;
  bool is_doubtful = false;  ///< registers often say it wrongly: tell, never drop
  std::array<double, kQuantileCount> realised_share{};
  std::string source;
  std::string confidence;
};

/// What a number of utilisation is (kodeliste Utnyttingstype).
enum class UtilisationKind { kNoBuilding, kBraM2, kBraPercent, kByaM2, kByaPercent, kOther };
struct UtilisationParams {
  int code = 0;
  std::string name;
  UtilisationKind kind = UtilisationKind::kOther;  ///< kOther: of a rule no longer reckoned with
  std::string source;
  std::string confidence;
};

/// How much of an ordered power is ever drawn, by profile.
struct GivenPowerParams {
  std::string profile;
  std::array<double, kQuantileCount> taken_share{};
  std::string source;
  std::string confidence;
};

/// Everything a plan is read and reckoned with; rows of data/ostlandet/plans.
struct PlanTables {
  PurposeTable purposes;
  std::vector<PlanTypeParams> types;
  std::vector<PlanStatusParams> statuses;
  std::vector<UtilisationParams> utilisations;
  std::vector<GivenPowerParams> given;
  BuildingUses uses;
};

const PlanTypeParams* FindPlanType(const PlanTables& tables, int code);
const PlanStatusParams* FindPlanStatus(const PlanTables& tables, int code);
const UtilisationParams* FindUtilisation(const PlanTables& tables, int code);
const GivenPowerParams* FindGivenPower(const PlanTables& tables, const std::string& profile);

}  // namespace models
