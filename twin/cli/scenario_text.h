#pragma once

#include <string>

#include "ostlandet/twin/v1/scenario.pb.h"

namespace twin::cli {

/// For people: one line, and all there is to say.
std::string DescribeBranchLine(const ostlandet::twin::v1::Branch& branch);
std::string DescribeBranch(const ostlandet::twin::v1::Branch& branch);
/// `first` and `second` name the runs.
std::string DescribeComparison(const ostlandet::twin::v1::CompareBranchesResponse& found,
                               const std::string& first, const std::string& second);
std::string DescribeReplay(const ostlandet::twin::v1::ReplayPeriodResponse& replayed);

}  // namespace twin::cli
