#include "data/heat_network_builder.h"

#include <cmath>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "data/heat_link_fields.h"
#include "models/base/errors.h"
#include "models/base/units.h"
#include "models/heat/static_pressure.h"

namespace data {
namespace {

constexpr double kMaxLengthM = 1e5;
constexpr double kMaxDiameterMm = 3e3;
// From the shore of the Dead Sea to above every Norwegian mountain.
constexpr double kLowestM = -400.0;
constexpr double kHighestM = 2500.0;
constexpr double kMaxHeatW = 1e10;
constexpr double kMaxFlowKgS = 1e5;
constexpr double kMaxPressureBar = 100.0;
constexpr double kHottestDegC = 150.0;
constexpr double kColdestGroundDegC = -60.0;
constexpr double kMPerMm = 1e-3;
// Nearest names take a walk over all nodes; this many times it is worth it.
constexpr int kMaxUnknownWithNames = 100;

// Held and given pressures have a few digits.
constexpr double kRoundingBar = 1e-6;

std::string ListPipeSizes() {
  return absl::StrJoin(models::PipeSizes(), ", ",
                       [](std::string* out, const models::PipeSize& size) {
                         absl::StrAppend(out, size.nominal_diameter);
                       });
}

// The weakest pipe at a node.
struct ClassOfNode {
  double limit_bar = std::numeric_limits<double>::infinity();
  std::size_t pipe = 0;
  bool is_given = false;
};

std::vector<ClassOfNode> FindNodeClasses(const models::HeatNetwork& network) {
  std::vector<ClassOfNode> classes(network.nodes.size());
  for (std::size_t row = 0; row < network.pipes.size(); ++row) {
    const auto& pipe = network.pipes[models::HeatPipeIndex(row)];
    const double limit_bar =
        models::CalcPressureLimitBar(pipe.pressure_class.value_or(models::PressureClass::kPn16));
    for (const models::HeatNodeIndex node : {pipe.from, pipe.to})
      if (limit_bar < classes[node.value()].limit_bar)
        classes[node.value()] = {limit_bar, row, pipe.pressure_class.has_value()};
  }
  return classes;
}

}  // namespace

void HeatNetworkBuilder::AddId(const FieldSource& fields, IdIndex& ids) {
  const char* field = ids.kind().c_str();
  const std::string id = fields.Text(field);
  if (id.empty()) fields.Report(field, "is empty");
  if (!ids.Add(id))
    fields.Report(field, absl::StrCat("'", id, "' is the id of two rows (", ids.kind(), ")"));
}

models::HeatNodeIndex HeatNetworkBuilder::Node(const FieldSource& fields, const char* field,
                                               std::optional<models::HeatSide> side) {
  const std::string id = fields.Text(field);
  const std::optional<std::size_t> found = nodes_.Find(id);
  if (!found) {
    ++unknown_count_;
    fields.Report(field, nodes_.DescribeUnknown(id, unknown_count_ <= kMaxUnknownWithNames));
    return {};
  }
  const models::HeatNodeIndex node(*found);
  if (side && network_.nodes[node].side != *side)
    fields.Report(field,
                  absl::StrCat("node '", id, "' is no ",
                               *side == models::HeatSide::kSupply ? "supply" : "return", " node"));
  return node;
}

void HeatNetworkBuilder::AddNode(const FieldSource& fields) {
  AddId(fields, nodes_);
  models::HeatNodeParams node{.id = fields.Text("node")};
  const std::string side = fields.Text("side");
  if (side == "return") {
    node.side = models::HeatSide::kReturn;
  } else if (side != "supply") {
    fields.Report("side", absl::StrCat("'", side, "' is neither supply nor return"));
  }
  node.height_m = fields.Number("height_m", kLowestM, kHighestM);
  height_places_.push_back(fields.Place("height_m"));
  network_.nodes.Add(std::move(node));
}

void HeatNetworkBuilder::ReadEnds(const FieldSource& fields, models::HeatNodeIndex& from,
                                  models::HeatNodeIndex& to) {
  from = Node(fields, "from_node", std::nullopt);
  to = Node(fields, "to_node", std::nullopt);
  if (!from.valid() || !to.valid()) return;
  if (from == to) fields.Report("to_node", "is from_node");
  if (network_.nodes[from].side != network_.nodes[to].side)
    fields.Report("to_node", "lies on the other side, supply or return, than from_node");
}

void HeatNetworkBuilder::AddPipe(const FieldSource& fields) {
  AddId(fields, pipes_);
  models::HeatPipeParams pipe{.id = fields.Text("pipe")};
  ReadEnds(fields, pipe.from, pipe.to);
  pipe.length_m = fields.Number("length_m", 1e-3, kMaxLengthM);
  ReadDiameters(fields, pipe);
  pipe.roughness_m = kMPerMm * fields.Number("roughness_mm", 0.0, 10.0);
  pipe.fittings_ratio = fields.Number("loss_coefficient", 0.0, 1e6);
  pipe.loss_w_per_m_k = fields.Number("u_w_per_mk", 0.0, 100.0);
  pipe.ground_degc = fields.Number("t_ground_c", kColdestGroundDegC, kHottestDegC);
  if (fields.Has("is_open")) pipe.is_open = fields.Flag("is_open");
  if (fields.Has("has_check_valve")) pipe.has_check_valve = fields.Flag("has_check_valve");
  if (fields.Has("pn_bar")) {
    const double pn_bar = fields.Number("pn_bar", 0.0, kMaxPressureBar);
    pipe.pressure_class = models::FindPressureClass(pn_bar);
    if (!pipe.pressure_class && pn_bar > 0.0)
      fields.Report("pn_bar", absl::StrCat("is ", pn_bar, ", must be one of 6, 10, 16, 25"));
  }
  network_.pipes.Add(std::move(pipe));
}

// With a DN, diameters that are not given are those of the size; those that are given must be its.
void HeatNetworkBuilder::ReadDiameters(const FieldSource& fields, models::HeatPipeParams& pipe) {
  const models::PipeSize* size = nullptr;
  if (fields.Has("dn")) {
    const double nominal_mm = fields.Number("dn", 1.0, kMaxDiameterMm);
    size = models::FindPipeSize(nominal_mm);
    if (size == nullptr && nominal_mm > 0.0)
      fields.Report("dn", absl::StrCat("is ", nominal_mm, ", which EN 253 does not have; it has ",
                                       ListPipeSizes()));
  }
  if (size != nullptr && !fields.Has("inner_diameter_mm")) {
    pipe.inner_diameter_m = size->inner_diameter_m();
  } else {
    pipe.inner_diameter_m = kMPerMm * fields.Number("inner_diameter_mm", 1.0, kMaxDiameterMm);
  }
  if (fields.Has("outer_diameter_mm")) {
    pipe.outer_diameter_m = kMPerMm * fields.Number("outer_diameter_mm", 0.0, kMaxDiameterMm);
  } else if (size != nullptr) {
    pipe.outer_diameter_m = size->steel_outer_diameter_m;
  }
  if (size != nullptr) {
    CheckSize(fields, *size, pipe);
  } else if (pipe.outer_diameter_m > 0.0 && pipe.outer_diameter_m < pipe.inner_diameter_m) {
    fields.Report("outer_diameter_mm", "is smaller than inner_diameter_mm");
  } else if (pipe.inner_diameter_m > 0.0 && !fields.Has("dn")) {
    NoteUnusualSize(fields, pipe);
  }
}

void HeatNetworkBuilder::CheckSize(const FieldSource& fields, const models::PipeSize& size,
                                   const models::HeatPipeParams& pipe) {
  const auto check = [&](const char* field, double given_m, double size_m) {
    if (given_m <= 0.0 || std::abs(given_m - size_m) <= kMPerMm * models::kPipeSizeToleranceMm)
      return;
    fields.Report(field,
                  absl::StrFormat("is %.5g, but dn says DN %d, which has %.5g", given_m / kMPerMm,
                                  size.nominal_diameter, size_m / kMPerMm));
  };
  check("inner_diameter_mm", pipe.inner_diameter_m, size.inner_diameter_m());
  check("outer_diameter_mm", pipe.outer_diameter_m, size.steel_outer_diameter_m);
}

// Once for all pipes of the same diameters.
void HeatNetworkBuilder::NoteUnusualSize(const FieldSource& fields,
                                         const models::HeatPipeParams& pipe) {
  const models::PipeSize& nearest = models::FindNearestPipeSize(pipe.inner_diameter_m);
  const bool has_outer = pipe.outer_diameter_m > 0.0;
  const double outer_m = has_outer ? pipe.outer_diameter_m : nearest.steel_outer_diameter_m;
  if (models::CheckPipeSize(pipe.inner_diameter_m, outer_m).belongs) return;
  if (!noted_sizes_.emplace(pipe.inner_diameter_m, pipe.outer_diameter_m).second) return;
  notes_.push_back(fields.Place("inner_diameter_mm"));
  notes_.back().problem = absl::StrFormat(
      "is %.5g%s, no size of EN 253; the nearest is DN %d with %.5g inside and %.5g outside",
      pipe.inner_diameter_m / kMPerMm,
      has_outer ? absl::StrFormat(" with %.5g outside", outer_m / kMPerMm) : "",
      nearest.nominal_diameter, nearest.inner_diameter_m() / kMPerMm,
      nearest.steel_outer_diameter_m / kMPerMm);
}

void HeatNetworkBuilder::AddConsumer(const FieldSource& fields) {
  AddId(fields, consumers_);
  models::HeatConsumerParams consumer{.id = fields.Text("consumer")};
  consumer.supply = Node(fields, "supply_node", models::HeatSide::kSupply);
  consumer.back = Node(fields, "return_node", models::HeatSide::kReturn);
  consumer.heat_w = fields.Number("q_w", 0.0, kMaxHeatW);
  consumer.mass_flow_kg_s = fields.Number("mdot_kg_per_s", 0.0, kMaxFlowKgS);
  consumer.return_degc = fields.Number("t_return_c", 0.0, kHottestDegC);
  network_.consumers.Add(std::move(consumer));
}

void HeatNetworkBuilder::AddProducer(const FieldSource& fields) {
  AddId(fields, producers_);
  models::HeatProducerParams producer{.id = fields.Text("producer")};
  producer.back = Node(fields, "return_node", models::HeatSide::kReturn);
  producer.supply = Node(fields, "flow_node", models::HeatSide::kSupply);
  producer.supply_degc = fields.Number("t_flow_c", 0.0, kHottestDegC);
  const bool has_lift = fields.Has("p_lift_bar");
  const bool has_flow = fields.Has("mdot_kg_per_s");
  if (has_lift == has_flow)
    fields.Report("p_lift_bar", "give p_lift_bar or mdot_kg_per_s, one of them");
  if (has_lift) {
    if (fields.Has("p_flow_bar_gauge"))
      producer.pressure_bar = fields.Number("p_flow_bar_gauge", -kMaxPressureBar, kMaxPressureBar);
    producer.lift_bar = fields.Number("p_lift_bar", -kMaxPressureBar, kMaxPressureBar);
  }
  if (has_flow) producer.mass_flow_kg_s = fields.Number("mdot_kg_per_s", 0.0, kMaxFlowKgS);
  network_.producers.Add(std::move(producer));
}

void HeatNetworkBuilder::AddPump(const FieldSource& fields) {
  AddId(fields, pumps_);
  models::HydraulicPumpParams pump{.id = fields.Text("pump")};
  ReadEnds(fields, pump.from, pump.to);
  ReadPumpLaw(fields, pump);
  if (fields.Has("speed_share")) pump.speed_ratio = fields.Number("speed_share", 0.01, 2.0);
  if (fields.Has("is_on")) pump.is_on = fields.Flag("is_on");
  network_.pumps.Add(std::move(pump));
}

void HeatNetworkBuilder::AddValve(const FieldSource& fields) {
  AddId(fields, valves_);
  models::HydraulicValveParams valve{.id = fields.Text("valve")};
  ReadEnds(fields, valve.from, valve.to);
  ReadValveLaw(fields, valve);
  if (valve.kind == models::ValveKind::kDifferentialPressure) {
    valve.sensed_high = Node(fields, "sensed_high_node", std::nullopt);
    valve.sensed_low = Node(fields, "sensed_low_node", std::nullopt);
    if (valve.sensed_high.valid() && valve.sensed_high == valve.sensed_low)
      fields.Report("sensed_low_node", "is sensed_high_node");
  }
  valve.diameter_m = kMPerMm * fields.Number("diameter_mm", 1.0, kMaxDiameterMm);
  valve.fittings_ratio = fields.Number("loss_coefficient", 0.0, 1e6);
  if (fields.Has("is_open")) valve.is_open = fields.Flag("is_open");
  if (fields.Has("is_fixed_open")) valve.is_fixed_open = fields.Flag("is_fixed_open");
  network_.valves.Add(std::move(valve));
}

// Tells of the node that is furthest off, and how many others are.
void HeatNetworkBuilder::CheckStaticPressures(Diagnostics& diagnostics) {
  const models::StaticPressures pressures = models::CalcStaticPressures(network_);
  const std::vector<ClassOfNode> classes = FindNodeClasses(network_);
  const auto tell = [&](Diagnostics& list, auto&& beyond_bar, auto&& say) {
    std::size_t worst = 0, count = 0;
    for (std::size_t row = 0; row < network_.nodes.size(); ++row) {
      if (!(beyond_bar(row) > kRoundingBar)) continue;
      if (count++ == 0 || beyond_bar(row) > beyond_bar(worst)) worst = row;
    }
    if (count == 0) return;
    list.push_back(height_places_[worst]);
    list.back().problem =
        absl::StrCat("node '", network_.nodes[models::HeatNodeIndex(worst)].id, "': ", say(worst));
    if (count > 1) absl::StrAppend(&list.back().problem, "; so at ", count - 1, " more nodes");
  };
  const auto air_bar = [&](std::size_t row) {
    return models::CalcAmbientPa(network_.nodes[models::HeatNodeIndex(row)].height_m) /
           models::kPaPerBar;
  };
  const auto vacuum_bar = [&](std::size_t row) {
    return -air_bar(row) - pressures.at_rest_bar[row];
  };
  tell(diagnostics, vacuum_bar, [&](std::size_t row) {
    return absl::StrFormat(
        "water at rest would stand at %.3g bar gauge, below vacuum; the pressure held at the "
        "return must be %.3g bar higher, or the node lower",
        pressures.at_rest_bar[row], vacuum_bar(row));
  });
  tell(
      notes_,
      [&](std::size_t row) { return vacuum_bar(row) > 0.0 ? 0.0 : -pressures.at_rest_bar[row]; },
      [&](std::size_t row) {
        return absl::StrFormat("water at rest stands at %.3g bar gauge and draws air",
                               pressures.at_rest_bar[row]);
      });
  const auto say_class = [&](std::size_t row) {
    return absl::StrFormat(
        "standing water has %.4g bar with pumps on, and pipe %s is of PN %g%s",
        pressures.pumped_bar[row], network_.pipes[models::HeatPipeIndex(classes[row].pipe)].id,
        classes[row].limit_bar, classes[row].is_given ? "" : ", as no pn_bar says otherwise");
  };
  for (const bool is_given : {true, false})
    tell(
        is_given ? diagnostics : notes_,
        [&](std::size_t row) {
          return classes[row].is_given == is_given
                     ? pressures.pumped_bar[row] - classes[row].limit_bar
                     : 0.0;
        },
        say_class);
}

void HeatNetworkBuilder::NoteSeveralHolders(const std::string& shown_name) {
  std::vector<std::string> ids;
  for (const auto& producer : network_.producers)
    if (producer.HoldsPressure()) ids.push_back(producer.id);
  if (ids.size() < 2) return;
  notes_.push_back(
      {.file = shown_name,
       .column_name = "p_flow_bar_gauge",
       .problem = absl::StrCat(
           "producers ", absl::StrJoin(ids, ", "),
           " all hold the pressure: supply and return flow each for itself, and what "
           "leaves one of them need not be what comes back to it; without "
           "p_flow_bar_gauge a producer holds its lift alone and passes the same water")});
}

models::HeatNetwork HeatNetworkBuilder::Finish(const std::string& shown_name, bool is_sound,
                                               Diagnostics& diagnostics) {
  if (is_sound) {
    const absl::Status status = models::Validate(network_);
    for (const auto& violation : models::errors::FieldViolationsOf(status))
      diagnostics.push_back(
          {.file = shown_name, .column_name = violation.field, .problem = violation.description});
    if (status.ok()) {
      CheckStaticPressures(diagnostics);
      NoteSeveralHolders(shown_name);
    }
  }
  return std::move(network_);
}

}  // namespace data
