#include "data/epanet_reader.h"

#include <filesystem>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "data/epanet_controls.h"
#include "data/epanet_document.h"
#include "data/epanet_links.h"
#include "data/epanet_nodes.h"
#include "data/epanet_options.h"
#include "data/epanet_series.h"
#include "data/text_file.h"
#include "data/utf8.h"
#include "models/base/errors.h"
#include "models/base/units.h"

namespace data {
namespace {

constexpr double kWaterKgM3 = 1000.0;

std::string ReadTitle(const EpanetDocument& document) {
  std::string title;
  for (const EpanetLine& line : document.lines(EpanetSection::kTitle))
    absl::StrAppend(&title, title.empty() ? "" : "\n", absl::StrJoin(line.words, " "));
  ReplaceInvalidUtf8(title);
  return title;
}

// Places are for drawing only: what is wrong with one is as if it were not there.
void ReadPlaces(const EpanetDocument& document, const EpanetNodes& nodes, EpanetCase& answer) {
  answer.places.resize(nodes.nodes.size());
  for (const EpanetLine& line : document.lines(EpanetSection::kCoordinates)) {
    const auto node = nodes.ids.Find(line.words[0]);
    std::array<double, 2> place{};
    if (node && line.words.size() > 2 && absl::SimpleAtod(line.words[1], &place[0]) &&
        absl::SimpleAtod(line.words[2], &place[1]))
      answer.places[*node] = place;
  }
}

}  // namespace

EpanetCase ParseEpanetCase(absl::string_view text, const std::string& shown_name,
                           Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.size();
  EpanetCase answer;
  const EpanetDocument document(text, shown_name, diagnostics);
  answer.title = ReadTitle(document);
  const EpanetOptions options = ReadEpanetOptions(document, answer.notes);
  const EpanetPatterns patterns(document, options.pattern_start_s / options.pattern_step_s);
  const EpanetCurves curves(document);
  EpanetNodes nodes = ReadEpanetNodes(document, options, patterns, curves, answer.notes);

  answer.density_kg_m3 = kWaterKgM3 * options.specific_gravity_ratio;
  answer.viscosity_pa_s = answer.density_kg_m3 * options.viscosity_m2_per_s;
  answer.friction = {models::FrictionLaw::kSwameeJain, models::LowFlowLaw::kTransition};
  answer.length_unit_m = options.units.length_m;
  answer.flow_unit_kg_s = answer.density_kg_m3 * options.units.flow_m3_per_s;
  answer.network.is_gauge_local = false;
  answer.network.nodes = nodes.nodes;
  for (std::size_t node = 0; node < nodes.nodes.size(); ++node) {
    answer.outflow_kg_s.push_back(answer.density_kg_m3 * nodes.outflow_m3_per_s[node]);
    const models::HydraulicNodeParams& params = nodes.nodes[models::HydraulicNodeIndex(node)];
    const double head_m = params.is_held ? nodes.held_head_m[node] - params.height_m : 0.0;
    answer.held_pressure_pa.push_back(answer.density_kg_m3 * models::kGravityMPerS2 * head_m);
  }
  ReadPlaces(document, nodes, answer);
  EpanetLinks links(document, options, patterns, curves, nodes, answer.density_kg_m3,
                    answer.network);
  ApplyEpanetControls(document, options, nodes, links, answer.notes);

  // What could not be read is already reported; checking it says it twice.
  if (diagnostics.size() > before) return answer;
  for (const auto& violation : models::errors::FieldViolationsOf(models::Validate(answer.network)))
    diagnostics.push_back(
        {.file = shown_name, .column_name = violation.field, .problem = violation.description});
  return answer;
}

EpanetCase LoadEpanetCase(const std::string& path, Diagnostics& diagnostics) {
  const std::string shown_name = std::filesystem::path(path).filename().string();
  const std::optional<std::string> text = ReadTextFile(path, shown_name, diagnostics);
  return text ? ParseEpanetCase(*text, shown_name, diagnostics) : EpanetCase{};
}

}  // namespace data
