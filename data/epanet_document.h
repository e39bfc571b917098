#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "data/diagnostics.h"
#include "data/id_index.h"

namespace data {

/// The sections of an EPANET file that say something about hydraulics.
enum class EpanetSection : std::uint8_t {
  kTitle,
  kJunctions,
  kReservoirs,
  kTanks,
  kPipes,
  kPumps,
  kValves,
  kEmitters,
  kLeakage,
  kDemands,
  kStatus,
  kPatterns,
  kCurves,
  kControls,
  kRules,
  kTimes,
  kOptions,
  kCoordinates,
  kSkipped,  ///< energy, water quality, report and drawing
};

/// One line with what stands on it, without its comment.
struct EpanetLine {
  int number = 0;  ///< 1 is the first of the file
  std::vector<std::string> words;
};

/// Whether a word begins with a keyword, whatever the case; this is how the format tells words.
bool HasKeyword(absl::string_view word, absl::string_view keyword);

/// The lines of one file by section, and the place where problems are told.
class EpanetDocument {
 public:
  /// Limits: 64 MiB, 1,000,000 lines with words, 16 KiB and 1,000 words a line.
  EpanetDocument(absl::string_view text, std::string shown_name, Diagnostics& diagnostics);

  const std::vector<EpanetLine>& lines(EpanetSection section) const {
    return sections_[static_cast<std::size_t>(section)];
  }
  const std::string& shown_name() const { return shown_name_; }

  /// Tells what is wrong with a line, `word` counted from 0; nothing after 1,000 problems.
  void Report(const EpanetLine& line, std::size_t word, const std::string& problem) const;
  /// Tells of a line as a whole.
  void Report(const EpanetLine& line, const std::string& problem) const;
  /// A number in [low, high]; 0 after reporting what is wrong, or that the word is missing.
  double Number(const EpanetLine& line, std::size_t word, const char* what, double low,
                double high) const;
  /// As Number; where there is no such word, or it is '*', `fallback`.
  double NumberOr(const EpanetLine& line, std::size_t word, const char* what, double fallback,
                  double low, double high) const;
  /// Whether the line has `count` words or more; reports it when not.
  bool HasWords(const EpanetLine& line, std::size_t count, const char* what) const;
  std::size_t problem_count() const { return diagnostics_.size(); }

 private:
  static constexpr std::size_t kSections = static_cast<std::size_t>(EpanetSection::kSkipped) + 1;

  void Split(absl::string_view text);

  std::string shown_name_;
  Diagnostics& diagnostics_;
  std::array<std::vector<EpanetLine>, kSections> sections_;
};

/// Rows by id: ids must be unique and references must resolve.
class EpanetIds {
 public:
  explicit EpanetIds(std::string kind) : index_(std::move(kind)) {}

  /// Notes the line's first word as the id of the next row; false after reporting a duplicate.
  bool Add(const EpanetDocument& document, const EpanetLine& line);
  std::optional<std::size_t> Find(const std::string& id) const { return index_.Find(id); }
  /// The row a word names; nullopt after reporting it with the nearest ids.
  std::optional<std::size_t> Resolve(const EpanetDocument& document, const EpanetLine& line,
                                     std::size_t word) const;

 private:
  IdIndex index_;
};

}  // namespace data
