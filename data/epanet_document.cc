#include "data/epanet_document.h"

#include <cmath>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "data/text_file.h"
#include "data/utf8.h"

namespace data {
namespace {

constexpr std::size_t kMaxLines = 1'000'000;
constexpr std::size_t kMaxLineBytes = 16u << 10;
constexpr std::size_t kMaxWords = 1'000;
constexpr std::size_t kMaxProblems = 1'000;
// Looking for the nearest names takes a walk over all of them; this many times it is worth it.
constexpr std::size_t kMaxProblemsWithNames = 20;
constexpr std::size_t kMaxShownBytes = 40;

struct SectionName {
  const char* keyword;
  EpanetSection section;
};

constexpr SectionName kSectionNames[] = {
    {"[TITL", EpanetSection::kTitle},      {"[JUNC", EpanetSection::kJunctions},
    {"[RESE", EpanetSection::kReservoirs}, {"[TANK", EpanetSection::kTanks},
    {"[PIPE", EpanetSection::kPipes},      {"[PUMP", EpanetSection::kPumps},
    {"[VALV", EpanetSection::kValves},     {"[EMIT", EpanetSection::kEmitters},
    {"[LEAK", EpanetSection::kLeakage},    {"[DEMA", EpanetSection::kDemands},
    {"[STAT", EpanetSection::kStatus},     {"[PATT", EpanetSection::kPatterns},
    {"[CURV", EpanetSection::kCurves},     {"[CONT", EpanetSection::kControls},
    {"[RULE", EpanetSection::kRules},      {"[TIME", EpanetSection::kTimes},
    {"[OPTI", EpanetSection::kOptions},    {"[COOR", EpanetSection::kCoordinates},
    {"[ENER", EpanetSection::kSkipped},    {"[QUAL", EpanetSection::kSkipped},
    {"[SOUR", EpanetSection::kSkipped},    {"[REAC", EpanetSection::kSkipped},
    {"[MIXI", EpanetSection::kSkipped},    {"[REPO", EpanetSection::kSkipped},
    {"[ROUG", EpanetSection::kSkipped},    {"[VERT", EpanetSection::kSkipped},
    {"[LABE", EpanetSection::kSkipped},    {"[BACK", EpanetSection::kSkipped},
    {"[TAGS", EpanetSection::kSkipped}};

// A word as messages show it: short, and text whatever bytes it is of.
std::string Show(const std::string& word) {
  std::string shown = word.substr(0, kMaxShownBytes);
  ReplaceInvalidUtf8(shown);
  for (char& c : shown)
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) c = '?';
  if (word.size() > kMaxShownBytes) shown += "…";
  return shown;
}

std::string Quote(const std::string& word) { return absl::StrCat("'", Show(word), "'"); }

// Words between blanks; a word in double quotes may hold blanks.
std::vector<std::string> SplitWords(absl::string_view line) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < line.size() && words.size() <= kMaxWords;) {
    if (absl::ascii_isspace(static_cast<unsigned char>(line[at]))) {
      ++at;
      continue;
    }
    std::size_t end = at;
    if (line[at] == '"') {
      end = line.find('"', ++at);
    } else {
      while (end < line.size() && !absl::ascii_isspace(static_cast<unsigned char>(line[end])))
        ++end;
    }
    if (end == absl::string_view::npos) end = line.size();
    words.emplace_back(line.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

}  // namespace

bool HasKeyword(absl::string_view word, absl::string_view keyword) {
  return absl::StartsWithIgnoreCase(word, keyword);
}

EpanetDocument::EpanetDocument(absl::string_view text, std::string shown_name,
                               Diagnostics& diagnostics)
    : shown_name_(std::move(shown_name)), diagnostics_(diagnostics) {
  if (text.size() > kMaxTextFileBytes) {
    Report({}, "the file is larger than 64 MiB");
    return;
  }
  if (absl::StartsWith(text, "\xEF\xBB\xBF")) text.remove_prefix(3);
  Split(text);
}

void EpanetDocument::Split(absl::string_view text) {
  EpanetSection section = EpanetSection::kSkipped;
  std::size_t count = 0;
  EpanetLine line;
  while (!text.empty()) {
    ++line.number;
    const std::size_t end = text.find('\n');
    absl::string_view content = text.substr(0, end);
    text.remove_prefix(end == absl::string_view::npos ? text.size() : end + 1);
    content = absl::StripAsciiWhitespace(content.substr(0, content.find(';')));
    if (content.empty()) continue;
    if (content.size() > kMaxLineBytes) {
      Report(line, "the line is longer than 16 KiB");
      continue;
    }
    line.words = SplitWords(content);
    if (line.words.empty()) continue;
    if (line.words.size() > kMaxWords) {
      Report(line, "the line has more than 1,000 words");
      continue;
    }
    if (line.words[0][0] == '[') {
      if (HasKeyword(line.words[0], "[END")) return;
      section = EpanetSection::kSkipped;
      bool is_known = false;
      for (const SectionName& name : kSectionNames) {
        if (!HasKeyword(line.words[0], name.keyword)) continue;
        section = name.section;
        is_known = true;
      }
      if (!is_known) Report(line, 0, absl::StrCat(Quote(line.words[0]), " is no section"));
      continue;
    }
    if (section == EpanetSection::kSkipped) continue;
    if (++count > kMaxLines) {
      Report(line, "there are more than 1,000,000 lines");
      return;
    }
    sections_[static_cast<std::size_t>(section)].push_back(line);
  }
}

void EpanetDocument::Report(const EpanetLine& line, std::size_t word,
                            const std::string& problem) const {
  if (diagnostics_.size() >= kMaxProblems) return;
  diagnostics_.push_back({.file = shown_name_,
                          .line = line.number,
                          .column = static_cast<int>(word) + 1,
                          .column_name = "",
                          .problem = problem});
}

void EpanetDocument::Report(const EpanetLine& line, const std::string& problem) const {
  if (diagnostics_.size() >= kMaxProblems) return;
  diagnostics_.push_back({.file = shown_name_, .line = line.number, .problem = problem});
}

double EpanetDocument::Number(const EpanetLine& line, std::size_t word, const char* what,
                              double low, double high) const {
  if (word >= line.words.size()) {
    Report(line, absl::StrCat("the ", what, " is missing"));
    return 0.0;
  }
  double value = 0.0;
  if (!absl::SimpleAtod(line.words[word], &value)) {
    Report(line, word, absl::StrCat("the ", what, " ", Quote(line.words[word]), " is no number"));
    return 0.0;
  }
  if (!(value >= low && value <= high)) {
    Report(line, word,
           absl::StrCat("the ", what, " is ", value, ", must lie in [", low, ", ", high, "]"));
    return 0.0;
  }
  return value;
}

double EpanetDocument::NumberOr(const EpanetLine& line, std::size_t word, const char* what,
                                double fallback, double low, double high) const {
  if (word >= line.words.size() || line.words[word] == "*") return fallback;
  return Number(line, word, what, low, high);
}

bool EpanetDocument::HasWords(const EpanetLine& line, std::size_t count, const char* what) const {
  if (line.words.size() >= count) return true;
  Report(line, absl::StrCat(what, " needs ", count, " words, the line has ", line.words.size()));
  return false;
}

bool EpanetIds::Add(const EpanetDocument& document, const EpanetLine& line) {
  const std::string& id = line.words[0];
  std::string checked = id;
  if (ReplaceInvalidUtf8(checked)) document.Report(line, 0, "the id is not UTF-8");
  const bool is_new = index_.Add(id);
  if (!is_new)
    document.Report(line, 0, absl::StrCat(index_.kind(), " ", Quote(id), " stands twice"));
  return is_new;
}

std::optional<std::size_t> EpanetIds::Resolve(const EpanetDocument& document,
                                              const EpanetLine& line, std::size_t word) const {
  if (word >= line.words.size()) {
    document.Report(line, absl::StrCat("the id of a ", index_.kind(), " is missing"));
    return std::nullopt;
  }
  const auto found = index_.Find(line.words[word]);
  if (found) return found;
  document.Report(line, word,
                  index_.DescribeUnknown(Show(line.words[word]),
                                         document.problem_count() < kMaxProblemsWithNames));
  return std::nullopt;
}

}  // namespace data
