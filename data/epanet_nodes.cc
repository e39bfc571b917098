#include "data/epanet_nodes.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace data {
namespace {

constexpr double kMaxHeight = 1e5;  // feet or metres
constexpr double kMaxFlow = 1e9;    // any unit of flow
constexpr std::size_t kTankWords = 6;

class Reader {
 public:
  Reader(const EpanetDocument& document, const EpanetOptions& options,
         const EpanetPatterns& patterns, const EpanetCurves& curves, Diagnostics& notes)
      : document_(document),
        options_(options),
        patterns_(patterns),
        curves_(curves),
        notes_(notes) {}

  EpanetNodes Read() {
    for (const EpanetLine& line : document_.lines(EpanetSection::kJunctions)) ReadJunction(line);
    for (const EpanetLine& line : document_.lines(EpanetSection::kReservoirs)) ReadHeld(line);
    for (const EpanetLine& line : document_.lines(EpanetSection::kTanks)) ReadHeld(line);
    has_category_.assign(answer_.nodes.size(), 0);
    for (const EpanetLine& line : document_.lines(EpanetSection::kDemands)) ReadDemand(line);
    for (const EpanetLine& line : document_.lines(EpanetSection::kEmitters)) ReadEmitter(line);
    for (const EpanetLine& line : document_.lines(EpanetSection::kLeakage))
      document_.Report(line, "leakage that depends on pressure is not supported");
    return std::move(answer_);
  }

 private:
  double Height(const EpanetLine& line, std::size_t word, const char* what) {
    return document_.Number(line, word, what, -kMaxHeight, kMaxHeight);
  }
  double Metres(double length) const { return length * options_.units.length_m; }

  // A row even for a doubled id, so that rows and ids stay together.
  std::size_t AddNode(const EpanetLine& line, double height, bool is_held) {
    answer_.ids.Add(document_, line);
    answer_.nodes.Add({.id = line.words[0], .height_m = Metres(height), .is_held = is_held});
    answer_.outflow_m3_per_s.push_back(0.0);
    answer_.held_head_m.push_back(0.0);
    answer_.tank_level_m.push_back(0.0);
    answer_.is_tank.push_back(0);
    return answer_.nodes.size() - 1;
  }

  void ReadJunction(const EpanetLine& line) {
    const double height = document_.NumberOr(line, 1, "elevation", 0.0, -kMaxHeight, kMaxHeight);
    const std::size_t node = AddNode(line, height, false);
    answer_.outflow_m3_per_s[node] = Demand(line, 2);
  }

  // The demand that stands from a word on, with the pattern behind it.
  double Demand(const EpanetLine& line, std::size_t word) {
    const double base = document_.NumberOr(line, word, "demand", 0.0, -kMaxFlow, kMaxFlow);
    const bool has_pattern = line.words.size() > word + 1 && line.words[word + 1] != "*";
    const double multiplier = has_pattern ? patterns_.Resolve(line, word + 1)
                                          : patterns_.Find(options_.default_pattern_id);
    return base * multiplier * options_.demand_multiplier_ratio * options_.units.flow_m3_per_s;
  }

  // A reservoir has up to three words, in whichever section it stands.
  void ReadHeld(const EpanetLine& line) {
    const double height = Height(line, 1, "head or elevation");
    const std::size_t node = AddNode(line, height, true);
    if (line.words.size() < kTankWords) {
      if (line.words.size() > 3) document_.HasWords(line, kTankWords, "a tank");
      const double multiplier =
          line.words.size() == 3 && line.words[2] != "*" ? patterns_.Resolve(line, 2) : 1.0;
      answer_.held_head_m[node] = Metres(height) * multiplier;
      return;
    }
    const auto level = [&](std::size_t word, const char* what) {
      return document_.Number(line, word, what, 0.0, kMaxHeight);
    };
    const double initial = level(2, "initial level");
    const double lowest = level(3, "minimum level");
    const double highest = level(4, "maximum level");
    const double diameter = level(5, "diameter");
    // The curve of volumes matters only after time 0, but it must be there.
    if (line.words.size() > 7 && line.words[7] != "*") curves_.Resolve(line, 7);
    answer_.held_head_m[node] = Metres(height + initial);
    answer_.tank_level_m[node] = Metres(initial);
    answer_.is_tank[node] = diameter > 0.0;
    if (diameter == 0.0) return;
    if (lowest > highest || initial < lowest || initial > highest)
      document_.Report(line, 2,
                       absl::StrCat("the initial level ", initial, " is not between the lowest, ",
                                    lowest, ", and the highest, ", highest));
    if (initial == lowest || initial == highest)
      notes_.push_back({.file = document_.shown_name(),
                        .line = line.number,
                        .problem = "the tank is full or empty; that it then lets no more water in "
                                   "or out is not followed"});
  }

  void ReadDemand(const EpanetLine& line) {
    if (!document_.HasWords(line, 2, "a demand")) return;
    const double multiplied = Demand(line, 1);
    const auto node = answer_.ids.Resolve(document_, line, 0);
    if (!node || answer_.nodes[models::HydraulicNodeIndex(*node)].is_held) return;
    // The first category takes the place of the demand that stands with the junction.
    double& outflow = answer_.outflow_m3_per_s[*node];
    outflow = has_category_[*node] != 0 ? outflow + multiplied : multiplied;
    has_category_[*node] = 1;
  }

  void ReadEmitter(const EpanetLine& line) {
    if (document_.NumberOr(line, 1, "coefficient", 0.0, 0.0, kMaxFlow) != 0.0)
      document_.Report(line, 1, "emitters are not supported");
  }

  const EpanetDocument& document_;
  const EpanetOptions& options_;
  const EpanetPatterns& patterns_;
  const EpanetCurves& curves_;
  Diagnostics& notes_;
  EpanetNodes answer_;
  std::vector<char> has_category_;
};

}  // namespace

EpanetNodes ReadEpanetNodes(const EpanetDocument& document, const EpanetOptions& options,
                            const EpanetPatterns& patterns, const EpanetCurves& curves,
                            Diagnostics& notes) {
  return Reader(document, options, patterns, curves, notes).Read();
}

}  // namespace data
