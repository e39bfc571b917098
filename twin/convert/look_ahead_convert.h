#pragma once

#include <vector>

#include "ostlandet/twin/v1/operations.pb.h"
#include "twin/convert/frame_convert.h"
#include "twin/scenario/look_ahead.h"
#include "twin/scenario/series_columns.h"

namespace twin::convert {

/// Fills times, spreads and violations of `response`: of every `every_quarters`-th quarter.
void FillLookAhead(const FrameContext& context, const scenario::LookAhead& found,
                   const std::vector<scenario::SeriesColumn>& columns, int every_quarters,
                   ostlandet::twin::v1::GetLookAheadResponse& response);

}  // namespace twin::convert
