#pragma once

#include "models/region.h"
#include "ostlandet/twin/v1/scenario.pb.h"
#include "twin/scenario/branch_info.h"
#include "twin/scenario/compare.h"
#include "twin/scenario/history.h"
#include "twin/scenario/totals.h"

namespace twin::convert {

/// A branch as it stands; `has_patches` false leaves its patches out.
ostlandet::twin::v1::Branch ToProto(const scenario::BranchInfo& info, const models::Region& region,
                                    bool has_patches);

/// Absent where there is nothing to tell: no quarter, no breach.
ostlandet::twin::v1::RunTotals ToProto(const scenario::Totals& totals,
                                       const models::Region& region);

/// Neither period nor notice.
ostlandet::twin::v1::CompareBranchesResponse ToProto(const scenario::Comparison& comparison,
                                                     const models::Region& region);

/// Without notice.
ostlandet::twin::v1::ReplayPeriodResponse ToProto(const scenario::ReplayReport& report,
                                                  const models::Region& region);

}  // namespace twin::convert
