#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/region.h"
#include "solvers/region_record.h"

namespace twin::cli {

/// `twin region cold-spell`: the coldest days of a weather year, made colder by an offset.
struct ColdSpellQuestion {
  std::string region_directory = "data/ostlandet";
  int weather_year = 2011;
  int days = 5;
  double offset_k = -8.0;
  bool is_json = false;
};

/// One hour of a spell.
struct ColdSpellHour {
  std::string time;  ///< start of the hour, UTC
  double own_degc = 0.0;
  double region_mw = 0.0;
  double area_mw = 0.0;
  double losses_mw = 0.0;
  std::vector<double> generation_mw;  ///< by class, models::GeneratorKind
  std::vector<double> import_mw;      ///< by neighbour, as exchange_areas
  double unserved_mw = 0.0;
};

struct ColdSpell {
  int month = 1;
  int day_of_month = 1;  ///< first day with the offset
  std::vector<std::string> class_ids;
  std::vector<std::string> neighbour_ids;
  std::vector<ColdSpellHour> hours;  ///< from two days before to two days after
  std::size_t coldest = 0;           ///< hour of those days with the largest demand of the region
};

/// Errors: InvalidArgument: days outside 1 to 60; as of ForEachRegionHour.
absl::StatusOr<ColdSpell> CalcColdSpell(const solvers::RegionRecordParams& params, int weather_year,
                                        int days, double offset_k);

absl::StatusOr<std::string> DescribeColdSpell(const ColdSpellQuestion& question);

}  // namespace twin::cli
