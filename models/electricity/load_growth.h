#pragma once

#include "absl/status/status.h"
#include "models/climate/demand.h"
#include "models/climate/growth.h"
#include "models/electricity/load.h"

namespace models {

/// Makes loads those of another year: every sector of a load's mix times its factor of growth. The
/// load's three cases grow as its cold morning does,
///   cold' = cold · Σ_s m_s g_s c_s,   c_s: sector s on the cold morning,
/// and its mix is set anew so that Σ_s m'_s c_s = 1. Loads without a mix stay as they are.
/// Errors: as of CalcSectorFactorsRatio.
absl::Status GrowLoads(const Growth& growth, const GrowthQuestion& question,
                       const DemandParams& demand, Table<LoadIndex, LoadParams>& loads);

}  // namespace models
