#include "data/epanet_links.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "models/base/units.h"
#include "models/heat/pump.h"

namespace data {
namespace {

constexpr double kLeast = 1e-9;
constexpr double kMost = 1e9;
constexpr double kMaxSpeedRatio = 100.0;
// The format loses 0.02517 K q²/d⁴ feet in fittings (feet, cubic feet per second), a rounded
// 8 K q²/(π² g d⁴) with another g. So that heads agree, ζ takes the difference up.
constexpr double kFittingsFactor = 0.02517;
constexpr double kMPerFt = 0.3048;
constexpr double kFittingsScale =
    kFittingsFactor * models::kPi * models::kPi * models::kGravityMPerS2 / kMPerFt / 8.0;
// Shut-off head over design head of a curve of one point, rounded as the format has it.
constexpr double kShutOffRatio = 1.33334;

struct ValveName {
  const char* keyword;
  models::ValveKind kind;
};

constexpr ValveName kValveNames[] = {{"PRV", models::ValveKind::kPressureReducing},
                                     {"PSV", models::ValveKind::kPressureSustaining},
                                     {"PBV", models::ValveKind::kPressureBreaker},
                                     {"FCV", models::ValveKind::kFlowLimit},
                                     {"TCV", models::ValveKind::kThrottle}};

// Of these the setting is a pressure, which may lie below that of the air.
bool HoldsPressure(models::ValveKind kind) {
  return kind == models::ValveKind::kPressureReducing ||
         kind == models::ValveKind::kPressureSustaining;
}

}  // namespace

EpanetLinks::EpanetLinks(const EpanetDocument& document, const EpanetOptions& options,
                         const EpanetPatterns& patterns, const EpanetCurves& curves,
                         const EpanetNodes& nodes, double density_kg_m3,
                         models::HydraulicNetwork& network)
    : document_(document),
      options_(options),
      patterns_(patterns),
      curves_(curves),
      nodes_(nodes),
      density_kg_m3_(density_kg_m3),
      network_(network) {
  for (const EpanetLine& line : document.lines(EpanetSection::kPipes)) ReadPipe(line);
  for (const EpanetLine& line : document.lines(EpanetSection::kPumps)) ReadPump(line);
  for (const EpanetLine& line : document.lines(EpanetSection::kValves)) ReadValve(line);
}

double EpanetLinks::CalcPa(double head_m) const {
  return density_kg_m3_ * models::kGravityMPerS2 * head_m;
}

std::optional<EpanetLinks::Ends> EpanetLinks::ReadEnds(const EpanetLine& line) {
  ids_.Add(document_, line);
  const auto from = nodes_.ids.Resolve(document_, line, 1);
  const auto to = nodes_.ids.Resolve(document_, line, 2);
  if (!from || !to) return std::nullopt;
  if (*from == *to) document_.Report(line, 2, "is the node where the link begins");
  return Ends{models::HydraulicNodeIndex(*from), models::HydraulicNodeIndex(*to)};
}

void EpanetLinks::ReadPipe(const EpanetLine& line) {
  const Ends ends = ReadEnds(line).value_or(Ends{});
  const EpanetUnits& units = options_.units;
  const auto positive = [&](std::size_t word, const char* what) {
    return document_.Number(line, word, what, kLeast, kMost);
  };
  models::HydraulicPipeParams pipe;
  pipe.id = line.words[0];
  pipe.from = ends.from;
  pipe.to = ends.to;
  pipe.length_m = units.length_m * positive(3, "length");
  pipe.inner_diameter_m = units.diameter_m * positive(4, "diameter");
  if (options_.is_hazen_williams) {
    pipe.hazen_williams_ratio = positive(5, "roughness coefficient");
  } else {
    pipe.roughness_m = units.roughness_m * document_.Number(line, 5, "roughness", 0.0, kMost);
  }
  // Then a loss coefficient, a status, or one behind the other.
  double unused = 0.0;
  if (line.words.size() == 7 && !absl::SimpleAtod(line.words[6], &unused)) {
    ReadPipeStatus(line, 6, pipe);
  } else {
    pipe.fittings_ratio =
        kFittingsScale * document_.NumberOr(line, 6, "loss coefficient", 0.0, 0.0, kMost);
    if (line.words.size() > 7) ReadPipeStatus(line, 7, pipe);
  }
  links_.push_back({EpanetLinkKind::kPipe, network_.pipes.size()});
  network_.pipes.Add(std::move(pipe));
}

void EpanetLinks::ReadPipeStatus(const EpanetLine& line, std::size_t word,
                                 models::HydraulicPipeParams& pipe) {
  const std::string& status = line.words[word];
  if (HasKeyword(status, "CV")) {
    pipe.has_check_valve = true;
  } else if (HasKeyword(status, "CLOS")) {
    pipe.is_open = false;
  } else if (!HasKeyword(status, "OPEN")) {
    document_.Report(line, word, "is no status of a pipe (OPEN CLOSED CV)");
  }
}

void EpanetLinks::ReadPump(const EpanetLine& line) {
  const Ends ends = ReadEnds(line).value_or(Ends{});
  models::HydraulicPumpParams pump;
  pump.id = line.words[0];
  pump.from = ends.from;
  pump.to = ends.to;
  int laws = 0;
  std::optional<double> speed_ratio;
  std::optional<double> pattern_ratio;
  for (std::size_t word = 3; word < line.words.size(); word += 2) {
    const std::string& keyword = line.words[word];
    if (word + 1 == line.words.size()) {
      document_.Report(line, word, "there is no value behind this word");
    } else if (HasKeyword(keyword, "POWE")) {
      pump.power_w = CalcPa(options_.units.power_head_m4_per_s *
                            document_.Number(line, word + 1, "power", kLeast, kMost));
      ++laws;
    } else if (HasKeyword(keyword, "HEAD")) {
      ReadPumpCurve(line, word + 1, pump);
      ++laws;
    } else if (HasKeyword(keyword, "SPEE")) {
      speed_ratio = document_.Number(line, word + 1, "speed", 0.0, kMaxSpeedRatio);
    } else if (HasKeyword(keyword, "PATT")) {
      pattern_ratio = patterns_.Resolve(line, word + 1);
      if (*pattern_ratio < 0.0 || *pattern_ratio > kMaxSpeedRatio)
        document_.Report(line, word + 1,
                         absl::StrCat("the pattern gives the speed ", *pattern_ratio));
    } else {
      document_.Report(line, word, "is no word of a pump (HEAD POWER SPEED PATTERN)");
    }
  }
  if (laws != 1) document_.Report(line, "a pump has a curve (HEAD) or a power, one of them");
  if (speed_ratio) SetSpeed(pump, *speed_ratio);
  links_.push_back({EpanetLinkKind::kPump, network_.pumps.size(), 0.0, pattern_ratio});
  network_.pumps.Add(std::move(pump));
}

void EpanetLinks::ReadPumpCurve(const EpanetLine& line, std::size_t word,
                                models::HydraulicPumpParams& pump) {
  const EpanetCurves::Points* curve = curves_.Resolve(line, word);
  if (curve == nullptr) return;
  std::vector<models::PumpPoint> points;
  for (const auto& [flow, head] : *curve)
    points.push_back({density_kg_m3_ * options_.units.flow_m3_per_s * flow,
                      CalcPa(options_.units.length_m * head)});
  if (points.size() == 1) {
    const models::PumpPoint design = points[0];
    points = {{0.0, kShutOffRatio * design.lift_pa}, design, {2.0 * design.mass_flow_kg_s, 0.0}};
  }
  if (points.size() == 3 && points[0].mass_flow_kg_s == 0.0) {
    pump.curve = models::FitPumpCurve(points);
    if (!pump.curve)
      document_.Report(line, word, "lift does not fall along the curve by a power of the flow");
    return;
  }
  bool is_falling = points.size() > 1 && points[0].mass_flow_kg_s >= 0.0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    pump.point_kg_s.push_back(points[i].mass_flow_kg_s);
    pump.point_pa.push_back(points[i].lift_pa);
    is_falling =
        is_falling && (i == 0 || (points[i].mass_flow_kg_s > points[i - 1].mass_flow_kg_s &&
                                  points[i].lift_pa < points[i - 1].lift_pa));
  }
  if (!is_falling)
    document_.Report(line, word, "the curve's flow does not rise, or its lift does not fall");
}

void EpanetLinks::ReadValve(const EpanetLine& line) {
  const Ends ends = ReadEnds(line).value_or(Ends{});
  models::HydraulicValveParams valve;
  valve.id = line.words[0];
  valve.from = ends.from;
  valve.to = ends.to;
  valve.diameter_m =
      options_.units.diameter_m * document_.Number(line, 3, "diameter", kLeast, kMost);
  Link link{EpanetLinkKind::kValve, network_.valves.size()};
  bool is_known = false;
  if (document_.HasWords(line, 5, "a valve")) {
    for (const ValveName& name : kValveNames) {
      if (!HasKeyword(line.words[4], name.keyword)) continue;
      valve.kind = name.kind;
      is_known = true;
    }
    if (!is_known)
      document_.Report(line, 4, "this kind of valve is not supported (PRV PSV PBV FCV TCV)");
  }
  const bool is_control = HoldsPressure(valve.kind) || valve.kind == models::ValveKind::kFlowLimit;
  for (const models::HydraulicNodeIndex end : {valve.from, valve.to})
    if (is_control && end.valid() && network_.nodes[end].is_held)
      document_.Report(line, end == valve.from ? 1 : 2,
                       "a PRV, PSV or FCV cannot stand at a reservoir or tank");
  double setting = 0.0;
  if (is_known) setting = document_.NumberOr(line, 5, "setting", 0.0, -kMost, kMost);
  link.minor_loss_ratio =
      kFittingsScale * document_.NumberOr(line, 6, "loss coefficient", 0.0, 0.0, kMost);
  valve.fittings_ratio = link.minor_loss_ratio;
  links_.push_back(link);
  network_.valves.Add(std::move(valve));
  const bool is_pressure = HoldsPressure(valve.kind);
  if (setting < 0.0 && !is_pressure) {
    document_.Report(line, 5, absl::StrCat("the setting is ", setting, ", must not be negative"));
    setting = 0.0;
  }
  SetValve(links_.back(), setting);
}

void EpanetLinks::SetValve(Link& link, double setting) {
  models::HydraulicValveParams& valve = network_.valves[models::HydraulicValveIndex(link.row)];
  valve.is_open = true;
  valve.is_fixed_open = false;
  switch (valve.kind) {
    case models::ValveKind::kThrottle:
      valve.fittings_ratio = kFittingsScale * setting;
      break;
    case models::ValveKind::kFlowLimit:
      valve.setting_kg_s = density_kg_m3_ * options_.units.flow_m3_per_s * setting;
      break;
    default:
      valve.setting_pa = CalcPa(options_.units.pressure_head_m * setting);
  }
}

void EpanetLinks::SetSpeed(models::HydraulicPumpParams& pump, double speed_ratio) {
  pump.is_on = speed_ratio > 0.0;
  if (pump.is_on) pump.speed_ratio = speed_ratio;
}

void EpanetLinks::ApplySpeedPatterns() {
  // The multiplier is the speed itself, whatever it was before.
  for (const Link& link : links_)
    if (link.pattern_speed_ratio)
      SetSpeed(network_.pumps[models::HydraulicPumpIndex(link.row)], *link.pattern_speed_ratio);
}

void EpanetLinks::SetStatus(const EpanetLine& line, std::size_t link_row, std::size_t word,
                            Sentence sentence, bool is_checked_only) {
  Link& link = links_[link_row];
  const bool is_open = HasKeyword(line.words[word], "OPEN");
  const bool is_closed = HasKeyword(line.words[word], "CLOS");
  const bool is_number = !is_open && !is_closed;
  double number = 0.0;
  if (is_number) {
    const bool is_pressure = link.kind == EpanetLinkKind::kValve &&
                             (network_.valves[models::HydraulicValveIndex(link.row)].kind ==
                                  models::ValveKind::kPressureReducing ||
                              network_.valves[models::HydraulicValveIndex(link.row)].kind ==
                                  models::ValveKind::kPressureSustaining);
    const double most = link.kind == EpanetLinkKind::kPump ? kMaxSpeedRatio : kMost;
    number = document_.Number(line, word, "status or setting", is_pressure ? -kMost : 0.0, most);
  }
  if (link.kind == EpanetLinkKind::kPipe) {
    models::HydraulicPipeParams& pipe = network_.pipes[models::HydraulicPipeIndex(link.row)];
    if (pipe.has_check_valve) document_.Report(line, word, "a check valve's status cannot be set");
    // The format passes over the number of a pipe in STATUS, and takes 0 for closed in CONTROLS.
    if (is_checked_only || (is_number && sentence == Sentence::kStatus)) return;
    pipe.is_open = is_open || (is_number && number > 0.0);
  } else if (is_checked_only) {
    return;
  } else if (link.kind == EpanetLinkKind::kPump) {
    SetSpeed(network_.pumps[models::HydraulicPumpIndex(link.row)], is_number ? number
                                                                   : is_open ? 1.0
                                                                             : 0.0);
  } else if (is_number) {
    SetValve(link, number);
  } else {
    models::HydraulicValveParams& valve = network_.valves[models::HydraulicValveIndex(link.row)];
    valve.is_open = is_open;
    valve.is_fixed_open = is_open;
    valve.fittings_ratio = link.minor_loss_ratio;
  }
}

}  // namespace data
