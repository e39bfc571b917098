#include "twin/convert/frame_convert.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/base/errors.h"
#include "models/base/nearest_names.h"
#include "models/base/status_macros.h"
#include "twin/convert/time_convert.h"
#include "twin/limit_breaches.h"
#include "twin/limits.h"

namespace twin::convert {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr std::size_t kNearestCounties = 3;
using models::AssetKind;

// Smallest differences worth a delta.
constexpr double kVoltagePu = 1e-5;
constexpr double kAngleDeg = 1e-3;
constexpr double kPowerMw = 1e-2;
constexpr double kLoadingShare = 1e-4;

// One frame, read series by series.
class Reader {
 public:
  Reader(const FrameContext& context, const Frame& frame)
      : layout_(context.layout), frame_(frame) {}
  double At(Series series, std::size_t element = 0) const {
    return layout_.Value(series, frame_.values, element);
  }

 private:
  const FrameLayout& layout_;
  const Frame& frame_;
};

struct Watched {
  Series series;
  double resolution;
};

constexpr Watched kBusWatched[] = {{Series::kBusVoltage, kVoltagePu},
                                   {Series::kBusAngle, kAngleDeg},
                                   {Series::kBusInjection, kPowerMw},
                                   {Series::kBusReactiveInjection, kPowerMw},
                                   {Series::kBusEnergised, 0.5}};
constexpr Watched kBranchWatched[] = {
    {Series::kBranchActiveFrom, kPowerMw},   {Series::kBranchReactiveFrom, kPowerMw},
    {Series::kBranchActiveTo, kPowerMw},     {Series::kBranchReactiveTo, kPowerMw},
    {Series::kBranchLoading, kLoadingShare}, {Series::kBranchRating, kPowerMw},
    {Series::kBranchInService, 0.5},         {Series::kBranchOutageLoading, kLoadingShare},
    {Series::kBranchWorstOutage, 0.5}};
constexpr Watched kGeneratorWatched[] = {{Series::kGeneration, kPowerMw}};

template <std::size_t N>
bool Differs(const Watched (&watched)[N], const Reader& now, const Reader* before,
             std::size_t element) {
  if (before == nullptr) return true;
  return std::any_of(std::begin(watched), std::end(watched), [&](const Watched& row) {
    const double difference = now.At(row.series, element) - before->At(row.series, element);
    return std::abs(difference) > row.resolution;
  });
}

bool Takes(const ElementFilter& filter, const std::vector<char>& rows, std::size_t row) {
  return filter.takes_all || rows[row] != 0;
}

void FillBus(const Reader& reader, std::size_t row, pb::BusState& bus) {
  bus.set_vm_pu(reader.At(Series::kBusVoltage, row));
  bus.set_va_deg(reader.At(Series::kBusAngle, row));
  bus.set_injection_mw(reader.At(Series::kBusInjection, row));
  bus.set_injection_mvar(reader.At(Series::kBusReactiveInjection, row));
  bus.set_is_energised(reader.At(Series::kBusEnergised, row) > 0.5);
}

void FillBranch(const models::ElectricityGrid& grid, const Reader& reader, std::size_t row,
                pb::BranchState& branch) {
  branch.set_p_from_mw(reader.At(Series::kBranchActiveFrom, row));
  branch.set_q_from_mvar(reader.At(Series::kBranchReactiveFrom, row));
  branch.set_p_to_mw(reader.At(Series::kBranchActiveTo, row));
  branch.set_q_to_mvar(reader.At(Series::kBranchReactiveTo, row));
  branch.set_loading_share(reader.At(Series::kBranchLoading, row));
  branch.set_rating_mva(reader.At(Series::kBranchRating, row));
  branch.set_is_in_service(reader.At(Series::kBranchInService, row) > 0.5);
  branch.set_outage_loading_share(reader.At(Series::kBranchOutageLoading, row));
  const double outage = reader.At(Series::kBranchWorstOutage, row);
  if (outage < 0.0 || branch.outage_loading_share() <= 0.0) return;
  branch.set_worst_outage_id(
      grid.branches[models::BranchIndex(static_cast<std::size_t>(outage))].id);
}

}  // namespace

pb::Violation ToViolation(const models::ElectricityGrid& grid, const Breach& breach) {
  pb::Violation violation;
  const auto name = [&violation](pb::ViolationKind kind, const auto& element) {
    violation.set_kind(kind);
    violation.set_element_id(element.id);
    violation.set_element_name(element.name);
  };
  switch (breach.kind) {
    case BreachKind::kOverload:
      name(pb::VIOLATION_KIND_OVERLOAD, grid.branches[models::BranchIndex(breach.row)]);
      break;
    case BreachKind::kUndervoltage:
      name(pb::VIOLATION_KIND_UNDERVOLTAGE, grid.buses[models::BusIndex(breach.row)]);
      break;
    case BreachKind::kOvervoltage:
      name(pb::VIOLATION_KIND_OVERVOLTAGE, grid.buses[models::BusIndex(breach.row)]);
      break;
    case BreachKind::kDeEnergised:
      name(pb::VIOLATION_KIND_DE_ENERGISED, grid.buses[models::BusIndex(breach.row)]);
      break;
  }
  violation.set_value_pu(breach.value_pu);
  violation.set_limit_pu(breach.limit_pu);
  return violation;
}

namespace {

bool SameViolations(const std::vector<pb::Violation>& a, const std::vector<pb::Violation>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.kind() == y.kind() && x.element_id() == y.element_id() &&
           std::abs(x.value_pu() - y.value_pu()) <= kLoadingShare;
  });
}

void TakeNothing(const models::Region& region, ElementFilter& filter) {
  filter.takes_all = false;
  filter.buses.assign(region.grid.buses.size(), 0);
  filter.branches.assign(region.grid.branches.size(), 0);
  filter.generators.assign(region.grid.generators.size(), 0);
}

// Whether each bus lies in one of the counties. Shape [bus].
absl::StatusOr<std::vector<char>> FindBusesOf(
    const google::protobuf::RepeatedPtrField<std::string>& counties, const models::Region& region) {
  std::set<std::string> known, asked;
  for (const models::StationParams& station : region.grid.stations) known.insert(station.county);
  for (const std::string& county : counties) {
    if (!known.contains(county)) {
      const std::vector<std::string> names(known.begin(), known.end());
      return models::errors::UnknownId("county", county.substr(0, limits::kMaxIdBytes),
                                       models::FindNearestNames(county, names, kNearestCounties));
    }
    asked.insert(county);
  }
  std::vector<char> is_there;
  for (const models::BusParams& bus : region.grid.buses) {
    is_there.push_back(asked.contains(region.grid.stations[bus.station].county) ? 1 : 0);
  }
  return is_there;
}

}  // namespace

absl::StatusOr<ElementFilter> AddCounties(
    const google::protobuf::RepeatedPtrField<std::string>& counties, const models::Region& region,
    ElementFilter filter) {
  if (counties.empty()) return filter;
  if (counties.size() > limits::kMaxCounties) {
    return models::errors::InvalidField(
        "counties",
        absl::StrCat("has ", counties.size(), " entries, at most ", limits::kMaxCounties));
  }
  TWIN_ASSIGN_OR_RETURN(const std::vector<char> is_there, FindBusesOf(counties, region));
  if (filter.takes_all) TakeNothing(region, filter);
  const auto is_at = [&](models::BusIndex bus) { return is_there[bus.value()] != 0; };
  for (std::size_t i = 0; i < filter.buses.size(); ++i) {
    if (is_at(models::BusIndex(i))) filter.buses[i] = 1;
  }
  for (std::size_t k = 0; k < filter.branches.size(); ++k) {
    const models::BranchParams& branch = region.grid.branches[models::BranchIndex(k)];
    if (is_at(branch.from) || is_at(branch.to)) filter.branches[k] = 1;
  }
  for (std::size_t g = 0; g < filter.generators.size(); ++g) {
    if (is_at(region.grid.generators[models::GeneratorIndex(g)].bus)) filter.generators[g] = 1;
  }
  return filter;
}

absl::StatusOr<ElementFilter> MakeElementFilter(
    const google::protobuf::RepeatedPtrField<std::string>& element_ids,
    const models::Region& region, const models::AssetNames& names) {
  ElementFilter filter;
  if (element_ids.empty()) return filter;
  if (element_ids.size() > limits::kMaxElementIds) {
    return models::errors::InvalidField(
        "element_ids",
        absl::StrCat("has ", element_ids.size(), " entries, at most ", limits::kMaxElementIds));
  }
  TakeNothing(region, filter);
  for (const std::string& id : element_ids) {
    TWIN_ASSIGN_OR_RETURN(const models::AssetRef asset,
                          names.Find(id.substr(0, limits::kMaxIdBytes),
                                     {AssetKind::kBus, AssetKind::kBranch, AssetKind::kGenerator}));
    if (asset.kind == AssetKind::kBus) filter.buses[asset.row] = 1;
    if (asset.kind == AssetKind::kBranch) filter.branches[asset.row] = 1;
    if (asset.kind == AssetKind::kGenerator) filter.generators[asset.row] = 1;
  }
  return filter;
}

pb::Balance ToBalance(const FrameContext& context, const Frame& frame) {
  const Reader reader(context, frame);
  pb::Balance balance;
  balance.set_demand_mw(reader.At(Series::kRegionDemand));
  balance.set_heat_electricity_mw(reader.At(Series::kRegionHeatElectricity));
  balance.set_losses_mw(reader.At(Series::kRegionLosses));
  balance.set_generation_mw(reader.At(Series::kRegionGeneration));
  balance.set_hydro_mw(reader.At(Series::kRegionHydro));
  balance.set_wind_mw(reader.At(Series::kRegionWind));
  balance.set_solar_mw(reader.At(Series::kRegionSolar));
  balance.set_thermal_mw(reader.At(Series::kRegionThermal));
  balance.set_net_import_mw(reader.At(Series::kRegionNetImport));
  balance.set_residual_mw(reader.At(Series::kRegionResidual));
  balance.set_unserved_mw(reader.At(Series::kRegionUnserved));
  balance.set_import_beyond_limits_mw(reader.At(Series::kRegionImportBeyondLimits));
  balance.set_export_beyond_limits_mw(reader.At(Series::kRegionExportBeyondLimits));
  std::size_t row = 0;
  for (const models::ExchangeAreaParams& area : context.region.grid.exchange_areas) {
    auto* exchange = balance.add_exchanges();
    exchange->set_area(area.id);
    exchange->set_import_mw(reader.At(Series::kAreaImport, row++));
  }
  return balance;
}

void AddWeather(const FrameContext& context, const Frame& frame,
                google::protobuf::RepeatedPtrField<pb::WeatherSummary>& weather) {
  const Reader reader(context, frame);
  std::size_t row = 0;
  for (const models::PlaceParams& place : context.region.places) {
    auto* summary = weather.Add();
    summary->set_place(place.name);
    summary->set_air_degc(reader.At(Series::kPlaceAir, row));
    summary->set_wind_m_per_s(reader.At(Series::kPlaceWind, row));
    summary->set_irradiance_w_per_m2(reader.At(Series::kPlaceIrradiance, row));
    ++row;
  }
}

void AddStale(std::span<const StalePart> parts,
              google::protobuf::RepeatedPtrField<pb::StalePart>& stale) {
  for (const StalePart& part : parts) {
    auto* sent = stale.Add();
    sent->set_part(part.part);
    *sent->mutable_since() = ToTimestamp(part.since);
    sent->set_reason(part.reason);
  }
}

std::vector<pb::Violation> FindViolations(const FrameContext& context, const Frame& frame) {
  std::vector<pb::Violation> violations;
  for (const Breach& breach : FindBreaches(context.region, context.layout, frame.values)) {
    violations.push_back(ToViolation(context.region.grid, breach));
  }
  std::stable_sort(violations.begin(), violations.end(), [](const auto& a, const auto& b) {
    return std::abs(a.value_pu() - a.limit_pu()) > std::abs(b.value_pu() - b.limit_pu());
  });
  return violations;
}

pb::GridFrame ToGridFrame(const FrameContext& context, const Frame& frame,
                          const ElementFilter& filter, const Frame* before) {
  const models::ElectricityGrid& grid = context.region.grid;
  const Reader reader(context, frame);
  const Reader before_reader(context, before != nullptr ? *before : frame);
  const Reader* compared = before != nullptr ? &before_reader : nullptr;
  pb::GridFrame result;
  for (std::size_t row = 0; row < grid.buses.size(); ++row) {
    if (!Takes(filter, filter.buses, row) || !Differs(kBusWatched, reader, compared, row)) continue;
    auto* bus = result.add_buses();
    bus->set_id(grid.buses[models::BusIndex(row)].id);
    FillBus(reader, row, *bus);
  }
  for (std::size_t row = 0; row < grid.branches.size(); ++row) {
    if (!Takes(filter, filter.branches, row)) continue;
    if (!Differs(kBranchWatched, reader, compared, row)) continue;
    auto* branch = result.add_branches();
    branch->set_id(grid.branches[models::BranchIndex(row)].id);
    FillBranch(grid, reader, row, *branch);
  }
  for (std::size_t row = 0; row < grid.generators.size(); ++row) {
    if (!Takes(filter, filter.generators, row)) continue;
    if (!Differs(kGeneratorWatched, reader, compared, row)) continue;
    auto* generator = result.add_generators();
    generator->set_id(grid.generators[models::GeneratorIndex(row)].id);
    generator->set_generation_mw(reader.At(Series::kGeneration, row));
  }
  const std::vector<pb::Violation> violations = FindViolations(context, frame);
  if (before != nullptr && SameViolations(violations, FindViolations(context, *before))) {
    return result;
  }
  result.set_violations_changed(true);
  for (const pb::Violation& violation : violations) *result.add_violations() = violation;
  return result;
}

}  // namespace twin::convert
