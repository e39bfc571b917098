#include "data/epanet_controls.h"

#include <cmath>

#include "absl/strings/str_cat.h"

namespace data {
namespace {

constexpr double kMaxLevel = 1e9;
constexpr double kSecondsPerHour = 3600.0;
constexpr double kSecondsPerDay = 86400.0;
// LINK x OPEN AT TIME t; LINK x OPEN IF NODE y BELOW z
constexpr std::size_t kTimeWords = 6;
constexpr std::size_t kLevelWords = 8;

class Applier {
 public:
  Applier(const EpanetDocument& document, const EpanetOptions& options, const EpanetNodes& nodes,
          EpanetLinks& links, Diagnostics& notes)
      : document_(document), options_(options), nodes_(nodes), links_(links), notes_(notes) {}

  void Apply() {
    for (const EpanetLine& line : document_.lines(EpanetSection::kStatus)) ApplyStatus(line);
    links_.ApplySpeedPatterns();
    for (const EpanetLine& line : document_.lines(EpanetSection::kControls)) ApplyControl(line);
    const auto& rules = document_.lines(EpanetSection::kRules);
    if (!rules.empty()) Note(rules[0], "rules are not followed");
  }

 private:
  void ApplyStatus(const EpanetLine& line) {
    if (!document_.HasWords(line, 2, "a status")) return;
    if (line.words.size() > 2) {
      document_.Report(line, 2, "a status of a range of links is not supported");
      return;
    }
    const auto link = links_.ids().Resolve(document_, line, 0);
    if (link) links_.SetStatus(line, *link, 1, EpanetLinks::Sentence::kStatus, false);
  }

  void ApplyControl(const EpanetLine& line) {
    if (!document_.HasWords(line, kTimeWords, "a control")) return;
    const bool is_disabled = HasKeyword(line.words.back(), "DISABLED");
    const auto link = links_.ids().Resolve(document_, line, 1);
    const bool acts = IsTimed(line) ? ActsByTime(line) : ActsByLevel(line);
    if (!link) return;
    links_.SetStatus(line, *link, 2, EpanetLinks::Sentence::kControl, !acts || is_disabled);
  }

  static bool IsTimed(const EpanetLine& line) {
    return HasKeyword(line.words[4], "TIME") || HasKeyword(line.words[4], "CLOCKTIME");
  }

  bool ActsByTime(const EpanetLine& line) {
    const bool has_unit = line.words.size() > kTimeWords && !HasKeyword(line.words[6], "DISABLED");
    const auto hours = ParseEpanetHours(line.words[5], has_unit ? line.words[6] : "");
    if (!hours) {
      document_.Report(line, 5, "is no time");
      return false;
    }
    const double seconds = std::floor(kSecondsPerHour * *hours + 0.5);
    const bool acts = HasKeyword(line.words[4], "CLOCKTIME")
                          ? std::fmod(seconds, kSecondsPerDay) == options_.clock_start_s
                          : seconds == 0.0;
    if (!acts) Note(line, "this control acts after time 0 and is not followed");
    return acts;
  }

  bool ActsByLevel(const EpanetLine& line) {
    if (!document_.HasWords(line, kLevelWords, "a control by level")) return false;
    const auto node = nodes_.ids.Resolve(document_, line, 5);
    const bool is_below = HasKeyword(line.words[6], "BELO");
    if (!is_below && !HasKeyword(line.words[6], "ABOV"))
      document_.Report(line, 6, "is neither BELOW nor ABOVE");
    const double level_m =
        options_.units.length_m * document_.Number(line, 7, "level", -kMaxLevel, kMaxLevel);
    if (!node) return false;
    if (!nodes_.nodes[models::HydraulicNodeIndex(*node)].is_held) {
      Note(line, "this control acts on the pressure of a junction and is not followed");
      return false;
    }
    if (nodes_.is_tank[*node] == 0) return true;
    const double initial_m = nodes_.tank_level_m[*node];
    return is_below ? initial_m <= level_m : initial_m >= level_m;
  }

  void Note(const EpanetLine& line, const std::string& text) {
    notes_.push_back({.file = document_.shown_name(), .line = line.number, .problem = text});
  }

  const EpanetDocument& document_;
  const EpanetOptions& options_;
  const EpanetNodes& nodes_;
  EpanetLinks& links_;
  Diagnostics& notes_;
};

}  // namespace

void ApplyEpanetControls(const EpanetDocument& document, const EpanetOptions& options,
                         const EpanetNodes& nodes, EpanetLinks& links, Diagnostics& notes) {
  Applier(document, options, nodes, links, notes).Apply();
}

}  // namespace data
