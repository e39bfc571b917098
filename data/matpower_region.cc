#include "data/matpower_region.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "data/csv_reader.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"

namespace data {
namespace {

namespace fs = std::filesystem;
using models::BusIndex;

constexpr char kNotice[] =
    "Test network: a published case with an invented load profile, no grid's real state.";
constexpr double kUnlimitedMva = 9000.0;  // rate A from here on means: none given
constexpr double kMaxMvar = 1e5;          // infinite reactive limits become this
constexpr double kStandInKv = 100.0;      // base voltage of cases that give none
constexpr double kMiddleLatDeg = 60.0, kMiddleLonDeg = 11.0, kCircleDeg = 0.5;
constexpr std::size_t kMaxQuarters = 500'000;
constexpr char kBranchPrefix[] = "branch:";

class Converter {
 public:
  explicit Converter(const MatpowerCase& matpower) : case_(matpower) {}

  absl::StatusOr<models::Region> Run() {
    region_.id = case_.name;
    region_.name = case_.name;
    region_.notice = kNotice;
    region_.profile.emplace();
    TWIN_RETURN_IF_ERROR(FindSlack());
    FindReachable();
    AddBuses();
    TWIN_RETURN_IF_ERROR(AddGenerators());
    AddBranches();
    region_.profile->load_share = {1.0};
    TWIN_RETURN_IF_ERROR(models::Validate(region_.grid));
    return std::move(region_);
  }

 private:
  models::ProfileParams& profile() { return *region_.profile; }
  models::ElectricityGrid& grid() { return region_.grid; }

  absl::Status FindSlack() {
    int count = 0;
    for (std::size_t i = 0; i < case_.buses.size(); ++i) {
      row_of_[case_.buses[i].number] = i;
      if (case_.buses[i].type != MatpowerBusType::kSlack) continue;
      slack_ = i;
      ++count;
    }
    if (count == 1) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat(case_.name, " has ", count, " slack buses (type 3), it needs exactly one"));
  }

  bool IsIsolated(std::size_t row) const {
    return case_.buses[row].type == MatpowerBusType::kIsolated;
  }

  // Spreads from the slack bus along branches in service.
  void FindReachable() {
    std::vector<std::vector<std::size_t>> neighbours(case_.buses.size());
    for (const MatpowerBranch& branch : case_.branches) {
      if (!branch.is_in_service) continue;
      const std::size_t from = row_of_[branch.from_number], to = row_of_[branch.to_number];
      neighbours[from].push_back(to);
      neighbours[to].push_back(from);
    }
    is_reachable_.assign(case_.buses.size(), 0);
    std::vector<std::size_t> queue{slack_};
    is_reachable_[slack_] = 1;
    while (!queue.empty()) {
      const std::size_t row = queue.back();
      queue.pop_back();
      for (const std::size_t next : neighbours[row]) {
        if (is_reachable_[next] != 0 || IsIsolated(next)) continue;
        is_reachable_[next] = 1;
        queue.push_back(next);
      }
    }
  }

  void AddBuses() {
    const double count = static_cast<double>(case_.buses.size());
    for (std::size_t i = 0; i < case_.buses.size(); ++i) {
      if (is_reachable_[i] == 0) continue;
      const MatpowerBus& bus = case_.buses[i];
      const double angle_rad = 2.0 * models::kPi * static_cast<double>(i) / count;
      const std::string name = absl::StrCat("Bus ", bus.number);
      const auto station =
          grid().stations.Add({.id = absl::StrCat("station:", bus.number),
                               .name = name,
                               .lat_deg = kMiddleLatDeg + kCircleDeg * std::sin(angle_rad),
                               .lon_deg = kMiddleLonDeg + 2.0 * kCircleDeg * std::cos(angle_rad)});
      models::BusParams params{.id = absl::StrCat("bus:", bus.number),
                               .name = name,
                               .station = station,
                               .nominal_kv = bus.base_kv > 0.0 ? bus.base_kv : kStandInKv};
      // Equal limits (a slack bus at 1 … 1) are a set value, not a range.
      if (bus.v_min_pu > 0.0 && bus.v_max_pu > bus.v_min_pu && bus.v_max_pu < 2.0) {
        params.v_min_pu = bus.v_min_pu;
        params.v_max_pu = bus.v_max_pu;
      }
      index_[bus.number] = grid().buses.Add(std::move(params));
      profile().demand_mw.Add(bus.demand_mw);
      profile().demand_mvar.Add(bus.demand_mvar);
      profile().shunt_mw.Add(bus.shunt_mw);
      profile().shunt_mvar.Add(bus.shunt_mvar);
    }
  }

  absl::Status AddGenerators() {
    models::BoundaryParams boundary{.id = "slack",
                                    .bus = index_[case_.buses[slack_].number],
                                    .area = grid().exchange_areas.Add({.id = "slack"}),
                                    .weight_share = 1.0,
                                    .slack_participation_share = 1.0};
    std::unordered_map<int, double> v_set_pu;  // the last in service holds
    for (const MatpowerGenerator& generator : case_.generators) {
      if (generator.is_in_service) v_set_pu[generator.bus_number] = generator.v_set_pu;
    }
    bool has_slack_generator = false;
    for (std::size_t row = 0; row < case_.generators.size(); ++row) {
      const MatpowerGenerator& generator = case_.generators[row];
      const auto bus = index_.find(generator.bus_number);
      if (bus == index_.end()) continue;
      const double q_min_mvar = std::clamp(generator.q_min_mvar, -kMaxMvar, kMaxMvar);
      const double q_max_mvar = std::clamp(generator.q_max_mvar, -kMaxMvar, kMaxMvar);
      if (bus->second == boundary.bus && generator.is_in_service) {
        has_slack_generator = true;
        boundary.q_min_mvar += q_min_mvar;
        boundary.q_max_mvar += q_max_mvar;
        boundary.v_set_pu = v_set_pu[generator.bus_number];
        continue;
      }
      const bool is_pv = case_.buses[row_of_[generator.bus_number]].type == MatpowerBusType::kPv;
      const double generation_mw = generator.is_in_service ? generator.generation_mw : 0.0;
      if (generator.is_in_service && !is_pv) {
        profile().demand_mvar[bus->second] -= generator.generation_mvar;
      }
      grid().generators.Add(
          {.id = absl::StrCat("generator:", row + 1),
           .name = absl::StrCat("Generator ", row + 1, " at bus ", generator.bus_number),
           .bus = bus->second,
           .price_area = "slack",
           .p_max_mw = std::clamp(generator.p_max_mw, 0.0, kMaxMvar),
           .q_min_mvar = q_min_mvar,
           .q_max_mvar = q_max_mvar,
           .can_hold_voltage = generator.is_in_service && is_pv,
           .v_set_pu = generator.is_in_service ? v_set_pu[generator.bus_number] : 1.0,
           // A pump holds the voltage too.
           .min_running_mw = std::min(0.0, generation_mw)});
      profile().generation_mw.Add(generation_mw);
    }
    if (!has_slack_generator) {
      return absl::InvalidArgumentError(
          absl::StrCat(case_.name, " has no generator in service at its slack bus ",
                       case_.buses[slack_].number));
    }
    grid().boundaries.Add(boundary);
    return absl::OkStatus();
  }

  void AddBranches() {
    for (std::size_t row = 0; row < case_.branches.size(); ++row) {
      const MatpowerBranch& branch = case_.branches[row];
      const auto from = index_.find(branch.from_number), to = index_.find(branch.to_number);
      if (from == index_.end() || to == index_.end()) continue;
      const double from_kv = grid().buses[from->second].nominal_kv;
      const double to_kv = grid().buses[to->second].nominal_kv;
      const double base_ohm = from_kv * from_kv / case_.base_mva;
      const bool is_transformer =
          branch.tap_ratio != 0.0 || branch.shift_deg != 0.0 || from_kv != to_kv;
      const bool has_rating = branch.rate_a_mva > 0.0 && branch.rate_a_mva < kUnlimitedMva;
      const double rating_mva = has_rating ? branch.rate_a_mva : 0.0;
      grid().branches.Add(
          {.id = absl::StrCat(kBranchPrefix, row + 1),
           .name = absl::StrCat("Bus ", branch.from_number, " - Bus ", branch.to_number, " (row ",
                                row + 1, ")"),
           .kind = is_transformer ? models::BranchKind::kTransformer : models::BranchKind::kLine,
           .from = from->second,
           .to = to->second,
           .r_ohm = branch.r_pu * base_ohm,
           .x_ohm = branch.x_pu * base_ohm,
           .b_siemens = branch.b_pu / base_ohm,
           .tap_ratio = branch.tap_ratio == 0.0 ? 1.0 : branch.tap_ratio,
           .phase_shift_deg = branch.shift_deg,
           .rating = {rating_mva, rating_mva, rating_mva},
           .is_in_service = branch.is_in_service,
           .is_monitored = has_rating});
    }
  }

  const MatpowerCase& case_;
  models::Region region_;
  std::size_t slack_ = 0;
  std::unordered_map<int, std::size_t> row_of_;  // [bus number] row of the case
  std::vector<char> is_reachable_;               // [row of the case]
  std::unordered_map<int, BusIndex> index_;      // [bus number] of those kept
};

std::vector<std::string> FindCaseFiles(const std::string& directory) {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (entry.is_regular_file() && entry.path().extension() == ".m") {
      files.push_back(entry.path().string());
    }
  }
  return files;
}

std::vector<double> LoadShares(const std::string& directory, Diagnostics& diagnostics) {
  const CsvTable table =
      CsvTable::Load(directory + "/profile.csv", "profile.csv", {"load_share"}, diagnostics);
  std::vector<double> load_share;
  for (std::size_t row = 0; row < table.size(); ++row) {
    load_share.push_back(table.Number(row, "load_share", 0.0, 10.0, diagnostics));
  }
  if (diagnostics.empty() && (load_share.empty() || load_share.size() > kMaxQuarters)) {
    diagnostics.push_back(
        {.file = "profile.csv",
         .column_name = "load_share",
         .problem = absl::StrCat("has ", load_share.size(), " rows, not 1 … ", kMaxQuarters)});
  }
  return load_share;
}

void LoadRatings(const std::string& directory, std::size_t case_rows, models::ElectricityGrid& grid,
                 Diagnostics& diagnostics) {
  const std::string path = directory + "/ratings.csv";
  if (!fs::exists(path)) return;
  const CsvTable table =
      CsvTable::Load(path, "ratings.csv", {"branch_row", "rating_mva"}, diagnostics);
  std::unordered_map<int, double> rating_of;
  for (std::size_t row = 0; row < table.size(); ++row) {
    const int branch_row = static_cast<int>(
        table.Number(row, "branch_row", 1, static_cast<double>(case_rows), diagnostics));
    const double rating_mva = table.Number(row, "rating_mva", 1e-9, 1e6, diagnostics);
    if (!rating_of.emplace(branch_row, rating_mva).second) {
      table.Report(row, "branch_row", "stands twice", diagnostics);
    }
  }
  for (models::BranchParams& branch : grid.branches) {
    const auto found = rating_of.find(MatpowerRowOf(branch));
    if (found == rating_of.end()) continue;
    branch.rating = {found->second, found->second, found->second};
    branch.is_monitored = true;
  }
}

}  // namespace

absl::StatusOr<models::Region> MakeMatpowerRegion(const MatpowerCase& matpower) {
  return Converter(matpower).Run();
}

int MatpowerRowOf(const models::BranchParams& branch) {
  int row = 0;
  const absl::string_view id(branch.id);
  const std::size_t prefix = sizeof(kBranchPrefix) - 1;
  return id.size() > prefix && absl::SimpleAtoi(id.substr(prefix), &row) ? row : 0;
}

bool IsMatpowerFolder(const std::string& directory) {
  std::error_code error;
  return !fs::exists(directory + "/osm", error) && !FindCaseFiles(directory).empty();
}

absl::StatusOr<std::string> FindMatpowerFile(const std::string& directory) {
  std::vector<std::string> files = FindCaseFiles(directory);
  if (files.size() == 1) return std::move(files[0]);
  return absl::InvalidArgumentError(
      absl::StrCat(directory, " holds ", files.size(), " case files (*.m), it needs exactly one"));
}

absl::StatusOr<models::Region> LoadMatpowerRegion(const std::string& directory) {
  TWIN_ASSIGN_OR_RETURN(const std::string file, FindMatpowerFile(directory));
  TWIN_ASSIGN_OR_RETURN(const MatpowerCase matpower, LoadMatpowerCase(file));
  TWIN_ASSIGN_OR_RETURN(models::Region region, MakeMatpowerRegion(matpower));
  Diagnostics diagnostics;
  region.profile->load_share = LoadShares(directory, diagnostics);
  LoadRatings(directory, matpower.branches.size(), region.grid, diagnostics);
  TWIN_RETURN_IF_ERROR(ToStatus(diagnostics));
  TWIN_RETURN_IF_ERROR(models::Validate(region.grid));
  return region;
}

}  // namespace data
