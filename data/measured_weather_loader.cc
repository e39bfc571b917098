#include "data/measured_weather_loader.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "data/diagnostics.h"
#include "models/base/status_macros.h"

namespace data {
namespace {

constexpr std::size_t kHashBytes = 8;

// Over the place ids, the first quarter and the values' bits.
std::string CalcContentHash(const models::Region& region, const models::WeatherSeries& series) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
  const std::int64_t span[] = {series.first.index(), static_cast<std::int64_t>(series.quarters)};
  EVP_DigestUpdate(context.get(), span, sizeof(span));
  for (std::size_t row = 0; row < series.values_ratio.size(); ++row) {
    const std::string& id = region.places[models::PlaceIndex(row)].id;
    EVP_DigestUpdate(context.get(), id.data(), id.size() + 1);
    for (const std::vector<double>& values : series.values_ratio[row]) {
      const std::uint64_t count = values.size();
      EVP_DigestUpdate(context.get(), &count, sizeof(count));
      EVP_DigestUpdate(context.get(), values.data(), values.size() * sizeof(double));
    }
  }
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  EVP_DigestFinal_ex(context.get(), digest.data(), nullptr);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(digest.data()), kHashBytes));
}

std::string FormatQuarter(models::Quarter quarter) {
  return absl::FormatTime("%Y-%m-%dT%H:%MZ", quarter.start(), absl::UTCTimeZone());
}

std::string DescribeMeasured(const models::MeasuredWeather& measured) {
  const models::WeatherSeries& series = measured.series;
  std::size_t places = 0;
  for (const auto& place : series.values_ratio) {
    for (const auto& values : place) {
      if (values.empty()) continue;
      ++places;
      break;
    }
  }
  return absl::StrCat(
      "Weather series ", measured.content_hash, " (", absl::StrJoin(measured.files, ", "),
      ") drives ", places, " of ", series.values_ratio.size(), " places from ",
      FormatQuarter(series.first), " to ",
      FormatQuarter(series.first + static_cast<std::int64_t>(series.quarters)),
      "; measured there: ",
      models::DescribeMeasuredShares(
          models::CalcMeasuredShares(measured, series.first, series.quarters)),
      " of all places and quarters. All other weather, that before the series too, is synthetic.");
}

}  // namespace

MeasuredWeatherFiles SplitWeatherFiles(const std::string& files, const std::string& names) {
  return {absl::StrSplit(files, ',', absl::SkipWhitespace()),
          absl::StrSplit(names, ',', absl::SkipWhitespace())};
}

absl::Status AddPlaceNames(const std::vector<std::string>& given, PlaceNames& names) {
  std::vector<std::string> errors;
  for (const std::string& each : given) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(each, absl::MaxSplits('=', 1));
    const auto found = names.find(parts.second);
    if (parts.first.empty() || found == names.end()) {
      errors.push_back(
          absl::StrCat("'", each, "': '", parts.second, "' is no place of the region"));
      continue;
    }
    const std::size_t place = found->second;
    names[parts.first] = place;
  }
  return errors.empty() ? absl::OkStatus() : absl::NotFoundError(absl::StrJoin(errors, "; "));
}

absl::Status AddMeasuredWeather(const MeasuredWeatherFiles& given, models::Region& region) {
  if (given.files.empty()) return absl::OkStatus();
  if (region.profile.has_value()) {
    return absl::InvalidArgumentError(
        "this region was made from a case: no weather series can drive it");
  }
  PlaceNames names = MakePlaceNames(region.places);
  TWIN_RETURN_IF_ERROR(AddPlaceNames(given.names, names));
  Diagnostics diagnostics;
  std::vector<models::WeatherObservation> observations;
  for (const std::string& file : given.files) {
    auto of_file = LoadWeatherFile(file, names, diagnostics);
    observations.insert(observations.end(), of_file.begin(), of_file.end());
  }
  TWIN_RETURN_IF_ERROR(ToStatus(diagnostics));
  if (observations.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("weather series: no value in ", absl::StrJoin(given.files, ", ")));
  }
  TWIN_ASSIGN_OR_RETURN(auto series,
                        models::MakeWeatherSeries(region.places.size(), std::move(observations)));
  auto measured = models::MakeMeasuredWeather(region.places, std::move(series));
  measured.content_hash = CalcContentHash(region, measured.series);
  for (const std::string& file : given.files) {
    measured.files.push_back(std::filesystem::path(file).filename().string());
  }
  absl::StrAppend(&region.data_revision, "+weather-", measured.content_hash);
  absl::StrAppend(&region.notice, region.notice.empty() ? "" : " ", DescribeMeasured(measured));
  region.measured_weather = std::make_shared<const models::MeasuredWeather>(std::move(measured));
  return absl::OkStatus();
}

}  // namespace data
