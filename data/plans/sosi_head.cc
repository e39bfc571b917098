#include "data/plans/sosi_head.h"

#include "absl/strings/str_cat.h"

namespace data {
namespace {

std::optional<double> ValueOf(const SosiObject& head, const char* name, std::size_t place) {
  const SosiElement* element = FindElement(head, name);
  if (element == nullptr || element->values.size() <= place) return std::nullopt;
  return ParseFinite(element->values[place]);
}

std::optional<SosiPoint> PointOf(const SosiObject& head, const char* name) {
  const auto north = ValueOf(head, name, 0), east = ValueOf(head, name, 1);
  if (!north || !east) return std::nullopt;
  return SosiPoint{*north, *east};
}

void ReadVersion(const SosiObject& head, PlanFileBuilder& builder) {
  const std::string text = ElementText(head, "SOSI-VERSJON");
  const std::optional<double> number = ParseFinite(text);
  const int tenths =
      number && *number > 0.0 && *number < 100.0 ? static_cast<int>(*number * 10.0 + 0.5) : 0;
  if (tenths < models::kOldestSosiVersion || tenths > models::kNewestSosiVersion) {
    builder.Report(head.line, ".HODE",
                   absl::StrCat("SOSI-VERSJON '", text.substr(0, 20),
                                "' is not read: plans of SOSI 4.0 to 5.0 are"));
    return;
  }
  builder.SetVersion(tenths);
}

}  // namespace

bool SosiHead::Holds(const RawPoint& point) const {
  if (!low || !high) return true;
  const double slack = system == CoordinateSystem::kGeographic ? 2e-5 : 2.0;
  return point.x_in_unit >= low->east_in_unit - slack &&
         point.x_in_unit <= high->east_in_unit + slack &&
         point.y_in_unit >= low->north_in_unit - slack &&
         point.y_in_unit <= high->north_in_unit + slack;
}

std::optional<SosiHead> ReadSosiHead(const std::vector<SosiObject>& objects,
                                     PlanFileBuilder& builder) {
  if (objects.empty() || objects[0].kind != "HODE") {
    builder.Report(0, "", "does not begin with .HODE");
    return std::nullopt;
  }
  const SosiObject& head = objects[0];
  SosiHead read;
  ReadVersion(head, builder);
  const auto system = ParseSosiSystem(ElementText(head, "KOORDSYS"));
  if (!system.ok()) {
    builder.Report(head.line, ".HODE", std::string(system.status().message()));
    return std::nullopt;
  }
  read.system = *system;
  builder.SetSystem(*system, head.line, ".HODE");
  const auto unit = ValueOf(head, "ENHET", 0);
  if (!unit || !(*unit > 0.0 && *unit <= 1000.0)) {
    builder.Report(head.line, ".HODE",
                   "has no ENHET above zero: without it the size of a step is not known");
    return std::nullopt;
  }
  read.unit_in_unit = *unit;
  const auto origin = PointOf(head, "ORIGO-NØ");
  if (!origin) {
    builder.Report(head.line, ".HODE", "has no ORIGO-NØ of two numbers (write 0 0 for none)");
    return std::nullopt;
  }
  read.origin = *origin;
  read.low = PointOf(head, "MIN-NØ");
  read.high = PointOf(head, "MAX-NØ");
  return read;
}

}  // namespace data
