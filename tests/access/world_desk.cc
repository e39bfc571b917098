#include "tests/access/world_desk.h"

#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/base/status_macros.h"
#include "twin/planning/planning_key.h"
#include "twin/store/answer_log.h"
#include "twin/store/crc32c.h"
#include "twin/store/file_io.h"

namespace tests {
namespace {

// Open to everybody, and half by day.
models::ConnectionProfiles MakeProfiles() {
  models::ConnectionProfileParams night{.id = "night", .name = "Night", .is_open = true};
  for (auto& month : night.hour_share) {
    for (auto& day : month) {
      for (std::size_t hour = 0; hour < 24; ++hour)
        day[hour] = hour >= 6 && hour < 22 ? 0.5f : 1.0f;
    }
  }
  return {night};
}

}  // namespace

// planning::BlockFile goes on with <name>.building where <name>.progress says which blocks are
// done: none.
absl::Status WorldDesk::BeginFilesLike(const WorldDesk& like,
                                       const twin::planning::PlanningKey& key) const {
  const std::string from = like.folder_ + "/planning/", to = folder_ + "/planning/";
  std::error_code failed;
  std::filesystem::create_directory(to, failed);
  const std::string its_hash = twin::planning::CalcKeyHash(like.planner_->engine().key());
  const std::string hash = twin::planning::CalcKeyHash(key);
  const twin::capacity::CapacityEngine& engine = like.planner_->engine();
  for (const auto& [part, blocks] : {std::pair("", engine.base().block_count()),
                                     std::pair("-outages", engine.basis()->blocks.size())}) {
    TWIN_ASSIGN_OR_RETURN(const std::string bytes,
                          twin::store::ReadWholeFile(from + its_hash + part + ".h5"));
    std::ofstream(to + hash + part + ".building", std::ios::binary) << bytes;
    const std::string head = absl::StrCat("twin-progress 1 ", hash, part, " ", blocks);
    std::ofstream(to + hash + part + ".progress")
        << absl::StrFormat("%s %08x\n", head, twin::store::CalcCrc32c(head));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<WorldDesk>> WorldDesk::Make(
    std::shared_ptr<const models::Region> region, const WorldDesk* like) {
  auto made = std::make_unique<WorldDesk>();
  made->folder_ = "/dev/shm/twin-world-XXXXXX";
  if (mkdtemp(made->folder_.data()) == nullptr) return absl::InternalError("no folder in memory");
  std::filesystem::create_directory(made->folder_ + "/answers");
  std::ofstream(made->folder_ + "/answers/key") << std::string(twin::store::kAnswerKeyBytes, 'k');
  twin::services::PlannerOptions options;
  options.data_directory = made->folder_;
  TWIN_ASSIGN_OR_RETURN(const models::Quarter start, twin::ParseStart("2026-01-26T00:00:00Z"));
  TWIN_ASSIGN_OR_RETURN(options.task, twin::services::MakePlanningTask({}, region, start));
  options.epoch = 5;
  if (like != nullptr) TWIN_RETURN_IF_ERROR(made->BeginFilesLike(*like, options.task.key));
  options.tables.profiles = MakeProfiles();
  TWIN_ASSIGN_OR_RETURN(made->planner_, twin::services::Planner::Start(region, std::move(options)));
  TWIN_RETURN_IF_ERROR(made->planner_->engine().Wait());
  return made;
}

WorldDesk::~WorldDesk() {
  planner_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

absl::Status WorldDesk::CompleteMap() { return planner_->map_desk().map().Complete({}); }

}  // namespace tests
