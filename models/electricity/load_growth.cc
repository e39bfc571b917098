#include "models/electricity/load_growth.h"

#include <cstddef>

#include "models/base/status_macros.h"

namespace models {
namespace {

void GrowLoad(const SectorTable<double>& factor_ratio, const SectorTable<double>& cold_ratio,
              LoadParams& load) {
  if (!load.sector_ratio.has_value()) return;
  double grown_ratio = 0.0;
  for (std::size_t s = 0; s < kSectorCount; ++s) {
    (*load.sector_ratio)[s] *= factor_ratio[s];
    grown_ratio += (*load.sector_ratio)[s] * cold_ratio[s];
  }
  if (grown_ratio <= 0.0) return;
  for (double& part : *load.sector_ratio) part /= grown_ratio;
  load.cold_mw *= grown_ratio;
  load.mild_mw *= grown_ratio;
  load.summer_mw *= grown_ratio;
}

}  // namespace

absl::Status GrowLoads(const Growth& growth, const GrowthQuestion& question,
                       const DemandParams& demand, Table<LoadIndex, LoadParams>& loads) {
  TWIN_ASSIGN_OR_RETURN(const SectorTable<double> factor_ratio,
                        CalcSectorFactorsRatio(growth, question));
  if (question.year == 0) return absl::OkStatus();
  const SectorTable<double> cold_ratio = CalcColdMorningSectorRatio(demand.sector_model);
  for (LoadParams& load : loads) GrowLoad(factor_ratio, cold_ratio, load);
  return absl::OkStatus();
}

}  // namespace models
