#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "models/region.h"
#include "twin/store/schema.h"

namespace twin {

/// What one quarter's result is made of. Each series has one value per element of its axis.
enum class Series {
  kBusVoltage,
  kBusAngle,
  kBusInjection,
  kBusReactiveInjection,
  kBusEnergised,
  kBranchActiveFrom,
  kBranchReactiveFrom,
  kBranchActiveTo,
  kBranchReactiveTo,
  kBranchLoading,
  kBranchRating,
  kBranchInService,
  kBranchOutageLoading,
  kBranchWorstOutage,
  kGeneration,
  kAreaImport,
  kRegionDemand,
  kRegionUnserved,
  kRegionHeatElectricity,
  kRegionLosses,
  kRegionGeneration,
  kRegionHydro,
  kRegionWind,
  kRegionSolar,
  kRegionThermal,
  kRegionNetImport,
  kRegionImportBeyondLimits,
  kRegionExportBeyondLimits,
  kRegionSlack,
  kRegionResidual,
  kPlaceAir,
  kPlaceEffective,
  kPlaceWind,
  kPlaceIrradiance,
  kPlaceInflow,
  kHeatDemand,
  kHeatDelivered,
  kHeatUnserved,
  kHeatNetworkLoss,
  kHeatAccumulatorDischarge,
  kHeatAccumulator,
  kHeatIndoor,
  kHeatSupply,
  kHeatElectricity,
  kHeatEmission,
  kHeatResidual,
  kHeatCooledOff,
  kHeatPower,
  kHeatCost,
  kHeatMarginalCost,
  kHeatReleased,
  kHeatReleasable,
  kHeatWithheldByPrice,
  kHeatWithheldByOrder,
  kHeatWithheldByReserve,
  kHeatElectricityLimit,
  kHeatReserve,
  kHeatConverted,
  kHeatRelieved,
  kHeatAdded,
  kHeatAddedElectricity,
  kPlantHeat,
  kPlantElectricity,
  kPlantPower,
  kPlantLeast,
  kPlantMost,
  kPlantCost,
  kPlantFuel,
  kPlantLost,
  kPartStale,
  kCount,
};

/// Whether a frame has the mean over its quarter: of powers, money and weather, so that energies
/// close. Else it has the quarter's end: of contents, temperatures of rooms, what is in service,
/// and of the grid's picture, whose flows, voltages and loadings belong together.
bool MeansOverQuarter(Series series);

inline constexpr std::size_t kSeriesCount = static_cast<std::size_t>(Series::kCount);

/// Parts of the step that can fail on their own.
enum class Part { kElectricity, kHeat, kSecurity, kCount };
inline constexpr std::size_t kPartCount = static_cast<std::size_t>(Part::kCount);
const char* PartName(Part part);

/// Where each series stands in a frame: one flat array of doubles per quarter, the same live, in
/// the journal and in the store's segments.
class FrameLayout {
 public:
  explicit FrameLayout(const models::Region& region);

  std::size_t size() const { return size_; }
  std::span<const double> Of(Series series, std::span<const double> frame) const;
  std::span<double> Of(Series series, std::span<double> frame) const;
  double Value(Series series, std::span<const double> frame, std::size_t element = 0) const {
    return Of(series, frame)[element];
  }
  /// Row of a heat system's first plant on the plant axis.
  std::size_t FirstPlant(models::HeatSystemIndex system) const {
    return first_plant_[system.value()];
  }
  /// The store's description of the same layout.
  const store::FrameSchema& schema() const { return schema_; }

 private:
  struct Block {
    std::size_t offset = 0;
    std::size_t size = 0;
  };
  const Block& BlockOf(Series series) const { return blocks_[static_cast<std::size_t>(series)]; }

  std::array<Block, kSeriesCount> blocks_;
  std::vector<std::size_t> first_plant_;
  std::size_t size_ = 0;
  store::FrameSchema schema_;
};

}  // namespace twin
