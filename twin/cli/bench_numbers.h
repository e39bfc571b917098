#pragma once

#include <vector>

namespace twin::cli {

/// The value nearest to a share of the way through the sorted ones; 0 of none.
double Percentile(std::vector<double> values, double share);

}  // namespace twin::cli
