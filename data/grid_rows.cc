#include "data/grid_rows.h"

#include <cmath>

namespace data {
namespace {

constexpr double kMaxOhm = 1e5;

// Reads the fields of one row.
class Row {
 public:
  Row(const CsvTable& table, std::size_t row, Diagnostics& diagnostics)
      : table_(table), row_(row), diagnostics_(diagnostics) {}

  const std::string& Id() const { return table_.Text(row_, "id"); }
  const std::string& Name() const { return table_.RequiredText(row_, "name", diagnostics_); }
  const std::string& Text(const char* column) const { return table_.Text(row_, column); }
  bool Flag(const char* column) const { return table_.Flag(row_, column, diagnostics_); }
  double Number(const char* column, double low, double high) const {
    return table_.Number(row_, column, low, high, diagnostics_);
  }
  int Whole(const char* column, double low, double high) const {
    const double value = Number(column, low, high);
    if (value != std::floor(value)) {
      table_.Report(row_, column, absl::StrCat("is ", value, ", must be a whole number"),
                    diagnostics_);
    }
    return static_cast<int>(value);
  }

 private:
  const CsvTable& table_;
  std::size_t row_;
  Diagnostics& diagnostics_;
};

}  // namespace

const std::vector<std::string>& StationColumns() {
  static const auto* columns =
      new std::vector<std::string>{"id", "name", "lat_deg", "lon_deg", "county", "is_in_region"};
  return *columns;
}

const std::vector<std::string>& BusColumns() {
  static const auto* columns = new std::vector<std::string>{
      "id", "name", "station_id", "nominal_kv", "v_min_pu", "v_max_pu", "is_monitored"};
  return *columns;
}

const std::vector<std::string>& BranchColumns() {
  static const auto* columns = new std::vector<std::string>{"id",
                                                            "name",
                                                            "kind",
                                                            "from_bus_id",
                                                            "to_bus_id",
                                                            "r_ohm",
                                                            "x_ohm",
                                                            "b_siemens",
                                                            "tap_ratio",
                                                            "phase_shift_deg",
                                                            "length_km",
                                                            "summer_mva",
                                                            "mild_mva",
                                                            "cold_mva",
                                                            "is_in_service",
                                                            "is_monitored",
                                                            "is_synthetic",
                                                            "tap_step_ratio",
                                                            "tap_min_step",
                                                            "tap_max_step",
                                                            "tap_target_v_pu",
                                                            "tap_deadband_v_pu"};
  return *columns;
}

const std::vector<std::string>& ShuntColumns() {
  static const auto* columns = new std::vector<std::string>{
      "id",       "bus_id",    "is_continuous", "q_min_mvar",      "q_max_mvar",
      "v_set_pu", "step_mvar", "max_steps",     "draw_target_mvar"};
  return *columns;
}

models::StationParams ReadStation(const CsvTable& table, std::size_t row,
                                  Diagnostics& diagnostics) {
  const Row fields(table, row, diagnostics);
  return {.id = fields.Id(),
          .name = fields.Name(),
          .lat_deg = fields.Number("lat_deg", 50, 75),
          .lon_deg = fields.Number("lon_deg", 0, 35),
          .county = fields.Text("county"),
          .is_in_region = fields.Flag("is_in_region")};
}

models::BusParams ReadBus(const CsvTable& table, std::size_t row, Diagnostics& diagnostics) {
  const Row fields(table, row, diagnostics);
  return {.id = fields.Id(),
          .name = fields.Name(),
          .nominal_kv = fields.Number("nominal_kv", 0.1, 1500),
          .v_min_pu = fields.Number("v_min_pu", 0.5, 1.0),
          .v_max_pu = fields.Number("v_max_pu", 1.0, 1.5),
          .is_monitored = fields.Flag("is_monitored")};
}

models::BranchParams ReadBranch(const CsvTable& table, std::size_t row, Diagnostics& diagnostics) {
  using models::BranchKind;
  const Row fields(table, row, diagnostics);
  models::BranchParams branch;
  branch.id = fields.Id();
  branch.name = fields.Name();
  branch.kind = ReadWord<BranchKind>(table, row, "kind",
                                     {{"line", BranchKind::kLine},
                                      {"cable", BranchKind::kCable},
                                      {"transformer", BranchKind::kTransformer},
                                      {"equivalent", BranchKind::kEquivalent}},
                                     diagnostics);
  branch.r_ohm = fields.Number("r_ohm", 0, kMaxOhm);
  branch.x_ohm = fields.Number("x_ohm", -kMaxOhm, kMaxOhm);
  branch.b_siemens = fields.Number("b_siemens", 0, 1);
  branch.tap_ratio = fields.Number("tap_ratio", 0.1, 10);
  branch.phase_shift_deg = fields.Number("phase_shift_deg", -180, 180);
  branch.length_km = fields.Number("length_km", 0, 1e4);
  branch.rating = {.summer_mva = fields.Number("summer_mva", 0, kMaxMw),
                   .mild_mva = fields.Number("mild_mva", 0, kMaxMw),
                   .cold_mva = fields.Number("cold_mva", 0, kMaxMw)};
  branch.is_in_service = fields.Flag("is_in_service");
  branch.is_monitored = fields.Flag("is_monitored");
  branch.is_synthetic = fields.Flag("is_synthetic");
  branch.tap_step_ratio = fields.Number("tap_step_ratio", -0.2, 0.2);
  branch.tap_min_step = fields.Whole("tap_min_step", -100, 100);
  branch.tap_max_step = fields.Whole("tap_max_step", -100, 100);
  branch.tap_target_v_pu = fields.Number("tap_target_v_pu", 0.5, 1.5);
  branch.tap_deadband_v_pu = fields.Number("tap_deadband_v_pu", 0, 0.2);
  return branch;
}

models::ShuntParams ReadShunt(const CsvTable& table, std::size_t row, Diagnostics& diagnostics) {
  const Row fields(table, row, diagnostics);
  return {.id = fields.Id(),
          .is_continuous = fields.Flag("is_continuous"),
          .q_min_mvar = fields.Number("q_min_mvar", -kMaxMw, kMaxMw),
          .q_max_mvar = fields.Number("q_max_mvar", -kMaxMw, kMaxMw),
          .v_set_pu = fields.Number("v_set_pu", 0.5, 1.5),
          .step_mvar = fields.Number("step_mvar", 0, kMaxMw),
          .max_steps = fields.Whole("max_steps", 0, 1000),
          .draw_target_mvar = fields.Number("draw_target_mvar", 0, kMaxMw)};
}

}  // namespace data
