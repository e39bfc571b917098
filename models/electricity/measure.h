#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "models/electricity/branch.h"

namespace models {

/// What can be done about a limit that stops a connection.
enum class MeasureKind {
  kDynamicRating,    ///< lines rated by their weather
  kReconductor,      ///< other conductors on the same towers
  kParallelCircuit,  ///< one more line, cable or transformer
  kSwitching,        ///< a branch opened or closed for good
  kCapacitorBank,    ///< reactive support at the applicant's bus
  kBattery,          ///< at the applicant's bus, for the quarters that fall short
  kDemandResponse,   ///< of general customers at the bus
  kSmartCharging,    ///< of cars and trucks at the bus
  kHeatConversion,   ///< direct electric heating at the bus to district heating
  kRetrofit,         ///< houses at the bus that need less heat
  kGridProject,      ///< one that is announced: nothing is built for the applicant
  kBoilerCut,        ///< electric boilers of district heating cut at peak
  kSurplusHeat,      ///< heat that nobody takes brought to district heating
};
inline constexpr std::size_t kMeasureKindCount = 13;

/// Names as they stand in tables, e.g. "dynamic_rating".
std::string_view MeasureId(MeasureKind kind);
/// Whether a table knows it by this name.
bool FindMeasure(std::string_view id, MeasureKind& kind);

/// What a price is counted in.
enum class MeasureUnit { kEach, kPerKm, kPerMva, kPerMw, kPerMwh, kPerMvar };

/// From … to: what is not known better.
struct CostRange {
  double low_mnok = 0.0;
  double high_mnok = 0.0;
};
struct LeadTime {
  double low_years = 0.0;
  double high_years = 0.0;
};

/// One price of the catalogue. A measure may have several, which add up: a battery by MW and by
/// MWh.
struct MeasurePrice {
  MeasureKind kind = MeasureKind::kParallelCircuit;
  double from_kv = 0.0, to_kv = 1000.0;  ///< nominal voltages it holds for
  bool is_for_any_branch = true;         ///< else of `branch_kind` alone
  BranchKind branch_kind = BranchKind::kLine;
  MeasureUnit unit = MeasureUnit::kEach;
  CostRange cost;  ///< per unit
  LeadTime lead;
  int price_year = 0;
  std::string source;
  std::string confidence;
};

/// How much is reckoned with where a measure has no size of its own.
struct MeasureRules {
  double reconductor_rating_ratio = 1.6;      ///< high-temperature conductors, same weight
  double reconductor_resistance_ratio = 0.8;  ///< over the conductors before
  double response_share = 0.05;               ///< of the general demand at a bus that can wait
  double smart_charging_share = 0.6;          ///< of charging in a peak that can be moved
  double conversion_share = 0.2;              ///< of direct electric heating that can be converted
  double retrofit_share = 0.1;                ///< of electric heating that better houses save
  double battery_efficiency_share = 0.88;     ///< given over taken
  double bank_mvar_per_mw = 0.3;              ///< capacitors per MW asked for
  double short_time_rating_ratio = 1.2;       ///< of any branch until an action has worked …
  double short_time_min = 15.0;               ///< … which it has after so long
};

struct MeasureCatalogue {
  std::vector<MeasurePrice> prices;  ///< empty: no costs are known
  MeasureRules rules;
};

/// Cost of so many units of a measure at a voltage, and how long it takes; prices of another kind
/// or unit do not count.
struct MeasureCost {
  CostRange range;
  LeadTime lead;
  int price_year = 0;
  bool is_known = false;
};

/// How much of each unit a measure is.
struct MeasureAmount {
  double count = 0.0, km = 0.0, mva = 0.0, mw = 0.0, mwh = 0.0, mvar = 0.0;
};

/// The sum over the prices of this kind that fit voltage and branch kind; the longest lead time.
MeasureCost CalcMeasureCost(const MeasureCatalogue& catalogue, MeasureKind kind, double nominal_kv,
                            BranchKind branch_kind, const MeasureAmount& amount);

/// Both added; the later lead time; known where both are.
MeasureCost Add(const MeasureCost& a, const MeasureCost& b);

}  // namespace models
