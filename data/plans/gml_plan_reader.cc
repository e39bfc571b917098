#include "data/plans/gml_plan_reader.h"

#include <algorithm>
#include <pugixml.hpp>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "data/plans/gml_geometry.h"
#include "data/plans/plan_file_builder.h"

namespace data {
namespace {

// An element costs some sixty bytes of memory where the text may have four, an attribute forty.
constexpr std::ptrdiff_t kMostMarks = 4'000'000;

// Lines by the offsets that pugixml gives; only where the text was not converted.
class Lines {
 public:
  explicit Lines(absl::string_view bytes) {
    const std::string head = absl::AsciiStrToLower(bytes.substr(0, 200));
    if (!absl::StrContains(head, "utf-8") && absl::StrContains(head, "encoding")) return;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      if (bytes[i] == '\n') ends_.push_back(static_cast<std::ptrdiff_t>(i));
    }
    is_known_ = true;
  }
  int At(const pugi::xml_node& node) const {
    if (!is_known_ || node.offset_debug() < 0) return 0;
    return static_cast<int>(std::lower_bound(ends_.begin(), ends_.end(), node.offset_debug()) -
                            ends_.begin()) +
           1;
  }

 private:
  std::vector<std::ptrdiff_t> ends_;
  bool is_known_ = false;
};

class Reader {
 public:
  Reader(absl::string_view bytes, const std::string& shown_name, Diagnostics& diagnostics)
      : bytes_(bytes), lines_(bytes), builder_("GML", shown_name, diagnostics) {}

  PlanFile Read() {
    if (Parse()) ReadCollection(document_.document_element());
    return builder_.Take();
  }

 private:
  bool Parse() {
    const std::ptrdiff_t marks = std::count(bytes_.begin(), bytes_.end(), '<') +
                                 std::count(bytes_.begin(), bytes_.end(), '=');
    if (marks > kMostMarks) {
      builder_.Report(0, "",
                      absl::StrCat("has more than ", kMostMarks, " elements and attributes"));
      return false;
    }
    const pugi::xml_parse_result parsed = document_.load_buffer(
        bytes_.data(), bytes_.size(), pugi::parse_default | pugi::parse_doctype);
    for (const pugi::xml_node& node : document_.children()) {
      if (node.type() != pugi::node_doctype) continue;
      builder_.Report(lines_.At(node), "",
                      "has a document type (<!DOCTYPE): entities are not read");
      return false;
    }
    if (!parsed) {
      builder_.Report(
          0, "", absl::StrCat("is no XML: ", parsed.description(), " at byte ", parsed.offset));
      return false;
    }
    return CheckDepth();
  }

  // Down, across and up without recursion.
  bool CheckDepth() {
    std::size_t depth = 0;
    for (pugi::xml_node node = document_.document_element(); node;) {
      if (depth > builder_.limits().depth) {
        builder_.Report(lines_.At(node), "",
                        absl::StrCat("goes deeper than ", builder_.limits().depth, " elements"));
        return false;
      }
      if (node.first_child()) {
        node = node.first_child();
        ++depth;
        continue;
      }
      while (node && !node.next_sibling()) {
        node = node.parent();
        if (depth == 0) return true;
        --depth;
      }
      if (depth == 0) return true;
      node = node.next_sibling();
    }
    return true;
  }

  void ReadCollection(const pugi::xml_node& root) {
    if (LocalName(root) != "FeatureCollection") {
      builder_.Report(lines_.At(root), LocalName(root), "is no FeatureCollection");
      return;
    }
    const std::string srs = EnvelopeSystem(root);
    for (const pugi::xml_node& member : root.children()) {
      const std::string role = LocalName(member);
      if (role != "featureMember" && role != "featureMembers" && role != "member") continue;
      for (const pugi::xml_node& feature : member.children()) {
        if (builder_.is_over()) return;
        if (feature.type() == pugi::node_element) ReadFeature(feature, srs);
      }
    }
    if (!has_version_) {
      builder_.Report(lines_.At(root), "",
                      "no plan object stands in a namespace that ends in its version, as "
                      ".../Reguleringsplanforslag/5.0");
    }
  }

  static std::string EnvelopeSystem(const pugi::xml_node& node) {
    const pugi::xml_node envelope = FindChild(FindChild(node, "boundedBy"), "Envelope");
    return envelope.attribute("srsName").value();
  }

  // The version at the end of the namespace of an element: "5.0", or a date of Plan 5.0.
  void ReadVersion(const pugi::xml_node& feature) {
    const std::string name = feature.name();
    const std::size_t colon = name.find(':');
    const std::string wanted =
        colon == std::string::npos ? "xmlns" : absl::StrCat("xmlns:", name.substr(0, colon));
    std::string space;
    for (pugi::xml_node node = feature; node && space.empty(); node = node.parent()) {
      space = node.attribute(wanted.c_str()).value();
    }
    while (absl::EndsWith(space, "/")) space.pop_back();
    const std::string last = space.substr(space.rfind('/') + 1);
    double number = 0.0;
    if (!absl::SimpleAtod(last, &number)) return;
    has_version_ = true;
    const bool is_date = number >= 20'210'000.0 && number < 21'000'000.0;
    if (is_date || number == 5.0) {
      builder_.SetVersion(models::kNewestSosiVersion);
      return;
    }
    builder_.Report(lines_.At(feature), name,
                    absl::StrCat("is of version '", last.substr(0, 20),
                                 "' of its schema: GML plans are read in Plan 5.0"));
  }

  void ReadFeature(const pugi::xml_node& node, const std::string& outer_srs) {
    const std::string type = LocalName(node);
    PlanFeature feature{.type = FoldName(type)};
    if (!IsPlanType(feature.type)) {
      builder_.LeaveOut(type);
      return;
    }
    if (!has_version_) ReadVersion(node);
    feature.id = node.attribute("gml:id").value();
    if (feature.id.empty()) feature.id = absl::StrCat("line ", lines_.At(node));
    feature.place = absl::StrCat("line ", lines_.At(node), " ", type, " '", feature.id, "'");
    const std::string own_srs = EnvelopeSystem(node);
    ReadProperties(node, own_srs.empty() ? outer_srs : own_srs, feature);
    if (is_broken_) return;
    builder_.Add(std::move(feature));
  }

  void ReadProperties(const pugi::xml_node& node, const std::string& srs, PlanFeature& feature) {
    is_broken_ = false;
    std::vector<pugi::xml_node> open{node};
    while (!open.empty() && !is_broken_) {
      const pugi::xml_node at = open.back();
      open.pop_back();
      std::vector<pugi::xml_node> inner;
      for (const pugi::xml_node& child : at.children()) {
        if (child.type() != pugi::node_element || LocalName(child) == "boundedBy") continue;
        if (IsSurface(child)) {
          ReadSurface(child, srs, feature);
        } else {
          AddProperty(child, feature);
          inner.push_back(child);
        }
      }
      open.insert(open.end(), inner.rbegin(), inner.rend());
    }
  }

  static void AddProperty(const pugi::xml_node& node, PlanFeature& feature) {
    std::string text = XmlText(node);
    absl::StripAsciiWhitespace(&text);
    if (text.empty()) text = node.attribute("xlink:href").value();
    if (!text.empty()) feature.properties.emplace(FoldName(LocalName(node)), std::move(text));
  }

  void ReadSurface(const pugi::xml_node& node, const std::string& srs, PlanFeature& feature) {
    if (feature.surface) return;
    auto read = ReadGmlSurface(node, srs);
    if (!read.ok()) {
      builder_.Report(lines_.At(node), feature.place, std::string(read.status().message()));
      is_broken_ = true;
      return;
    }
    builder_.SetSystem(read->system, lines_.At(node), feature.place);
    if (builder_.CountVertices(read->vertices)) feature.surface = std::move(read->surface);
  }

  absl::string_view bytes_;
  Lines lines_;
  PlanFileBuilder builder_;
  pugi::xml_document document_;
  bool has_version_ = false;
  bool is_broken_ = false;  // the feature being read has a geometry that cannot be
};

}  // namespace

PlanFile ParseGmlPlan(absl::string_view bytes, const std::string& shown_name,
                      Diagnostics& diagnostics) {
  return Reader(bytes, shown_name, diagnostics).Read();
}

}  // namespace data
