#include "models/distribution/mv_generator.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "models/base/errors.h"
#include "models/base/philox.h"
#include "models/base/units.h"
#include "models/distribution/mv_layout.h"
#include "models/distribution/mv_sizing.h"

namespace models {
namespace {

enum Stream : std::uint32_t { kTurn = 311, kTilt };

constexpr int kMostTries = 8;
constexpr double kMoreFeedersRatio = 1.25;
constexpr double kKmPerDegLat = 111.2;
constexpr double kCountryTieKm = 8.0;    // a country feeder's end is joined across at most this
constexpr double kHalfVoltageKv = 16.0;  // below it a feeder carries half
constexpr std::uint32_t kCountryFeeders = 1u << 16;  // their numbers, apart from the town's

// FNV-1a: what a busbar's id adds to the seed.
std::uint64_t Hash(absl::string_view text) {
  std::uint64_t hash = 14695981039346656037ull;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return hash;
}

// One setting of one point: so much demand of so many customers.
struct Part {
  bool is_urban = false;
  double customer_count = 0.0;
  double cold_mw = 0.0;
  double near_km = 0.0;
  double far_km = 0.0;
};

struct LaidFeeder {
  std::vector<MvPlace> places;
  MvFeederDemand demand;
  MvFeederSizes sizes;
  bool is_urban = false;
};

class Generator {
 public:
  Generator(const MvRules& rules, const MvSupplyPoint& point, MvGenerated& made)
      : rules_(RulesOf(rules, point)),
        point_(point),
        made_(made),
        seed_(rules.seed * 0x9E3779B97F4A7C15ull ^ Hash(point.key)) {}

  void Run() {
    const double cold_mva = point_.cold_mw * std::hypot(1.0, point_.tan_phi_ratio);
    const MvUnits units = CalcSupplyUnits(rules_, cold_mva, point_.town_share);
    const MvSupplyIndex supply =
        made_.grid.supplies.Add({.bus = point_.bus,
                                 .nominal_kv = point_.nominal_kv,
                                 .cold_mw = point_.cold_mw,
                                 .tan_phi_ratio = point_.tan_phi_ratio,
                                 .customer_count = point_.customer_count,
                                 .urban_share = point_.town_share,
                                 .transformer_count = units.count,
                                 .transformer_mva = units.unit_mva,
                                 .first = MvFeederIndex(made_.grid.feeders.size())});
    for (const Part& part : SplitParts()) AddPart(supply, part);
    made_.grid.supplies[supply].feeder_count =
        made_.grid.feeders.size() - made_.grid.supplies[supply].first.value();
    JoinEnds(made_.grid.supplies[supply]);
  }

 private:
  // Town and country share the demand by customers times what one of them takes.
  std::vector<Part> SplitParts() const {
    const double town = point_.customer_count * point_.town_share;
    const double country = point_.customer_count - town;
    const double weight_sum =
        town * rules_.town.demand_ratio + country * rules_.country.demand_ratio;
    const double town_radius_km = std::sqrt(town / rules_.town_customers_per_km2 / kPi);
    const double settled_radius_km = std::min(
        rules_.radius_max_km, rules_.settled_radius_share * std::sqrt(point_.area_km2 / kPi));
    std::vector<Part> parts;
    if (town >= 1.0) {
      parts.push_back({true, town, point_.cold_mw * town * rules_.town.demand_ratio / weight_sum,
                       0.0, town_radius_km});
    }
    if (country >= 1.0) {
      parts.push_back({false, country,
                       point_.cold_mw * country * rules_.country.demand_ratio / weight_sum,
                       town_radius_km, std::max(settled_radius_km, town_radius_km + 1.0)});
    }
    return parts;
  }

  void AddPart(MvSupplyIndex supply, const Part& part) {
    const MvSetting& setting = part.is_urban ? rules_.town : rules_.country;
    const double feeder_mw = setting.feeder_mw * (point_.nominal_kv < kHalfVoltageKv ? 0.5 : 1.0);
    int feeders = std::max(1, static_cast<int>(std::ceil(part.cold_mw / feeder_mw)));
    std::vector<LaidFeeder> laid;
    bool fits = false;
    for (int tries = 0; tries < kMostTries; ++tries) {
      if (tries > 0) {
        feeders = static_cast<int>(std::ceil(feeders * kMoreFeedersRatio));
      }
      laid = LayPart(part, setting, feeders);
      fits = std::all_of(laid.begin(), laid.end(),
                         [](const LaidFeeder& one) { return one.sizes.fits; });
      if (fits) break;
    }
    for (const LaidFeeder& one : laid) Add(supply, one);
  }

  std::vector<LaidFeeder> LayPart(const Part& part, const MvSetting& setting, int feeders) const {
    const int nodes = std::max(
        feeders, static_cast<int>(std::lround(part.customer_count / setting.node_customer_count)));
    const double turn_rad =
        2.0 * kPi * CalcUniformShare({seed_, kTurn, part.is_urban ? 0u : 1u, 0});
    std::vector<LaidFeeder> laid;
    for (int f = 0; f < feeders; ++f) {
      const int count = nodes / feeders + (f < nodes % feeders ? 1 : 0);
      const double width_rad = 2.0 * kPi / feeders;
      const std::uint32_t number =
          static_cast<std::uint32_t>(f) + (part.is_urban ? 0u : kCountryFeeders);
      const double tilt_rad =
          part.is_urban ? 0.0 : 0.25 * width_rad * CalcNormalShare({seed_, kTilt, number, 0});
      const double from_rad = turn_rad + f * width_rad + tilt_rad;
      LaidFeeder one;
      one.is_urban = part.is_urban;
      one.places = LayFeeder({.is_urban = part.is_urban,
                              .from_rad = from_rad,
                              .to_rad = from_rad + width_rad,
                              .near_km = part.near_km,
                              .far_km = part.far_km},
                             setting, count, {seed_, number});
      one.demand.nominal_kv = point_.nominal_kv;
      one.demand.tan_phi_ratio = point_.tan_phi_ratio;
      const double share = static_cast<double>(count) / nodes;
      for (const MvPlace& place : one.places) {
        one.demand.cold_mw.push_back(part.cold_mw * share * place.weight_share);
        one.demand.customer_count.push_back(part.customer_count * share * place.weight_share);
      }
      one.sizes = SizeFeeder(rules_, setting, one.places, one.demand);
      laid.push_back(std::move(one));
    }
    return laid;
  }

  void Add(MvSupplyIndex supply, const LaidFeeder& laid) {
    MvGrid& grid = made_.grid;
    const std::size_t first = grid.nodes.size();
    const MvFeederIndex feeder = grid.feeders.Add({.supply = supply,
                                                   .first = MvNodeIndex(first),
                                                   .node_count = laid.places.size(),
                                                   .is_urban = laid.is_urban});
    if (!laid.sizes.fits) made_.beyond_limits.push_back(feeder);
    const double km_per_deg_lon = kKmPerDegLat * std::cos(point_.lat_deg * kRadPerDeg);
    for (std::size_t i = 0; i < laid.places.size(); ++i) {
      const MvPlace& place = laid.places[i];
      const double cold_mw = laid.demand.cold_mw[i];
      const double customers = laid.demand.customer_count[i];
      grid.nodes.Add(
          {.parent = place.parent < 0 ? MvNodeIndex()
                                      : MvNodeIndex(first + static_cast<std::size_t>(place.parent)),
           .line_type = laid.sizes.line_type[i],
           .length_km = place.length_km,
           .lat_deg = point_.lat_deg + place.north_km / kKmPerDegLat,
           .lon_deg = point_.lon_deg + place.east_km / km_per_deg_lon,
           .customer_count = customers,
           .cold_mw = cold_mw,
           .transformer_kva = CalcSubstationKva(rules_, cold_mw, point_.tan_phi_ratio, customers),
           .is_urban = laid.is_urban});
    }
  }

  // Open lines from the last node of a feeder to the nearest node of the next feeder of its kind.
  void JoinEnds(const MvSupply& supply) {
    MvGrid& grid = made_.grid;
    const std::size_t first = supply.first.value(), end = first + supply.feeder_count;
    for (std::size_t f = first; f < end; ++f) {
      MvFeeder& feeder = grid.feeders[MvFeederIndex(f)];
      std::size_t other = f + 1;
      while (other < end && grid.feeders[MvFeederIndex(other)].is_urban != feeder.is_urban) ++other;
      if (other == end) {  // round to the first of its kind
        for (other = first; grid.feeders[MvFeederIndex(other)].is_urban != feeder.is_urban;)
          ++other;
      }
      if (other == f || feeder.node_count == 0) continue;
      const MvNodeIndex last(feeder.first.value() + feeder.node_count - 1);
      const MvFeeder& neighbour = grid.feeders[MvFeederIndex(other)];
      double least_km = std::numeric_limits<double>::infinity();
      MvNodeIndex nearest;
      for (std::size_t i = 0; i < neighbour.node_count; ++i) {
        const MvNodeIndex node(neighbour.first.value() + i);
        const double apart_km = CalcApartKm(grid.nodes[last], grid.nodes[node]);
        if (apart_km >= least_km) continue;
        least_km = apart_km;
        nearest = node;
      }
      const MvSetting& setting = feeder.is_urban ? rules_.town : rules_.country;
      if (!feeder.is_urban && least_km > kCountryTieKm) continue;
      feeder.tie = last;
      feeder.tie_to = nearest;
      feeder.tie_km = least_km * setting.detour_ratio;
    }
  }

  double CalcApartKm(const MvNode& a, const MvNode& b) const {
    return kKmPerDegLat *
           std::hypot(a.lat_deg - b.lat_deg,
                      (a.lon_deg - b.lon_deg) * std::cos(point_.lat_deg * kRadPerDeg));
  }

  static MvRules RulesOf(MvRules rules, const MvSupplyPoint& point) {
    if (point.coincidence_limit_share > 0.0) {
      rules.coincidence_limit_share = point.coincidence_limit_share;
    }
    return rules;
  }

  const MvRules rules_;
  const MvSupplyPoint& point_;
  MvGenerated& made_;
  const std::uint64_t seed_;
};

}  // namespace

absl::StatusOr<MvGenerated> GenerateMvGrid(const MvRules& rules,
                                           const Table<MvSupplyIndex, MvSupplyPoint>& points) {
  if (const absl::Status status = Validate(rules); !status.ok()) return status;
  std::vector<errors::FieldViolation> wrong;
  for (const MvSupplyPoint& point : points) {
    const bool is_good = point.cold_mw > 0.0 && point.cold_mw < 1e5 &&
                         point.customer_count >= 1.0 && point.customer_count < 1e7 &&
                         point.area_km2 > 0.0 && point.area_km2 < 1e6 && point.nominal_kv > 1.0 &&
                         point.nominal_kv < 50.0 && point.town_share >= 0.0 &&
                         point.town_share <= 1.0 && std::abs(point.tan_phi_ratio) < 10.0 &&
                         std::abs(point.lat_deg) < 89.0 && std::abs(point.lon_deg) <= 180.0;
    if (!is_good) {
      wrong.push_back({absl::StrCat("supply point ", point.key),
                       "needs demand, customers, an area, a voltage and a position"});
    }
  }
  if (!wrong.empty()) return errors::InvalidFields(wrong);
  MvGenerated made;
  made.grid.line_types = rules.line_types;
  for (const MvSupplyPoint& point : points) Generator(rules, point, made).Run();
  return made;
}

}  // namespace models
