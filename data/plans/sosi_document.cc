#include "data/plans/sosi_document.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "data/plans/plan_file_builder.h"

namespace data {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r'; }

// Words of a line without its comment; what stands in quotes is one word.
std::vector<std::string> SplitWords(absl::string_view line) {
  std::vector<std::string> words;
  std::size_t i = 0;
  while (i < line.size()) {
    if (IsSpace(line[i])) {
      ++i;
    } else if (line[i] == '!') {
      break;
    } else if (line[i] == '"' || line[i] == '\'') {
      const std::size_t end = line.find(line[i], i + 1);
      words.emplace_back(line.substr(i + 1, end == absl::string_view::npos ? end : end - i - 1));
      i = end == absl::string_view::npos ? line.size() : end + 1;
    } else {
      const std::size_t begin = i;
      while (i < line.size() && !IsSpace(line[i]) && line[i] != '!') ++i;
      words.emplace_back(line.substr(begin, i - begin));
    }
  }
  return words;
}

int CountDots(const std::string& word) {
  const std::size_t dots = word.find_first_not_of('.');
  return static_cast<int>(dots == std::string::npos ? word.size() : dots);
}

class DocumentParser {
 public:
  DocumentParser(const std::string& shown_name, Diagnostics& diagnostics, const PlanLimits& limits)
      : builder_("SOSI", shown_name, diagnostics, limits) {}

  std::vector<SosiObject> Parse(absl::string_view text) {
    for (std::size_t at = 0; at < text.size() && !is_ended_ && !builder_.is_over();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      ++line_;
      ReadLine(text.substr(at, end - at));
      at = end + 1;
    }
    FinishPoint();
    if (!is_ended_) builder_.Report(line_, "", "ends without .SLUTT: the file is cut short");
    return std::move(objects_);
  }

 private:
  void ReadLine(absl::string_view line) {
    std::vector<std::string> words = SplitWords(line);
    if (words.empty()) return;
    const int dots = words[0][0] == '.' ? CountDots(words[0]) : 0;
    // A number may begin with a dot; a name never with a digit.
    const bool is_name =
        dots > 0 && static_cast<std::size_t>(dots) < words[0].size() &&
        !absl::ascii_isdigit(static_cast<unsigned char>(words[0][static_cast<std::size_t>(dots)]));
    if (!is_name) {
      Continue(words, 0);
    } else if (dots == 1) {
      BeginObject(words);
    } else {
      BeginElement(words, dots);
    }
  }

  void BeginObject(const std::vector<std::string>& words) {
    FinishPoint();
    is_in_points_ = false;
    SosiObject object{.kind = words[0].substr(1), .line = line_};
    if (object.kind == "SLUTT") {
      is_ended_ = true;
      return;
    }
    if (objects_.size() >= builder_.limits().features) {
      builder_.ReportOver(absl::StrCat("has more than ", builder_.limits().features, " objects"));
      return;
    }
    if (words.size() > 1) object.serial = words[1].substr(0, words[1].find(':'));
    objects_.push_back(std::move(object));
  }

  void BeginElement(const std::vector<std::string>& words, int dots) {
    FinishPoint();
    if (objects_.empty()) {
      builder_.Report(line_, words[0], "stands before the first object (.HODE)");
      return;
    }
    SosiElement element{
        .level = dots, .name = words[0].substr(static_cast<std::size_t>(dots)), .line = line_};
    is_in_points_ = element.name == "NØ" || element.name == "NØH";
    numbers_per_point_ = element.name == "NØH" ? 3 : 2;
    if (!is_in_points_) objects_.back().elements.push_back(std::move(element));
    Continue(words, 1);
  }

  void Continue(const std::vector<std::string>& words, std::size_t first) {
    if (objects_.empty()) {
      if (first < words.size()) builder_.Report(line_, "", "text stands before the first object");
      return;
    }
    SosiObject& object = objects_.back();
    for (std::size_t i = first; i < words.size(); ++i) {
      if (!is_in_points_) {
        if (!object.elements.empty()) object.elements.back().values.push_back(words[i]);
      } else if (CountDots(words[i]) >= 2) {
        break;  // ...KP 1 behind a point
      } else {
        AddNumber(object, words[i]);
      }
    }
  }

  void AddNumber(SosiObject& object, const std::string& word) {
    const std::optional<double> number = ParseFinite(word);
    if (!number) {
      builder_.Report(line_, absl::StrCat(".", object.kind, " ", object.serial),
                      absl::StrCat("coordinate '", word.substr(0, 40), "' is no finite number"));
    }
    numbers_.push_back(number.value_or(0.0));
    if (numbers_.size() < numbers_per_point_) return;
    if (builder_.CountVertices(1)) object.points.push_back({numbers_[0], numbers_[1]});
    numbers_.clear();
  }

  void FinishPoint() {
    if (!numbers_.empty() && !objects_.empty()) {
      builder_.Report(line_, absl::StrCat(".", objects_.back().kind, " ", objects_.back().serial),
                      "a point lacks a coordinate");
    }
    numbers_.clear();
  }

  PlanFileBuilder builder_;
  std::vector<SosiObject> objects_;
  std::vector<double> numbers_;  // of the point that is being read
  std::size_t numbers_per_point_ = 2;
  bool is_in_points_ = false;
  bool is_ended_ = false;
  int line_ = 0;
};

}  // namespace

std::vector<SosiObject> ParseSosiDocument(absl::string_view text, const std::string& shown_name,
                                          Diagnostics& diagnostics, const PlanLimits& limits) {
  return DocumentParser(shown_name, diagnostics, limits).Parse(text);
}

const SosiElement* FindElement(const SosiObject& object, absl::string_view name) {
  for (const SosiElement& element : object.elements) {
    if (element.name == name) return &element;
  }
  return nullptr;
}

std::string ElementText(const SosiObject& object, absl::string_view name) {
  const SosiElement* element = FindElement(object, name);
  return element == nullptr || element->values.empty() ? "" : element->values.front();
}

}  // namespace data
