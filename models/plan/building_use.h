#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace models {

/// What a building takes, by what it is for.
enum class EnergyCarrier {
  kElectric,  ///< light, machines, fans: what only electricity can do
  kHotWater,
  kHeating,  ///< of rooms and air
  kCooling,  ///< as cold, not as the chiller's electricity
  kEv,       ///< charging of the cars that belong to it
};
inline constexpr std::size_t kEnergyCarrierCount = 5;

/// "electric", "hot_water", "heating", "cooling" or "ev".
std::string_view EnergyCarrierId(EnergyCarrier carrier);
std::optional<EnergyCarrier> FindEnergyCarrier(std::string_view id);

/// One value for every carrier, in order of the enumeration.
template <class T>
using CarrierTable = std::array<T, kEnergyCarrierCount>;

/// How far apart careful people put a figure: one in ten is below the first, nine in ten below the
/// last.
enum class Quantile { kP10, kP50, kP90 };
inline constexpr std::size_t kQuantileCount = 3;

/// Year's energy and highest power of a square metre of floor, many buildings taken together.
/// **Shape** [quantile].
struct FloorDemand {
  std::array<double, kQuantileCount> energy_kwh_per_m2{};
  /// Heating at the design temperature, cooling on the hottest day, the rest in its highest hour.
  std::array<double, kQuantileCount> peak_w_per_m2{};
  std::string source;
  std::string confidence;
};

/// Demand of one use built to one energy standard.
struct UseStandard {
  std::string standard;  ///< "tek17", "passive" or "existing"
  CarrierTable<FloorDemand> floor{};
};

/// When a carrier is taken.
struct UseShape {
  std::string id;
  /// Shape [day type: workday, Saturday, Sunday][local hour]: over the workday's mean, 0 at least.
  std::array<std::array<double, 24>, 3> hour_ratio{};
  std::array<double, 12> month_ratio{};  ///< of what does not follow the weather
};

/// One use of buildings, as planners tell them apart.
struct BuildingUseParams {
  std::string id;
  std::string name;
  bool is_dwelling = false;                     ///< counted in dwellings (cabins too)
  std::optional<double> floor_per_dwelling_m2;  ///< of dwellings whose floor nobody said
  double customer_m2 = 100.0;                   ///< floor of one customer, for coincidence
  double coincidence_share = 1.0;               ///< k∞ of models::CalcCoincidenceShare
  CarrierTable<std::string> shape_id{};
  std::vector<UseStandard> standards;
  std::string source;
  std::string confidence;
};

/// Everything that turns floor into demand.
struct BuildingUses {
  std::vector<BuildingUseParams> uses;
  std::vector<UseShape> shapes;
};

const BuildingUseParams* FindUse(const BuildingUses& uses, std::string_view id);
const UseShape* FindShape(const BuildingUses& uses, std::string_view id);
const UseStandard* FindStandard(const BuildingUseParams& use, std::string_view standard);

/// Quantiles that rise, energy with power and power with energy, shapes that are there and not all
/// zero. Errors: InvalidArgument with everything.
absl::Status Validate(const BuildingUses& uses);

}  // namespace models
