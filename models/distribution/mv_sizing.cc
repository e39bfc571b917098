#include "models/distribution/mv_sizing.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace models {
namespace {

constexpr int kMostUnits = 8;
constexpr double kTownStationShare = 0.5;

// Types of one kind by rising rating.
std::vector<MvLineTypeIndex> TypesOf(const MvRules& rules, bool is_cable) {
  std::vector<MvLineTypeIndex> types;
  for (std::size_t i = 0; i < rules.line_types.size(); ++i) {
    if (rules.line_types[MvLineTypeIndex(i)].is_cable == is_cable) types.emplace_back(i);
  }
  return types;
}

class Sizing {
 public:
  Sizing(const MvRules& rules, std::span<const MvPlace> places, const MvFeederDemand& demand)
      : rules_(rules),
        places_(places),
        demand_(demand),
        types_{TypesOf(rules, false), TypesOf(rules, true)},
        size_(places.size(), 0),
        below_mw_(demand.cold_mw) {
    std::vector<double> customers = demand.customer_count;
    for (std::size_t i = places.size(); i-- > 0;) {
      const int parent = places[i].parent;
      if (parent >= 0) {
        below_mw_[static_cast<std::size_t>(parent)] += below_mw_[i];
        customers[static_cast<std::size_t>(parent)] += customers[i];
      }
    }
    for (std::size_t i = 0; i < places.size(); ++i) {
      below_mw_[i] *= CalcCoincidenceRatio(rules.coincidence_limit_share, customers[i]);
    }
  }

  MvFeederSizes Run(const MvSetting& setting) {
    MvFeederSizes sizes;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const double current_a = CalcCurrentA(below_mw_[i]);
      const auto& types = Types(i);
      while (size_[i] + 1 < types.size() &&
             current_a > setting.loading_share * rules_.line_types[types[size_[i]]].rating_a) {
        ++size_[i];
      }
      sizes.fits = sizes.fits &&
                   current_a <= setting.loading_share * rules_.line_types[types[size_[i]]].rating_a;
    }
    std::size_t worst = FindWorst(sizes.worst_drop_share);
    while (sizes.worst_drop_share > rules_.drop_limit_share) {
      bool has_grown = false;
      for (int i = static_cast<int>(worst); i >= 0;
           i = places_[static_cast<std::size_t>(i)].parent) {
        const std::size_t row = static_cast<std::size_t>(i);
        if (size_[row] + 1 >= Types(row).size()) continue;
        ++size_[row];
        has_grown = true;
      }
      if (!has_grown) break;
      worst = FindWorst(sizes.worst_drop_share);
    }
    sizes.fits = sizes.fits && sizes.worst_drop_share <= rules_.drop_limit_share;
    for (std::size_t i = 0; i < places_.size(); ++i) sizes.line_type.push_back(Types(i)[size_[i]]);
    return sizes;
  }

 private:
  const std::vector<MvLineTypeIndex>& Types(std::size_t place) const {
    return types_[places_[place].is_cable ? 1 : 0];
  }

  double CalcCurrentA(double active_mw) const {
    return active_mw * std::hypot(1.0, demand_.tan_phi_ratio) * 1e3 /
           (std::numbers::sqrt3 * demand_.nominal_kv);
  }

  std::size_t FindWorst(double& worst_share) const {
    const double v2_kv2 = demand_.nominal_kv * demand_.nominal_kv;
    std::vector<double> drop_share(places_.size());
    std::size_t worst = 0;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const MvLineType& type = rules_.line_types[Types(i)[size_[i]]];
      drop_share[i] = below_mw_[i] * places_[i].length_km *
                      (type.r_ohm_per_km + type.x_ohm_per_km * demand_.tan_phi_ratio) / v2_kv2;
      if (places_[i].parent >= 0) {
        drop_share[i] += drop_share[static_cast<std::size_t>(places_[i].parent)];
      }
      if (drop_share[i] > drop_share[worst]) worst = i;
    }
    worst_share = drop_share.empty() ? 0.0 : drop_share[worst];
    return worst;
  }

  const MvRules& rules_;
  std::span<const MvPlace> places_;
  const MvFeederDemand& demand_;
  const std::vector<MvLineTypeIndex> types_[2];  // lines, cables
  std::vector<std::size_t> size_;                // [place] position in its types
  std::vector<double> below_mw_;                 // [place] through its line
};

}  // namespace

MvFeederSizes SizeFeeder(const MvRules& rules, const MvSetting& setting,
                         std::span<const MvPlace> places, const MvFeederDemand& demand) {
  return Sizing(rules, places, demand).Run(setting);
}

double CalcSubstationKva(const MvRules& rules, double cold_mw, double tan_phi_ratio,
                         double customer_count) {
  const double wanted_kva = cold_mw * 1e3 * std::hypot(1.0, tan_phi_ratio) *
                            CalcCoincidenceRatio(rules.coincidence_limit_share, customer_count) /
                            rules.substation_loading_share;
  const auto size =
      std::lower_bound(rules.substation_kva.begin(), rules.substation_kva.end(), wanted_kva);
  if (size != rules.substation_kva.end()) return *size;
  return rules.substation_kva.back() * std::ceil(wanted_kva / rules.substation_kva.back());
}

MvUnits CalcSupplyUnits(const MvRules& rules, double cold_mva, double town_share) {
  if (cold_mva <= rules.single_unit_mw && town_share < kTownStationShare) {
    const auto size =
        std::lower_bound(rules.transformer_mva.begin(), rules.transformer_mva.end(), cold_mva);
    if (size != rules.transformer_mva.end()) return {1, *size};
  }
  const double carried_mva = cold_mva / rules.cold_emergency_ratio;  // by all units but one
  for (int count = 2; count < kMostUnits; ++count) {
    const auto size = std::lower_bound(rules.transformer_mva.begin(), rules.transformer_mva.end(),
                                       carried_mva / (count - 1));
    if (size != rules.transformer_mva.end()) return {count, *size};
  }
  const double largest_mva = rules.transformer_mva.back();
  return {1 + static_cast<int>(std::ceil(carried_mva / largest_mva)), largest_mva};
}

}  // namespace models
