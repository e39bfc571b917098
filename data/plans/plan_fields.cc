#include "data/plans/plan_fields.h"

#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "data/plans/plan_file_builder.h"

namespace data {
namespace {

std::string SetUses(models::PlanAreaParams& area, const std::string& text) {
  std::vector<models::PlanUseShare> uses;
  for (absl::string_view part : absl::StrSplit(text, ';', absl::SkipWhitespace())) {
    const std::vector<std::string> pair = absl::StrSplit(part, ':');
    const auto share =
        pair.size() == 2 ? ParseFinite(absl::StripAsciiWhitespace(pair[1])) : std::nullopt;
    if (!share)
      return absl::StrCat("'", text.substr(0, 80), "' is no list like office:0.6;shop:0.4");
    uses.push_back({std::string(absl::StripAsciiWhitespace(pair[0])), *share});
  }
  area.uses = std::move(uses);
  return "";
}

models::PlanGivenPower& Given(models::PlanAreaParams& area) {
  if (!area.given) area.given.emplace();
  return *area.given;
}

models::BuildOut& BuildOutOf(models::PlanAreaParams& area) {
  if (!area.build_out) area.build_out.emplace();
  return *area.build_out;
}

}  // namespace

bool ParseCode(const std::string& text, int& code) {
  const std::optional<double> number = ParseFinite(absl::StripAsciiWhitespace(text));
  if (!number || std::abs(*number) > 1e8 || *number != std::floor(*number)) return false;
  code = static_cast<int>(*number);
  return true;
}

std::string SetAreaField(models::PlanAreaParams& area, absl::string_view field,
                         const std::string& text, bool& is_known) {
  is_known = true;
  if (field == "uses") return text.empty() ? "" : SetUses(area, text);
  if (field == "profile") {
    if (!text.empty()) Given(area).profile = text;
    return "";
  }
  if (field == "standard") {
    if (!text.empty()) area.standard = text;
    return "";
  }
  if (field != "dwellings" && field != "storeys" && field != "bra_m2" && field != "power_mw" &&
      field != "first_year" && field != "build_years") {
    is_known = false;
    return "";
  }
  if (text.empty()) return "";
  const std::optional<double> number = ParseFinite(text);
  if (!number) return absl::StrCat("'", text.substr(0, 40), "' is no finite number");
  if (field == "dwellings") area.dwellings_count = number;
  if (field == "storeys") area.storeys_count = number;
  if (field == "bra_m2") area.utilisation.bra_m2 = number;
  if (field == "power_mw") Given(area).power_mw = *number;
  if (field == "build_years") BuildOutOf(area).build_years = *number;
  if (field == "first_year" && !ParseCode(text, BuildOutOf(area).first_year)) {
    return absl::StrCat("'", text.substr(0, 40), "' is no year");
  }
  return "";
}

}  // namespace data
