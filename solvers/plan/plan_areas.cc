#include "solvers/plan/plan_areas.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/field_checks.h"
#include "models/base/status_macros.h"

namespace solvers {
namespace {

using models::PlanAreaParams;
using models::PurposeParams;
using models::PurposeRole;

constexpr double kLeastOverlapM2 = 1.0;

// One area that may hold buildings, with what its purpose says.
struct Candidate {
  std::size_t area = 0;
  const PurposeParams* purpose = nullptr;
};

bool IsOnGround(const PlanAreaParams& area) { return area.level == models::VerticalLevel::kGround; }

bool UsesGround(const PlanAreaParams& area) {
  const models::PlanUtilisation& may = area.utilisation;
  return !may.bra_m2 && (may.bra_ratio || (!may.bya_m2 && may.bya_ratio));
}

// What makes two areas the same thing drawn on two levels.
auto Likeness(const PlanAreaParams& area) {
  const models::PlanUtilisation& may = area.utilisation;
  return std::tuple(area.field_name, area.purpose_code, may.bra_m2.value_or(-1.0),
                    may.bya_m2.value_or(-1.0), area.dwellings_count.value_or(-1.0),
                    area.given ? area.given->power_mw : -1.0);
}

bool HasNumber(const PlanAreaParams& area) {
  return area.utilisation.bra_m2 || area.utilisation.bya_m2 || area.dwellings_count || area.given;
}

class AreaReader {
 public:
  AreaReader(const models::Plan& plan, const models::PlanTables& tables)
      : plan_(plan), tables_(tables) {}

  absl::StatusOr<PlanAreas> Read() {
    FindCandidates();
    TWIN_RETURN_IF_ERROR(checks_.ToStatus());
    DropRepeated();
    TWIN_RETURN_IF_ERROR(MeasureGround());
    for (const Candidate& candidate : candidates_) TWIN_RETURN_IF_ERROR(ReadArea(candidate));
    TWIN_RETURN_IF_ERROR(checks_.ToStatus());
    return std::move(areas_);
  }

 private:
  const PlanAreaParams& Area(const Candidate& candidate) const {
    return plan_.areas[candidate.area];
  }
  std::string Place(const PlanAreaParams& area) const {
    return area.place.empty() ? models::AreaName(area) : area.place;
  }

  void FindCandidates() {
    std::size_t existing = 0;
    for (std::size_t i = 0; i < plan_.areas.size(); ++i) {
      const PlanAreaParams& area = plan_.areas[i];
      const auto purpose = tables_.purposes.Find(area.list, area.purpose_code, plan_.version);
      if (!purpose.ok()) {
        checks_.Report(Place(area), std::string(purpose.status().message()));
        continue;
      }
      if (area.is_existing) ++existing;
      const bool adds = (*purpose)->role != PurposeRole::kNone || area.given || !area.uses.empty();
      if (!area.is_existing && adds && !area.utilisation.no_building) {
        candidates_.push_back({i, *purpose});
      }
    }
    if (existing > 0) {
      areas_.notes.push_back(absl::StrCat(existing, " areas are existing use and add nothing"));
    }
  }

  // Ground level first, then the order of the file: the order in which ground is given out.
  void DropRepeated() {
    std::stable_sort(candidates_.begin(), candidates_.end(), [this](const auto& a, const auto& b) {
      return IsOnGround(Area(a)) > IsOnGround(Area(b));
    });
    std::vector<Candidate> kept;
    for (const Candidate& candidate : candidates_) {
      const PlanAreaParams& area = Area(candidate);
      const auto same = std::find_if(kept.begin(), kept.end(), [&](const Candidate& other) {
        return !area.field_name.empty() && HasNumber(area) && Area(other).level != area.level &&
               Likeness(Area(other)) == Likeness(area);
      });
      if (same == kept.end()) {
        kept.push_back(candidate);
        continue;
      }
      areas_.notes.push_back(absl::StrCat(models::AreaName(area), " is drawn alike on levels ",
                                          static_cast<int>(Area(*same).level), " and ",
                                          static_cast<int>(area.level), ": counted once"));
    }
    candidates_ = std::move(kept);
  }

  absl::Status MeasureGround() {
    std::vector<const models::PlanSurface*> all;
    for (const PlanAreaParams& area : plan_.areas) {
      all.push_back(&area.surface);
      areas_.drawn_m2 += models::CalcAreaM2(area.surface);
    }
    TWIN_ASSIGN_OR_RETURN(areas_.ground_m2, models::CalcUnionM2(all));
    for (int level = 1; level <= 5; ++level) {
      std::vector<const models::PlanSurface*> surfaces;
      std::vector<std::size_t> places;
      for (std::size_t i = 0; i < plan_.areas.size(); ++i) {
        if (static_cast<int>(plan_.areas[i].level) != level) continue;
        surfaces.push_back(&plan_.areas[i].surface);
        places.push_back(i);
      }
      TWIN_ASSIGN_OR_RETURN(auto overlaps, models::FindOverlaps(surfaces, kLeastOverlapM2));
      for (models::SurfaceOverlap& overlap : overlaps) {
        overlap.first = places[overlap.first];
        overlap.second = places[overlap.second];
        areas_.overlaps.push_back(overlap);
      }
    }
    return absl::OkStatus();
  }

  // Ground of an area that no earlier one took.
  absl::StatusOr<double> CalcOwnGroundM2(const Candidate& candidate) {
    const PlanAreaParams& area = Area(candidate);
    TWIN_ASSIGN_OR_RETURN(const double own_m2, models::CalcUncoveredM2(area.surface, Near(area)));
    taken_.push_back(&area.surface);
    const double lost_m2 = models::CalcAreaM2(area.surface) - own_m2;
    if (lost_m2 > kLeastOverlapM2) {
      areas_.notes.push_back(
          absl::StrFormat("%s: %.0f m² of its ground are another area's and counted there",
                          models::AreaName(area), lost_m2));
    }
    return own_m2;
  }

  // Surfaces that took ground already and whose boxes meet the area's.
  std::vector<const models::PlanSurface*> Near(const PlanAreaParams& area) const {
    const models::PlanBox box = models::CalcBox(area.surface);
    std::vector<const models::PlanSurface*> near;
    for (const models::PlanSurface* surface : taken_) {
      const models::PlanBox other = models::CalcBox(*surface);
      const bool meets = other.west_m < box.east_m && box.west_m < other.east_m &&
                         other.south_m < box.north_m && box.south_m < other.north_m;
      if (meets) near.push_back(surface);
    }
    return near;
  }

  absl::Status ReadArea(const Candidate& candidate) {
    const PlanAreaParams& area = Area(candidate);
    if (area.given) {
      if (models::FindGivenPower(tables_, area.given->profile) == nullptr) {
        checks_.Report(Place(area),
                       absl::StrCat("no power profile is called '", area.given->profile, "'"));
      }
      areas_.powers.push_back({candidate.area, area.given->profile, area.given->power_mw});
      return absl::OkStatus();
    }
    TWIN_ASSIGN_OR_RETURN(const std::vector<models::PlanUseShare> uses, UsesOf(candidate));
    if (!uses.empty()) return AddFloors(candidate, uses);
    return absl::OkStatus();
  }

  // The uses an area's floor is of; none after saying why.
  absl::StatusOr<std::vector<models::PlanUseShare>> UsesOf(const Candidate& candidate) {
    const PlanAreaParams& area = Area(candidate);
    std::vector<models::PlanUseShare> uses = area.uses;
    const PurposeParams& purpose = *candidate.purpose;
    const std::string named = absl::StrCat(purpose.code, " ", purpose.name);
    if (uses.empty() && purpose.role == PurposeRole::kBuildings) uses = {{purpose.use, 1.0}};
    if (uses.empty() && purpose.role == PurposeRole::kCombined) {
      checks_.Report(Place(area),
                     absl::StrCat("combined purpose ", named, " needs the share of each use"));
    } else if (uses.empty()) {
      if (purpose.role == PurposeRole::kGiven) {
        AddGap(candidate, absl::StrCat(named, ": its power and profile are not given"),
               absl::StrCat(named, ": effekt og profil er ikke oppgitt"));
      } else {
        AddGap(candidate, absl::StrCat(named, " says too little: its uses are not given"),
               absl::StrCat(named, " sier for lite: bruken er ikke oppgitt"));
      }
    }
    for (const models::PlanUseShare& use : uses) {
      if (models::FindUse(tables_.uses, use.use) != nullptr) continue;
      checks_.Report(Place(area), absl::StrCat("no building use is called '", use.use, "'"));
      return std::vector<models::PlanUseShare>{};
    }
    return uses;
  }

  absl::StatusOr<std::optional<double>> FloorOf(const Candidate& candidate,
                                                const std::vector<models::PlanUseShare>& uses) {
    const PlanAreaParams& area = Area(candidate);
    const models::PlanUtilisation& may = area.utilisation;
    if (may.bra_m2) return *may.bra_m2;
    double ground_m2 = 0.0;
    if (UsesGround(area)) {
      TWIN_ASSIGN_OR_RETURN(ground_m2, CalcOwnGroundM2(candidate));
    }
    if (may.bra_ratio) return *may.bra_ratio * ground_m2;
    if ((may.bya_m2 || may.bya_ratio) && area.storeys_count) {
      return (may.bya_m2 ? *may.bya_m2 : *may.bya_ratio * ground_m2) * *area.storeys_count;
    }
    if (const auto floor_m2 = FloorOfDwellings(area, uses)) return *floor_m2;
    if (may.bya_m2 || may.bya_ratio) {
      AddGap(candidate, "a footprint (BYA) without storeys says nothing of floor area",
             "bebygd areal (BYA) uten etasjer sier ikke noe om gulvareal");
    } else {
      AddGap(candidate, "no floor area, percentage, number of dwellings or power is given",
             "verken gulvareal, prosent, antall boliger eller effekt er oppgitt");
    }
    return std::optional<double>();
  }

  std::optional<double> FloorOfDwellings(const PlanAreaParams& area,
                                         const std::vector<models::PlanUseShare>& uses) const {
    if (!area.dwellings_count || uses.size() != 1) return std::nullopt;
    const models::BuildingUseParams* use = models::FindUse(tables_.uses, uses[0].use);
    if (!use->floor_per_dwelling_m2) return std::nullopt;
    return *area.dwellings_count * *use->floor_per_dwelling_m2;
  }

  absl::Status AddFloors(const Candidate& candidate,
                         const std::vector<models::PlanUseShare>& uses) {
    const PlanAreaParams& area = Area(candidate);
    TWIN_ASSIGN_OR_RETURN(const std::optional<double> floor_m2, FloorOf(candidate, uses));
    if (!floor_m2) return absl::OkStatus();
    const std::string standard = area.standard.value_or(plan_.standard);
    double dwelling_share = 0.0;
    for (const models::PlanUseShare& share : uses) {
      if (models::FindUse(tables_.uses, share.use)->is_dwelling) {
        dwelling_share += share.floor_share;
      }
    }
    for (const models::PlanUseShare& share : uses) {
      const models::BuildingUseParams& use = *models::FindUse(tables_.uses, share.use);
      if (models::FindStandard(use, standard) == nullptr) {
        checks_.Report(Place(area),
                       absl::StrCat("no demand of '", use.id, "' by standard '", standard, "'"));
        continue;
      }
      PlanFloor floor{.area = candidate.area, .use = use.id, .standard = standard};
      floor.floor_m2 = *floor_m2 * share.floor_share;
      floor.customers_count = use.is_dwelling && area.dwellings_count && dwelling_share > 0.0
                                  ? *area.dwellings_count * share.floor_share / dwelling_share
                                  : floor.floor_m2 / use.customer_m2;
      areas_.floors.push_back(floor);
    }
    return absl::OkStatus();
  }

  void AddGap(const Candidate& candidate, std::string english, std::string norwegian) {
    areas_.gaps.push_back({candidate.area, {std::move(english), std::move(norwegian)}});
  }

  const models::Plan& plan_;
  const models::PlanTables& tables_;
  models::FieldChecks checks_;
  std::vector<Candidate> candidates_;
  std::vector<const models::PlanSurface*> taken_;
  PlanAreas areas_;
};

}  // namespace

absl::StatusOr<PlanAreas> CalcPlanAreas(const models::Plan& plan,
                                        const models::PlanTables& tables) {
  return AreaReader(plan, tables).Read();
}

}  // namespace solvers
