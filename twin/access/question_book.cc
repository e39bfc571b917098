#include "twin/access/question_book.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "twin/access/digest.h"
#include "twin/access/retry_after.h"
#include "twin/log.h"

namespace twin::access {
namespace {

constexpr absl::Duration kDay = absl::Hours(24);
constexpr std::size_t kDigestDigits = 16;
constexpr absl::string_view kRegistered = "user ";  // as Gatekeeper names them
constexpr char kOfUser = 'u', kOfStranger = 's';

std::int64_t DayOf(absl::Time now) { return absl::ToInt64Hours(now - absl::UnixEpoch()) / 24; }

std::string Digest(absl::string_view text) { return CalcSha256Hex(text).substr(0, kDigestDigits); }

std::string CallerKey(const std::string& caller) {
  const bool is_user = absl::StartsWith(caller, kRegistered);
  return absl::StrCat(std::string(1, is_user ? kOfUser : kOfStranger), Digest(caller));
}

absl::Status Refuse(double most, absl::string_view what, absl::Time now) {
  return ExhaustedUntil(
      absl::StrCat("today's ", most, " different connection questions ", what, "have been asked"),
      absl::UnixEpoch() + kDay * (DayOf(now) + 1) - now);
}

bool IsReached(double most, std::size_t asked) {
  return most > 0.0 && static_cast<double>(asked) >= most;
}

template <class Counts>
std::size_t CountOf(const Counts& counts, const std::string& key) {
  const auto found = counts.find(key);
  return found != counts.end() ? static_cast<std::size_t>(found->second) : 0;
}

}  // namespace

QuestionBook::QuestionBook(std::string path) : path_(std::move(path)) {}

// The file's first line is its day; a line that was cut short by a kill is none.
void QuestionBook::Read(std::int64_t day) {
  if (path_.empty()) return;
  const auto text = store::ReadWholeFile(path_);
  std::vector<absl::string_view> lines;
  if (text.ok()) lines = absl::StrSplit(*text, '\n');
  const bool is_todays = lines.size() > 1 && lines.front() == absl::StrCat(day);
  auto file = store::FileDescriptor::Open(path_, O_RDWR | O_CREAT);
  if (!file.ok()) {
    log::Error("questions are counted in memory alone",
               {{"why", std::string(file.status().message())}});
    return;
  }
  file_ = *std::move(file);
  if (is_todays) {
    end_ = static_cast<std::int64_t>(text->rfind('\n')) + 1;
    for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
      const std::vector<std::string> fields = absl::StrSplit(lines[i], ' ');
      if (fields.size() == 4) Count({fields[0], fields[1], fields[2], fields[3]});
    }
    return;
  }
  const std::string head = absl::StrCat(day, "\n");
  if (ftruncate(file_.get(), 0) == 0 && store::WriteAllAt(file_, head, 0, path_).ok()) {
    end_ = static_cast<std::int64_t>(head.size());
  } else {
    file_.Close();
  }
}

void QuestionBook::BeginDay(std::int64_t day) {
  const bool is_first = day_ < 0;
  day_ = day;
  callers_.clear();
  if (is_first || file_.is_open()) Read(day);
}

void QuestionBook::Write(const Entry& entry) {
  const bool is_stranger = entry.caller.front() == kOfStranger;
  if (!file_.is_open() || (is_stranger && end_ > kMaxFileBytes)) return;
  const std::string line =
      absl::StrCat(entry.caller, " ", entry.area, " ", entry.question, " ", entry.point, "\n");
  const absl::Status written = store::WriteAllAt(file_, line, end_, path_);
  if (written.ok()) {
    end_ += static_cast<std::int64_t>(line.size());
  } else {
    log::Error("a question is counted in memory alone", {{"why", std::string(written.message())}});
  }
}

void QuestionBook::Count(const Entry& entry) {
  if (callers_.size() >= kMaxCallers && callers_.count(entry.caller) == 0) ForgetStrangers();
  Caller& caller = callers_[entry.caller];
  if (!caller.questions.insert(entry.question).second) return;
  ++caller.by_area[entry.area];
  ++caller.by_point[entry.point];
}

// A tenth at once, so that a flood of addresses does not sort the table at each.
void QuestionBook::ForgetStrangers() {
  std::vector<std::size_t> asked;
  asked.reserve(callers_.size());
  for (const auto& [name, caller] : callers_) asked.push_back(caller.questions.size());
  const auto tenth = asked.begin() + static_cast<std::ptrdiff_t>(asked.size() / 10);
  std::nth_element(asked.begin(), tenth, asked.end());
  std::size_t most = callers_.size() / 10 + 1;
  std::erase_if(callers_, [limit = *tenth, &most](const auto& one) {
    const bool goes =
        most > 0 && one.first.front() == kOfStranger && one.second.questions.size() <= limit;
    most -= goes ? 1 : 0;
    return goes;
  });
}

absl::Status QuestionBook::Take(const std::string& caller, const BudgetedQuestion& question,
                                const RoleLimits& limits, absl::Time now) {
  const bool is_limited = limits.area_questions_per_day > 0.0 || limits.questions_per_day > 0.0 ||
                          limits.point_questions_per_day > 0.0;
  if (!is_limited) return absl::OkStatus();
  const Entry entry{CallerKey(caller), Digest(question.area), Digest(question.question),
                    Digest(question.point)};
  const std::lock_guard lock(mutex_);
  if (const std::int64_t day = DayOf(now); day != day_) BeginDay(day);
  const auto found = callers_.find(entry.caller);
  if (found != callers_.end()) {
    const Caller& asked = found->second;
    if (asked.questions.count(entry.question) != 0) return absl::OkStatus();
    if (IsReached(limits.questions_per_day, asked.questions.size())) {
      return Refuse(limits.questions_per_day, "", now);
    }
    if (IsReached(limits.area_questions_per_day, CountOf(asked.by_area, entry.area))) {
      return Refuse(limits.area_questions_per_day, "about this area ", now);
    }
    if (IsReached(limits.point_questions_per_day, CountOf(asked.by_point, entry.point))) {
      log::Warn("questions that differ in little", {{"caller", entry.caller}});
      return Refuse(limits.point_questions_per_day,
                    "that differ in nothing but MW or profile at this point ", now);
    }
  }
  Count(entry);
  Write(entry);
  return absl::OkStatus();
}

std::size_t QuestionBook::caller_count() const {
  const std::lock_guard lock(mutex_);
  return callers_.size();
}

}  // namespace twin::access
