#pragma once

#include <array>
#include <string>
#include <vector>

#include "data/diagnostics.h"

namespace data {

/// One published figure and how near the twin is to come to it.
struct PublicFigure {
  std::string section;  ///< "calibration" or "hindcast"
  std::string name;
  std::string quantity;  ///< solvers::FindRecordQuantity; empty: not compared by a record
  /// "median" of the years; "together": one statistic of all of them; "once_in_8_years"; "none"
  std::string statistic;
  std::string unit;
  std::array<double, 2> values{};  ///< lowest and highest of the record, in `unit`
  double tolerance_share = 0.0;    ///< beyond them, of the figure itself
  bool is_fitted = false;          ///< a parameter was chosen after it; else it is predicted
  std::string note;
  std::string source;
};

/// Reads public_record.csv below `directory`, which a region need not have: what the twin is held
/// against, not what anything is computed from.
std::vector<PublicFigure> LoadPublicRecord(const std::string& directory, Diagnostics& diagnostics);

/// Inside [low − t |low|, high + t |high|].
bool IsMet(const PublicFigure& figure, double value);

}  // namespace data
