#include "data/epanet_options.h"

#include <cmath>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace data {
namespace {

// The format's constants (EPANET 2.2, types.h), not better ones.
constexpr double kMPerFt = 0.3048;
constexpr double kM3PerFt3 = kMPerFt * kMPerFt * kMPerFt;
constexpr double kPsiPerFt = 0.4333;
constexpr double kKpaPerPsi = 6.895;
constexpr double kKwPerHp = 0.7457;
constexpr double kFt4PerSPerHp = 8.814;
constexpr double kWaterFt2PerS = 1.1e-5;
// A viscosity above this is a multiple of that of water, one below it has a unit.
constexpr double kLeastViscosityRatio = 1e-3;
constexpr double kMaxHours = 1e6;
constexpr double kSecondsPerHour = 3600.0;
constexpr double kSecondsPerDay = 86400.0;

struct FlowUnit {
  const char* keyword;
  double per_ft3_per_s;  // so many units are one cubic foot per second
  bool is_metric;
};

constexpr FlowUnit kFlowUnits[] = {
    {"CFS", 1.0, false},     {"GPM", 448.831, false}, {"MGD", 0.64632, false},
    {"IMGD", 0.5382, false}, {"AFD", 1.9837, false},  {"LPS", 28.317, true},
    {"LPM", 1699.0, true},   {"MLD", 2.4466, true},   {"CMH", 101.94, true},
    {"CMD", 2446.6, true},   {"CMS", 0.028317, true}, {"SI", 28.317, true}};

// Of these some change only how the answer is found or shown, others only water quality.
constexpr const char* kSkippedOptions[] = {
    "TRIA", "ACCU", "CHECK",   "MAXCHECK", "DAMP", "UNBA", "EMIT", "QUAL", "DIFF", "TOLE", "MAP",
    "HYDR", "VERI", "HEADERR", "FLOW",     "SEGM", "HTOL", "QTOL", "RQTO", "BACK", "MINI", "REQU"};
constexpr const char* kSkippedTimes[] = {"DURA", "HYDR", "QUAL", "RULE", "MINI", "REPO", "STAT"};

template <std::size_t kCount>
bool IsOneOf(const std::string& word, const char* const (&keywords)[kCount]) {
  for (const char* keyword : keywords)
    if (HasKeyword(word, keyword)) return true;
  return false;
}

enum class PressureUnit : std::uint8_t { kNatural, kKpa };

class Reader {
 public:
  Reader(const EpanetDocument& document, Diagnostics& notes) : document_(document), notes_(notes) {}

  EpanetOptions Read() {
    for (const EpanetLine& line : document_.lines(EpanetSection::kOptions)) ReadOption(line);
    for (const EpanetLine& line : document_.lines(EpanetSection::kTimes)) ReadTime(line);
    MakeUnits();
    return options_;
  }

 private:
  void ReadOption(const EpanetLine& line) {
    const std::string& name = line.words[0];
    // The format takes an option without a value as not given.
    const std::string value = line.words.size() > 1 ? line.words[1] : "";
    if (value.empty() || IsOneOf(name, kSkippedOptions)) return;
    if (HasKeyword(name, "UNIT")) {
      ReadFlowUnit(line, value);
    } else if (HasKeyword(name, "PRES")) {
      ReadPressureUnit(line, value);
    } else if (HasKeyword(name, "HEADL")) {
      ReadFriction(line, value);
    } else if (HasKeyword(name, "PATT")) {
      options_.default_pattern_id = value;
    } else if (HasKeyword(name, "VISC")) {
      viscosity_ = document_.Number(line, 1, "viscosity", 1e-12, 1e6);
    } else if (HasKeyword(name, "SPEC")) {
      if (line.words.size() > 2)
        options_.specific_gravity_ratio =
            document_.Number(line, 2, "specific gravity", 1e-2, 100.0);
    } else if (HasKeyword(name, "DEMA")) {
      ReadDemandOption(line, value);
    } else {
      Note(line, "this option is not known and not followed");
    }
  }

  void ReadFlowUnit(const EpanetLine& line, const std::string& value) {
    for (const FlowUnit& unit : kFlowUnits) {
      if (!HasKeyword(value, unit.keyword)) continue;
      flow_unit_ = unit;
      return;
    }
    document_.Report(line, 1, "is no unit of flow (CFS GPM MGD IMGD AFD LPS LPM MLD CMH CMD CMS)");
  }

  void ReadPressureUnit(const EpanetLine& line, const std::string& value) {
    if (HasKeyword(value, "EXPO") || HasKeyword(value, "PSI") || HasKeyword(value, "METE")) return;
    if (HasKeyword(value, "KPA")) {
      pressure_unit_ = PressureUnit::kKpa;
      return;
    }
    document_.Report(line, 1, "is no unit of pressure (PSI METERS KPA)");
  }

  void ReadFriction(const EpanetLine& line, const std::string& value) {
    if (HasKeyword(value, "H-W")) {
      options_.is_hazen_williams = true;
    } else if (HasKeyword(value, "D-W")) {
      options_.is_hazen_williams = false;
    } else if (HasKeyword(value, "C-M")) {
      document_.Report(line, 1, "friction after Chezy and Manning is not supported");
    } else {
      document_.Report(line, 1, "is no law of friction (H-W D-W)");
    }
  }

  void ReadDemandOption(const EpanetLine& line, const std::string& value) {
    if (line.words.size() < 3) return;
    if (HasKeyword(value, "MODE")) {
      if (!HasKeyword(line.words[2], "DDA"))
        document_.Report(line, 2, "demand that depends on pressure is not supported");
    } else {
      options_.demand_multiplier_ratio = document_.Number(line, 2, "demand multiplier", 1e-9, 1e9);
    }
  }

  void ReadTime(const EpanetLine& line) {
    const std::string& name = line.words[0];
    if (IsOneOf(name, kSkippedTimes) || !document_.HasWords(line, 2, "a time")) return;
    const bool is_clock = HasKeyword(name, "STAR");
    const bool is_step = HasKeyword(name, "PATT") && HasKeyword(line.words[1], "TIME");
    const bool is_start = HasKeyword(name, "PATT") && HasKeyword(line.words[1], "STAR");
    if (!is_clock && !is_step && !is_start) {
      document_.Report(line, 0, "is no time of the format");
      return;
    }
    // The value is the last word, or the last but one with a unit or AM, PM behind it.
    const std::string& last = line.words.back();
    auto hours = ParseEpanetHours(last, "");
    if (!hours) hours = ParseEpanetHours(line.words[line.words.size() - 2], last);
    if (!hours) {
      document_.Report(line, line.words.size() - 1, "is no time");
      return;
    }
    const double seconds = std::floor(kSecondsPerHour * *hours + 0.5);
    if (is_clock) options_.clock_start_s = std::fmod(seconds, kSecondsPerDay);
    if (is_start) options_.pattern_start_s = seconds;
    // The format takes a step of zero as one that is not given.
    if (is_step && seconds > 0.0) options_.pattern_step_s = seconds;
  }

  void MakeUnits() {
    EpanetUnits& units = options_.units;
    units.is_metric = flow_unit_.is_metric;
    units.flow_m3_per_s = kM3PerFt3 / flow_unit_.per_ft3_per_s;
    units.length_m = units.is_metric ? 1.0 : kMPerFt;
    units.diameter_m = units.is_metric ? 1e-3 : kMPerFt / 12.0;
    units.roughness_m = 1e-3 * units.length_m;
    const double ft_per_psi = 1.0 / (kPsiPerFt * options_.specific_gravity_ratio);
    units.pressure_head_m = kMPerFt * ft_per_psi;
    if (units.is_metric)
      units.pressure_head_m = pressure_unit_ == PressureUnit::kKpa
                                  ? kMPerFt * ft_per_psi / kKpaPerPsi
                                  : 1.0 / options_.specific_gravity_ratio;
    units.power_head_m4_per_s = kFt4PerSPerHp * kMPerFt * kM3PerFt3;
    if (units.is_metric) units.power_head_m4_per_s /= kKwPerHp;
    const double water_m2_per_s = kWaterFt2PerS * kMPerFt * kMPerFt;
    options_.viscosity_m2_per_s = viscosity_ > kLeastViscosityRatio
                                      ? viscosity_ * water_m2_per_s
                                      : viscosity_ * units.length_m * units.length_m;
  }

  void Note(const EpanetLine& line, const std::string& text) {
    notes_.push_back({.file = document_.shown_name(), .line = line.number, .problem = text});
  }

  const EpanetDocument& document_;
  Diagnostics& notes_;
  EpanetOptions options_;
  FlowUnit flow_unit_ = kFlowUnits[1];
  PressureUnit pressure_unit_ = PressureUnit::kNatural;
  double viscosity_ = 1.0;
};

// Hours of a clock time within half a day.
std::optional<double> AddHalfDay(double hours, bool is_afternoon) {
  if (hours >= 13.0) return std::nullopt;
  const double in_half_h = hours >= 12.0 ? hours - 12.0 : hours;
  return is_afternoon ? in_half_h + 12.0 : in_half_h;
}

}  // namespace

std::optional<double> ParseEpanetHours(const std::string& time, const std::string& unit) {
  double hours = 0.0;
  double scale = 1.0;
  int parts = 0;
  for (const absl::string_view part : absl::StrSplit(time, ':')) {
    double value = 0.0;
    if (parts == 3 || !absl::SimpleAtod(part, &value)) return std::nullopt;
    if (!(value >= 0.0 && value <= kMaxHours)) return std::nullopt;
    hours += scale * value;
    scale /= 60.0;
    ++parts;
  }
  if (unit.empty()) return hours;
  if (HasKeyword(unit, "AM")) return AddHalfDay(hours, false);
  if (HasKeyword(unit, "PM")) return AddHalfDay(hours, true);
  if (parts > 1) return std::nullopt;
  if (HasKeyword(unit, "SEC")) return hours / 3600.0;
  if (HasKeyword(unit, "MIN")) return hours / 60.0;
  if (HasKeyword(unit, "HOUR")) return hours;
  if (HasKeyword(unit, "DAY")) return hours * 24.0;
  return std::nullopt;
}

EpanetOptions ReadEpanetOptions(const EpanetDocument& document, Diagnostics& notes) {
  return Reader(document, notes).Read();
}

}  // namespace data
