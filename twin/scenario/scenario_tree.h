#pragma once

#include <chrono>
#include <compare>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "twin/scenario/branch_info.h"
#include "twin/scenario/branch_order.h"
#include "twin/scenario/history.h"
#include "twin/scenario/live_branch.h"
#include "twin/store/record_log.h"

namespace twin::scenario {

struct TreeOptions {
  std::shared_ptr<const Stepper> stepper;
  std::string directory;  ///< of the twin; empty: nothing is kept over a stop
  std::uint64_t epoch = 0;
  std::size_t threads = 1;
  bool is_background = true;                 ///< the living twin goes first
  std::function<std::int64_t()> now_s = {};  ///< seconds since 1970; empty: the machine's
  store::FaultHook fault_hook = {};
};

enum class RequestKind { kCreateBranch, kApplyPatch, kEndPatch };

/// What a caller's request id is the id of: one of another branch or kind is another request.
struct RequestKey {
  RequestKind kind = RequestKind::kCreateBranch;
  std::string branch_id;  ///< empty for a new branch
  std::string request_id;
  auto operator<=>(const RequestKey&) const = default;
};

/// All branches of one twin. Orders are acknowledged only when they are on disk; the steps run on a
/// few threads of their own, a slice of each branch in turn. Every member is thread-safe.
///
/// Answers do not depend on the number of threads, on slices or on when somebody looked: a branch
/// is its root and its orders.
class ScenarioTree {
 public:
  /// Reads the log of branches; they are computed again in the background.
  /// **Errors** as of store::RecordLog.
  static absl::StatusOr<std::unique_ptr<ScenarioTree>> Start(TreeOptions options);
  ~ScenarioTree();
  ScenarioTree(const ScenarioTree&) = delete;

  /// A branch of the living twin, now or at a stored instant.
  /// **Errors** InvalidArgument: name, budget, lifetime. ResourceExhausted: too many branches or
  /// too much memory promised.
  absl::StatusOr<BranchInfo> Create(const BranchSpec& spec, const Instant& instant);
  /// A branch of another one, where it is or at an earlier quarter of it.
  /// **Errors** as above; NotFound; OutOfRange as InvalidArgument; Unavailable while it is
  /// recovered.
  absl::StatusOr<BranchInfo> CreateFrom(const BranchSpec& spec, const std::string& parent_id,
                                        std::optional<models::Quarter> at);
  absl::StatusOr<BranchInfo> Get(const std::string& id) const;
  std::vector<BranchInfo> List() const;  ///< by age
  absl::Status Delete(const std::string& id, const std::string& role);

  /// Runs it in the background until `to` is its next quarter.
  /// **Errors** NotFound; InvalidArgument: behind it, or beyond its budget.
  absl::StatusOr<BranchInfo> Run(const std::string& id, models::Quarter to,
                                 const std::string& role);
  absl::StatusOr<BranchInfo> Pause(const std::string& id, const std::string& role);
  /// Goes back so that `to` is its next quarter; patches that came later are forgotten.
  absl::StatusOr<BranchInfo> Rewind(const std::string& id, models::Quarter to,
                                    const std::string& role);

  /// `patch` as of ResolveNames, without id; without `from` it acts from the next quarter on. A
  /// running branch takes it between two steps. The patch as it was taken.
  absl::StatusOr<models::Patch> ApplyPatch(const std::string& id, models::Patch patch,
                                           bool has_from, const std::string& request_id,
                                           const std::string& role);
  absl::StatusOr<models::Patch> EndPatch(const std::string& id, const std::string& patch_id,
                                         std::optional<models::Minute> to,
                                         const std::string& request_id, const std::string& role);

  /// The frame of a quarter of the branch since its root, computed again when it is not kept.
  /// **Errors** NotFound: unknown, before the root, or not reached yet. Unavailable. Cancelled when
  /// `go_on` says false.
  absl::StatusOr<FramePtr> FindFrame(const std::string& id, models::Quarter quarter,
                                     const std::function<bool()>& go_on = {}) const;
  /// Those of the quarters [from, to), without hashes. **Errors** as above.
  absl::StatusOr<std::vector<FramePtr>> FindFrames(const std::string& id, models::Quarter from,
                                                   models::Quarter to,
                                                   const std::function<bool()>& go_on = {}) const;
  /// The newest one. **Errors** as above.
  absl::StatusOr<FramePtr> LatestFrame(const std::string& id) const;
  /// The same without its hash; null before a history's first quarter. **Errors** as above, but
  /// that.
  absl::StatusOr<FramePtr> NewestFrame(const std::string& id) const;
  /// Every point of the quarters [from, to) in order. **Errors** as above; Cancelled when `visit`,
  /// or on the way to the first of them `go_on`, says false.
  absl::Status Visit(const std::string& id, models::Quarter from, models::Quarter to,
                     const std::function<bool(const Point&)>& visit,
                     const std::function<bool()>& go_on = {}) const;

  /// Where it is, with what it knows of patches: what others may go on from. **Errors** as above.
  absl::StatusOr<Instant> Now(const std::string& id) const;

  /// Waits until the branch does not run any more, or for at most `timeout`; how it stands then.
  absl::StatusOr<BranchInfo> WaitUntilPaused(const std::string& id,
                                             std::chrono::milliseconds timeout) const;

  /// What opening found wrong: one line each, for the log.
  const std::vector<std::string>& damage() const { return damage_; }

 private:
  using BranchPtr = std::shared_ptr<LiveBranch>;

  explicit ScenarioTree(TreeOptions options) : options_(std::move(options)) {}
  absl::Status Recover();
  absl::Status Take(const BranchOrder& order);
  absl::Status CompactIfWorthIt(const std::vector<BranchOrder>& orders);
  absl::StatusOr<BranchPtr> Find(const std::string& id) const;
  absl::StatusOr<BranchInfo> Add(const BranchSpec& spec, NewBranch made, const Point& origin,
                                 PatchHistory patches);
  absl::Status CheckRoom(const Budget& budget) const;
  std::optional<std::string> AnswerOf(const RequestKey& request) const;
  void Remember(const RequestKey& request, const std::string& answer);
  absl::Status Append(const BranchOrder& order);
  void DropExpired();
  void Work();
  void RunSlice(const BranchPtr& branch);
  absl::StatusOr<Instant> LoadRoot(const NewBranch& made);
  absl::StatusOr<Point> LoadOrigin(const NewBranch& made);
  void Wake(const BranchPtr& branch);
  std::int64_t NowS() const;

  const TreeOptions options_;
  std::unique_ptr<store::RecordLog> log_;
  std::vector<std::string> damage_;

  // Order of locking: a branch's own mutex, then mutex_; never the other way round.
  mutable std::mutex mutex_;
  mutable std::condition_variable work_arrived_;
  std::map<std::string, BranchPtr> branches_;
  std::map<RequestKey, std::string> answer_of_request_;  ///< id of a branch or patch
  std::deque<BranchPtr> queue_;
  bool is_stopping_ = false;
  std::mutex root_mutex_;
  std::optional<std::pair<std::string, Instant>> last_root_;  ///< with its hash: many share one
  std::mutex create_mutex_;                                   ///< one at a time: limits are counted
  std::vector<std::thread> threads_;
};

}  // namespace twin::scenario
