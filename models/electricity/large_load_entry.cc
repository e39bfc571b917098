#include "models/electricity/large_load_entry.h"

#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace models {
namespace {

PlaceIndex FindPlace(const ElectricityGrid& grid, const LargeLoadParams& large) {
  PlaceIndex of_municipality;
  for (const LoadParams& load : grid.loads) {
    if (load.bus == large.bus) return load.place;
    if (!of_municipality.valid() && load.municipality == large.municipality) {
      of_municipality = load.place;
    }
  }
  if (of_municipality.valid()) return of_municipality;
  return grid.loads.size() > 0 ? grid.loads[LoadIndex(0)].place : PlaceIndex();
}

LoadParams MakeLoad(const LargeLoadParams& large, const DemandParams& demand,
                    const ElectricityGrid& grid) {
  const auto sector = static_cast<std::size_t>(large.sector);
  const double tan_phi_ratio = demand.sector_model.sectors[sector].tan_phi_ratio;
  LoadParams load{.id = LargeLoadEntryId(large),
                  .name = large.name,
                  .kind = LoadKind::kNamed,
                  .bus = large.bus,
                  .municipality = large.municipality,
                  .place = FindPlace(grid, large),
                  .cold_mw = large.size_mw,
                  .mild_mw = large.size_mw,
                  .summer_mw = large.size_mw,
                  .cold_tan_phi_ratio = tan_phi_ratio,
                  .mild_tan_phi_ratio = tan_phi_ratio,
                  .summer_tan_phi_ratio = tan_phi_ratio,
                  .sector_ratio = std::nullopt};
  const SectorTable<double> cold_ratio = CalcColdMorningSectorRatio(demand.sector_model);
  if (demand.sector_model.is_given && cold_ratio[sector] > 0.0) {
    SectorTable<double> mean_mw{};
    mean_mw[sector] = 1.0;
    load.sector_ratio = CalcSectorMixRatio(mean_mw, cold_ratio);
  }
  return load;
}

}  // namespace

std::string LargeLoadEntryId(const LargeLoadParams& large) {
  return absl::StrCat("oet:load/", absl::StripPrefix(large.id, "oet:"));
}

bool EntersInYear(const LargeLoadParams& large, const LargeLoadQuestion& question) {
  if (large.drawn_by.valid() || !large.bus.valid() || large.size_mw <= 0.0) return false;
  switch (large.status) {
    case LargeLoadStatus::kReserved:
      return large.from_year > 0 && large.from_year <= question.year;
    case LargeLoadStatus::kQueue:
    case LargeLoadStatus::kAnnounced:
      return question.has_queue && large.from_year <= question.year;
    case LargeLoadStatus::kOperating:
    case LargeLoadStatus::kClosed:
      return false;
  }
  return false;
}

absl::Status AddLargeLoads(const LargeLoadQuestion& question,
                           Table<LargeLoadIndex, LargeLoadParams>& large_loads,
                           const DemandParams& demand, ElectricityGrid& grid) {
  std::string errors;
  for (LargeLoadParams& large : large_loads) {
    if (!EntersInYear(large, question)) continue;
    if (large.bus.value() >= grid.buses.size()) {
      absl::StrAppend(&errors, errors.empty() ? "" : "; ", large.id,
                      ": its busbar is not in the grid of ", question.year);
      continue;
    }
    large.drawn_by = grid.loads.Add(MakeLoad(large, demand, grid));
  }
  return errors.empty() ? absl::OkStatus() : absl::InvalidArgumentError(errors);
}

}  // namespace models
