#include "twin/plans/statement_figures.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace twin::plans {
namespace {

using solvers::HeatChoice;

constexpr double kWidthPt = 483.0;
constexpr std::size_t kP50 = static_cast<std::size_t>(models::Quantile::kP50);
constexpr std::uint32_t kInk = 0x1b1b1b;
constexpr std::array<std::uint32_t, solvers::kHeatChoiceCount> kChoiceColours{
    0xc1121f, 0xf28f3b, 0x588157, 0x2a6f97, 0x7b2cbf};

// A round step of about a fifth of the span.
double RoundStep(double span_in_unit) {
  const double rough = std::max(1e-9, span_in_unit / 5.0);
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough) return factor * power;
  }
  return 10.0 * power;
}

std::string Decimal(double value_in_unit, int decimals, bool is_norwegian) {
  std::string text = absl::StrFormat("%.*f", decimals, value_in_unit);
  if (is_norwegian) std::replace(text.begin(), text.end(), '.', ',');
  return text;
}

int DecimalsOf(double step_in_unit) {
  return std::clamp(static_cast<int>(-std::floor(std::log10(step_in_unit) + 1e-9)), 0, 3);
}

// A frame with a value axis from 0 and grid lines.
class Frame {
 public:
  Frame(Drawing& drawing, double most_mw, bool is_norwegian)
      : drawing_(drawing), most_mw_(std::max(1e-3, most_mw)) {
    const double step_mw = RoundStep(most_mw_);
    most_mw_ = step_mw * std::ceil(most_mw_ / step_mw - 1e-9);
    for (int i = 0; i * step_mw <= most_mw_ * 1.0001; ++i) {
      const double y_pt = Y(i * step_mw);
      drawing_.lines.push_back(
          {{{kLeftPt, y_pt}, {right_pt(), y_pt}}, {0xdddddd}, i == 0 ? 1.0 : 0.5});
      drawing_.labels.push_back({{kLeftPt - 4.0, y_pt + 2.5},
                                 Decimal(i * step_mw, DecimalsOf(step_mw), is_norwegian),
                                 7.0,
                                 DrawAnchor::kEnd});
    }
    drawing_.labels.push_back({{2.0, kTopPt - 4.0}, "MW", 7.0});
  }

  double Y(double power_mw) const {
    return bottom_pt() - power_mw / most_mw_ * (bottom_pt() - kTopPt);
  }
  double left_pt() const { return kLeftPt; }
  double right_pt() const { return drawing_.width_pt - 8.0; }
  double bottom_pt() const { return drawing_.height_pt - 34.0; }

 private:
  static constexpr double kLeftPt = 34.0;
  static constexpr double kTopPt = 14.0;
  Drawing& drawing_;
  double most_mw_;
};

// From map to page.
class MapScale {
 public:
  MapScale(const models::PlanBox& box, double width_pt, double height_pt) : box_(box) {
    const double wide_m = std::max(1.0, box.east_m - box.west_m);
    const double high_m = std::max(1.0, box.north_m - box.south_m);
    pt_per_m_ = std::min((width_pt - 2.0 * kEdgePt) / wide_m, (height_pt - 2.0 * kEdgePt) / high_m);
    left_pt_ = 0.5 * (width_pt - pt_per_m_ * wide_m);
    top_pt_ = 0.5 * (height_pt - pt_per_m_ * high_m);
  }
  DrawPoint At(const models::PlanPoint& point) const {
    return {left_pt_ + pt_per_m_ * (point.east_m - box_.west_m),
            top_pt_ + pt_per_m_ * (box_.north_m - point.north_m)};
  }
  double pt_per_m() const { return pt_per_m_; }

 private:
  static constexpr double kEdgePt = 24.0;
  models::PlanBox box_;
  double pt_per_m_;
  double left_pt_;
  double top_pt_;
};

models::PlanBox BoxOf(const models::Plan& plan) {
  models::PlanBox all = models::CalcBox(plan.areas.front().surface);
  for (const models::PlanAreaParams& area : plan.areas) {
    const models::PlanBox box = models::CalcBox(area.surface);
    all = {std::min(all.west_m, box.west_m), std::min(all.south_m, box.south_m),
           std::max(all.east_m, box.east_m), std::max(all.north_m, box.north_m)};
  }
  return all;
}

Colour FillOf(const CheckedPlan& checked, std::size_t area) {
  for (const solvers::PlanPower& power : checked.areas.powers) {
    if (power.area == area) return {0xd1495b, 0.75};
  }
  for (const solvers::PlanFloor& floor : checked.areas.floors) {
    if (floor.area == area) return {0xedae49, 0.85};
  }
  for (const solvers::PlanGap& gap : checked.areas.gaps) {
    if (gap.area == area) return {0xb0b0b0, 0.8};
  }
  return {0xcfe3d4, 0.8};
}

void AddScale(Drawing& drawing, const MapScale& scale) {
  const double length_m = RoundStep(0.3 * drawing.width_pt / scale.pt_per_m() * 2.5);
  const double length_pt = length_m * scale.pt_per_m();
  const double y_pt = drawing.height_pt - 8.0;
  drawing.lines.push_back({{{10.0, y_pt}, {10.0 + length_pt, y_pt}}, {kInk}, 1.6});
  drawing.labels.push_back(
      {{14.0 + length_pt, y_pt + 2.5}, absl::StrFormat("%.0f m", length_m), 7.5});
  const double x_pt = drawing.width_pt - 14.0;
  drawing.lines.push_back({{{x_pt, 34.0}, {x_pt, 12.0}}, {kInk}, 1.2});
  drawing.lines.push_back({{{x_pt - 3.5, 18.0}, {x_pt, 12.0}, {x_pt + 3.5, 18.0}}, {kInk}, 1.2});
  drawing.labels.push_back({{x_pt, 43.0}, "N", 8.0, DrawAnchor::kMiddle, true});
}

// An arrow from the middle of the map towards the station.
void AddStation(const Surroundings& around, const CheckedPlan& checked, const MapScale& scale,
                bool is_norwegian, Drawing& drawing) {
  if (!checked.grid.point) return;
  for (const models::StationParams& station : around.region.grid.stations) {
    if (station.id != checked.grid.point->station_id) continue;
    const models::PlanPoint to = data::ToPlanPoint(station.lon_deg, station.lat_deg);
    const DrawPoint from = {0.5 * drawing.width_pt, 0.5 * drawing.height_pt};
    const DrawPoint target = scale.At(to);
    const double x_pt = target.x_pt - from.x_pt, y_pt = target.y_pt - from.y_pt;
    const double long_pt = std::max(1.0, std::hypot(x_pt, y_pt));
    const double reach_pt = std::min(
        long_pt,
        std::min((0.5 * drawing.width_pt - 6.0) / std::max(1e-9, std::abs(x_pt) / long_pt),
                 (0.5 * drawing.height_pt - 16.0) / std::max(1e-9, std::abs(y_pt) / long_pt)));
    const DrawPoint end = {from.x_pt + reach_pt * x_pt / long_pt,
                           from.y_pt + reach_pt * y_pt / long_pt};
    const DrawPoint start = {from.x_pt + 0.75 * reach_pt * x_pt / long_pt,
                             from.y_pt + 0.75 * reach_pt * y_pt / long_pt};
    drawing.lines.push_back({{start, end}, {0xc1121f}, 1.6});
    const bool is_right = end.x_pt > from.x_pt;
    drawing.labels.push_back(
        {{end.x_pt + (is_right ? -4.0 : 4.0), end.y_pt - 4.0},
         absl::StrCat(station.name, ", ", Decimal(checked.grid.point->distance_km, 1, is_norwegian),
                      " km"),
         7.5,
         is_right ? DrawAnchor::kEnd : DrawAnchor::kStart,
         true,
         {0xc1121f}});
  }
}

void AddLegend(Drawing& drawing, double x_pt, double y_pt, std::uint32_t rgb,
               const std::string& text) {
  drawing.lines.push_back({{{x_pt, y_pt - 2.5}, {x_pt + 14.0, y_pt - 2.5}}, {rgb}, 2.0});
  drawing.labels.push_back({{x_pt + 18.0, y_pt}, text, 7.0});
}

// Areas on several levels, or one inside the other, have one centre: their names stand below each
// other, equal ones once.
void AddAreaName(const models::PlanAreaParams& area, DrawPoint at, Drawing& drawing) {
  const std::string& name = area.field_name.empty() ? area.id : area.field_name;
  constexpr double kLinePt = 9.0;
  constexpr double kNearPt = 30.0;
  for (std::size_t i = 0; i < drawing.labels.size(); ++i) {
    const DrawPoint& taken = drawing.labels[i].at;
    if (std::abs(taken.x_pt - at.x_pt) > kNearPt || std::abs(taken.y_pt - at.y_pt) >= kLinePt) {
      continue;
    }
    if (drawing.labels[i].text == name) return;
    at.y_pt = taken.y_pt + kLinePt;
  }
  drawing.labels.push_back({at, name, 7.0, DrawAnchor::kMiddle});
}

}  // namespace

std::string HeatChoiceName(HeatChoice choice, bool is_norwegian) {
  static constexpr std::array<std::array<const char*, 2>, solvers::kHeatChoiceCount> kNames{
      {{"direkte elektrisk", "direct electric"},
       {"luft/vann-varmepumpe", "heat pump on air"},
       {"bergvarme", "ground source"},
       {"fjernvarme", "district heating"},
       {"overskuddsvarme med løft", "surplus heat, lifted"}}};
  return kNames[static_cast<std::size_t>(choice)][is_norwegian ? 0 : 1];
}

Drawing DrawPlanMap(const Surroundings& around, const CheckedPlan& checked, bool is_norwegian) {
  Drawing drawing{.width_pt = kWidthPt, .height_pt = 300.0};
  drawing.description = is_norwegian ? "Kart over planområdet" : "Map of the plan";
  drawing.areas.push_back(
      {{{{0.0, 0.0}, {kWidthPt, 0.0}, {kWidthPt, drawing.height_pt}, {0.0, drawing.height_pt}}},
       {0xf7f7f2},
       {0xbbbbbb}});
  const MapScale scale(BoxOf(checked.plan), drawing.width_pt, drawing.height_pt);
  for (std::size_t i = 0; i < checked.plan.areas.size(); ++i) {
    const models::PlanAreaParams& area = checked.plan.areas[i];
    for (const models::PlanPolygon& polygon : area.surface) {
      DrawArea drawn{.fill = FillOf(checked, i), .line = {0x555555}};
      const auto add = [&](const models::PlanRing& ring) {
        drawn.rings.emplace_back();
        for (const models::PlanPoint& point : ring) drawn.rings.back().push_back(scale.At(point));
      };
      add(polygon.shell);
      for (const models::PlanRing& hole : polygon.holes) add(hole);
      drawing.areas.push_back(std::move(drawn));
    }
    AddAreaName(area, scale.At(models::CalcCentre(area.surface)), drawing);
  }
  AddStation(around, checked, scale, is_norwegian, drawing);
  AddScale(drawing, scale);
  return drawing;
}

Drawing DrawNeedByYear(const CheckedPlan& checked, bool is_norwegian) {
  Drawing drawing{.width_pt = kWidthPt, .height_pt = 190.0};
  drawing.description = is_norwegian ? "Høyeste effekt år for år" : "Highest power by year";
  const std::vector<solvers::GridYear>& years = checked.grid.years;
  double most_mw = 0.0;
  for (const auto& year : years) most_mw = std::max(most_mw, year.need_mw.front().back());
  const Frame frame(drawing, most_mw, is_norwegian);
  const auto x = [&](std::size_t i) {
    const double share =
        years.size() < 2 ? 0.5 : static_cast<double>(i) / static_cast<double>(years.size() - 1);
    return frame.left_pt() + 10.0 + share * (frame.right_pt() - frame.left_pt() - 20.0);
  };
  DrawArea band{.fill = {kChoiceColours[0], 0.15}, .line = {kChoiceColours[0], 0.0}};
  band.rings.emplace_back();
  for (std::size_t i = 0; i < years.size(); ++i) {
    band.rings[0].push_back({x(i), frame.Y(years[i].need_mw[0].back())});
  }
  for (std::size_t i = years.size(); i-- > 0;) {
    band.rings[0].push_back({x(i), frame.Y(years[i].need_mw[0].front())});
  }
  drawing.areas.push_back(std::move(band));
  double legend_pt = frame.left_pt();
  for (const HeatChoice choice :
       {HeatChoice::kDirect, HeatChoice::kGroundPump, HeatChoice::kDistrictHeat}) {
    const std::size_t c = static_cast<std::size_t>(choice);
    DrawLine line{.colour = {kChoiceColours[c]}, .line_pt = 1.8};
    for (std::size_t i = 0; i < years.size(); ++i) {
      line.points.push_back({x(i), frame.Y(years[i].need_mw[c][kP50])});
    }
    drawing.lines.push_back(std::move(line));
    AddLegend(drawing, legend_pt, drawing.height_pt - 4.0, kChoiceColours[c],
              HeatChoiceName(choice, is_norwegian));
    legend_pt += 150.0;
  }
  if (checked.grid.room.room_mw && *checked.grid.room.room_mw <= most_mw) {
    const double y_pt = frame.Y(*checked.grid.room.room_mw);
    drawing.lines.push_back(
        {{{frame.left_pt(), y_pt}, {frame.right_pt(), y_pt}}, {kInk}, 1.0, true});
  }
  const std::size_t step = 1 + years.size() / 12;
  for (std::size_t i = 0; i < years.size(); i += step) {
    drawing.labels.push_back(
        {{x(i), frame.bottom_pt() + 11.0}, absl::StrCat(years[i].year), 7.0, DrawAnchor::kMiddle});
  }
  return drawing;
}

Drawing DrawHeatBars(const CheckedPlan& checked, bool is_norwegian) {
  Drawing drawing{.width_pt = kWidthPt, .height_pt = 170.0};
  drawing.description = is_norwegian ? "Effekt i dimensjonerende kvarter etter oppvarming"
                                     : "Power by way of heating";
  double most_mw = 0.0;
  for (const auto& choice : checked.heat.choices) most_mw = std::max(most_mw, choice.bus_mw.back());
  const Frame frame(drawing, most_mw, is_norwegian);
  const double slot_pt = (frame.right_pt() - frame.left_pt()) / solvers::kHeatChoiceCount;
  for (std::size_t c = 0; c < checked.heat.choices.size(); ++c) {
    const solvers::HeatAlternative& choice = checked.heat.choices[c];
    const double middle_pt = frame.left_pt() + (static_cast<double>(c) + 0.5) * slot_pt;
    const double half_pt = 0.28 * slot_pt;
    const double top_pt = frame.Y(choice.bus_mw[kP50]), base_pt = frame.Y(0.0);
    drawing.areas.push_back({{{{middle_pt - half_pt, base_pt},
                               {middle_pt - half_pt, top_pt},
                               {middle_pt + half_pt, top_pt},
                               {middle_pt + half_pt, base_pt}}},
                             {kChoiceColours[c], 0.85},
                             {kChoiceColours[c]}});
    const double low_pt = frame.Y(choice.bus_mw.front()), high_pt = frame.Y(choice.bus_mw.back());
    drawing.lines.push_back({{{middle_pt, low_pt}, {middle_pt, high_pt}}, {kInk}, 1.0});
    for (const double end_pt : {low_pt, high_pt}) {
      drawing.lines.push_back(
          {{{middle_pt - 4.0, end_pt}, {middle_pt + 4.0, end_pt}}, {kInk}, 1.0});
    }
    drawing.labels.push_back({{middle_pt + half_pt + 2.0, top_pt - 2.0},
                              Decimal(choice.bus_mw[kP50], 2, is_norwegian),
                              7.0});
    drawing.labels.push_back({{middle_pt, frame.bottom_pt() + 11.0},
                              HeatChoiceName(choice.choice, is_norwegian),
                              6.8,
                              DrawAnchor::kMiddle});
  }
  return drawing;
}

}  // namespace twin::plans
