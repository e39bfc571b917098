#include "twin/tls/pair_keeper.h"

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "models/base/status_macros.h"
#include "twin/access/private_file.h"
#include "twin/log.h"
#include "twin/store/file_io.h"

namespace twin::tls {
namespace {

namespace fs = std::filesystem;

constexpr absl::Duration kOwnLife = absl::Hours(24 * 365);
constexpr absl::Duration kRenewBefore = absl::Hours(24 * 30);

absl::Status Replace(const std::string& path, const std::string& text) {
  return store::WriteFileAtomically(path, text, "tls", {});
}

}  // namespace

PairKeeper::PairKeeper(PairOptions options) : options_(std::move(options)) {}

absl::StatusOr<std::unique_ptr<PairKeeper>> PairKeeper::Open(PairOptions options) {
  if (options.certificate_path.empty() != options.key_path.empty()) {
    return absl::InvalidArgumentError("tls.certificate and tls.key go together");
  }
  std::unique_ptr<PairKeeper> keeper(new PairKeeper(std::move(options)));
  TWIN_RETURN_IF_ERROR(store::MakeFolder(keeper->options_.folder));
  TWIN_RETURN_IF_ERROR(store::MakeFolder(keeper->options_.folder + "/served"));
  keeper->stamps_ = keeper->Stamps();
  TWIN_ASSIGN_OR_RETURN(keeper->served_, keeper->Load());
  TWIN_RETURN_IF_ERROR(keeper->Publish(keeper->served_));
  return keeper;
}

PairKeeper::~PairKeeper() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

absl::Status PairKeeper::EnsureOwnPair() {
  const std::string certificate_path = options_.folder + "/cert.pem";
  const std::string key_path = options_.folder + "/key.pem";
  const absl::Time now = options_.now();
  if (fs::exists(certificate_path) && fs::exists(key_path)) {
    TWIN_ASSIGN_OR_RETURN(const KeyPair pair, LoadPair(certificate_path, key_path));
    const auto info = CheckPair(pair, now);
    if (info.ok() && info->not_after - now > kRenewBefore) return absl::OkStatus();
  }
  TWIN_ASSIGN_OR_RETURN(const KeyPair made, MakeSelfSigned(now, kOwnLife));
  TWIN_RETURN_IF_ERROR(Replace(key_path, made.key_pem));
  TWIN_RETURN_IF_ERROR(Replace(certificate_path, made.certificate_pem));
  log::Info("certificate made", {{"not_after", absl::FormatTime(now + kOwnLife)}});
  return absl::OkStatus();
}

absl::StatusOr<ServedPair> PairKeeper::Load() {
  ServedPair served;
  if (is_own()) {
    TWIN_RETURN_IF_ERROR(EnsureOwnPair());
    TWIN_ASSIGN_OR_RETURN(served.pair,
                          LoadPair(options_.folder + "/cert.pem", options_.folder + "/key.pem"));
  } else {
    TWIN_ASSIGN_OR_RETURN(served.pair, LoadPair(options_.certificate_path, options_.key_path));
  }
  TWIN_ASSIGN_OR_RETURN(served.info, CheckPair(served.pair, options_.now()));
  if (has_client_ca()) {
    TWIN_ASSIGN_OR_RETURN(served.client_ca_pem, access::ReadSmallFile(options_.client_ca_path));
    TWIN_RETURN_IF_ERROR(CheckAuthorities(served.client_ca_pem));
  }
  return served;
}

absl::Status PairKeeper::Publish(const ServedPair& served) {
  // Two folders take turns: the one that serves is left alone until the other has taken over.
  const std::string root = options_.folder + "/served";
  const std::string turn = generation_ % 2 == 0 ? "a" : "b";
  ++generation_;
  const std::string folder = absl::StrCat(root, "/", turn);
  TWIN_RETURN_IF_ERROR(store::MakeFolder(folder));
  TWIN_RETURN_IF_ERROR(Replace(folder + "/cert.pem", served.pair.certificate_pem));
  TWIN_RETURN_IF_ERROR(Replace(folder + "/key.pem", served.pair.key_pem));
  if (has_client_ca()) {
    TWIN_RETURN_IF_ERROR(Replace(folder + "/client_ca.pem", served.client_ca_pem));
  }
  const std::string link = root + "/now";
  const std::string fresh = root + "/now.tmp";
  unlink(fresh.c_str());
  if (symlink(turn.c_str(), fresh.c_str()) != 0 || rename(fresh.c_str(), link.c_str()) != 0) {
    return store::ErrnoStatus(errno, absl::StrCat("linking ", link));
  }
  return store::SyncFolder(root);
}

std::vector<std::string> PairKeeper::Stamps() const {
  if (is_own()) {
    // The day is part of it: a pair of its own is looked at once a day for its end.
    return {absl::FormatTime("%Y-%m-%d", options_.now(), absl::UTCTimeZone()),
            access::CalcFileStamp(options_.client_ca_path)};
  }
  return {access::CalcFileStamp(options_.certificate_path),
          access::CalcFileStamp(options_.key_path), access::CalcFileStamp(options_.client_ca_path)};
}

void PairKeeper::Watch(OnChange on_change) {
  on_change_ = std::move(on_change);
  thread_ = std::thread([this] {
    std::unique_lock lock(mutex_);
    const auto interval = absl::ToChronoMilliseconds(options_.interval);
    while (!changed_.wait_for(lock, interval, [this] { return is_stopping_; })) {
      lock.unlock();
      Look();
      lock.lock();
    }
  });
}

void PairKeeper::Look() {
  std::vector<std::string> stamps = Stamps();
  if (stamps == stamps_) return;
  stamps_ = std::move(stamps);
  auto loaded = Load();
  if (loaded.ok()) {
    if (loaded->pair == served_.pair && loaded->client_ca_pem == served_.client_ca_pem) return;
    if (absl::Status published = Publish(*loaded); !published.ok()) loaded = published;
  }
  if (!loaded.ok()) {
    log::Error("changed certificate refused: the one before goes on serving",
               {{"why", std::string(loaded.status().message())}});
    const std::lock_guard lock(mutex_);
    ++refused_;
    return;
  }
  log::Info("certificate replaced", {{"not_after", absl::FormatTime(loaded->info.not_after)}});
  {
    const std::lock_guard lock(mutex_);
    served_ = *loaded;
  }
  if (on_change_) on_change_(*loaded);
}

ServedPair PairKeeper::served() const {
  const std::lock_guard lock(mutex_);
  return served_;
}

int PairKeeper::refused() const {
  const std::lock_guard lock(mutex_);
  return refused_;
}

}  // namespace twin::tls
