#include "data/matpower_folder.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "data/matpower_reader.h"
#include "data/matpower_region.h"
#include "models/base/philox.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"

namespace data {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxQuarters = 500'000;
constexpr int kQuartersPerDay = 96, kDaysPerWeek = 7, kFirstWeekendDay = 5;
constexpr double kQuartersPerYear = 35040.0;
constexpr double kLeastShare = 0.55, kRangeShare = 0.45;
constexpr double kSeasonShare = 0.20, kDayShare = 0.18, kPeakShare = 0.10, kWeekendShare = 0.10;
constexpr double kNoiseShare = 0.02, kNoiseMemoryShare = 0.97;
constexpr std::uint32_t kNoiseStream = 0x4d50;

// Morning and evening peaks over a night valley, on top of a winter that comes back every year.
double CalcShape(int quarter) {
  const double hour = 0.25 * (quarter % kQuartersPerDay);
  const int weekday = quarter / kQuartersPerDay % kDaysPerWeek;
  const double season = std::cos(2.0 * models::kPi * quarter / kQuartersPerYear);
  const double day = -std::cos(2.0 * models::kPi * (hour - 3.0) / 24.0);
  const double morning = std::exp(-0.5 * std::pow((hour - 8.5) / 1.5, 2));
  const double evening = std::exp(-0.5 * std::pow((hour - 18.0) / 2.0, 2));
  const double weekend = weekday >= kFirstWeekendDay ? 1.0 : 0.0;
  return kSeasonShare * season + kDayShare * day +
         kPeakShare * (morning * (1.0 - 0.7 * weekend) + evening) - kWeekendShare * weekend;
}

absl::Status Write(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (file) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("cannot write ", path.string()));
}

}  // namespace

std::vector<double> MakeLoadShares(int quarters, std::uint64_t seed) {
  std::vector<double> load_share;
  double noise_share = 0.0;
  for (int quarter = 0; quarter < quarters; ++quarter) {
    const double fresh_share =
        models::CalcNormalShare({.seed = seed, .stream = kNoiseStream, .step = quarter});
    noise_share = kNoiseMemoryShare * noise_share +
                  std::sqrt(1.0 - kNoiseMemoryShare * kNoiseMemoryShare) * fresh_share;
    load_share.push_back(CalcShape(quarter) + kNoiseShare * noise_share);
  }
  if (load_share.empty()) return load_share;
  const auto [least, most] = std::minmax_element(load_share.begin(), load_share.end());
  const double low_share = *least, range_share = std::max(*most - *least, 1e-12);
  for (double& share : load_share) {
    share = kLeastShare + kRangeShare * (share - low_share) / range_share;
    share = std::round(share * 1e6) / 1e6;
  }
  return load_share;
}

absl::Status MakeMatpowerFolder(const std::string& case_file, int quarters, std::uint64_t seed,
                                const models::Table<models::BranchIndex, double>& rating_mva,
                                const std::string& out_dir) {
  TWIN_ASSIGN_OR_RETURN(const MatpowerCase matpower, LoadMatpowerCase(case_file));
  TWIN_ASSIGN_OR_RETURN(const models::Region region, MakeMatpowerRegion(matpower));
  if (quarters < 1 || quarters > kMaxQuarters) {
    return absl::InvalidArgumentError(
        absl::StrCat(quarters, " quarters are not 1 … ", kMaxQuarters));
  }
  if (rating_mva.size() != region.grid.branches.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat(rating_mva.size(), " ratings for ", region.grid.branches.size(), " branches"));
  }
  std::string profile = "load_share\n";
  for (const double share : MakeLoadShares(quarters, seed)) {
    absl::StrAppendFormat(&profile, "%.6f\n", share);
  }
  std::string ratings = "branch_row,rating_mva\n";
  for (std::size_t k = 0; k < rating_mva.size(); ++k) {
    const double rounded_mva = std::ceil(rating_mva[models::BranchIndex(k)] * 1e3) / 1e3;
    if (rounded_mva <= 0.0) continue;
    absl::StrAppendFormat(&ratings, "%d,%.3f\n",
                          MatpowerRowOf(region.grid.branches[models::BranchIndex(k)]), rounded_mva);
  }
  std::error_code error;
  const fs::path folder(out_dir);
  fs::create_directories(folder, error);
  fs::copy_file(case_file, folder / fs::path(case_file).filename(),
                fs::copy_options::overwrite_existing, error);
  if (error) return absl::InternalError(absl::StrCat("cannot write ", out_dir));
  TWIN_RETURN_IF_ERROR(Write(folder / "profile.csv", profile));
  return Write(folder / "ratings.csv", ratings);
}

}  // namespace data
