#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "twin/tls/key_pair.h"

namespace twin::tls {

struct PairOptions {
  std::string folder;            ///< of the twin's own: 0700; made with the first pair
  std::string certificate_path;  ///< both empty: a pair of its own, that signs itself
  std::string key_path;
  std::string client_ca_path;  ///< authorities of client certificates; empty: none
  absl::Duration interval = absl::Seconds(1);
  std::function<absl::Time()> now = absl::Now;
};

/// What the twin's ports serve with.
struct ServedPair {
  KeyPair pair;
  std::string client_ca_pem;
  CertificateInfo info;
};

/// Keeps the pair that is served: looks at the files, checks what has changed, and only a pair that
/// can serve takes the place of the one before. What serves lies in folder/served/now as cert.pem,
/// key.pem and client_ca.pem, and is replaced as one step by a symbolic link, so that whoever
/// watches these files never sees half of a pair. A pair of its own is made anew a month before it
/// ends; its certificate is folder/cert.pem, for programs that are to trust it.
class PairKeeper {
 public:
  using OnChange = std::function<void(const ServedPair&)>;

  /// `on_change` is called from the keeper's thread, never while the keeper is being destroyed.
  /// Errors: as of LoadPair, CheckPair, CheckAuthorities and files.
  static absl::StatusOr<std::unique_ptr<PairKeeper>> Open(PairOptions options);
  ~PairKeeper();
  PairKeeper(const PairKeeper&) = delete;
  PairKeeper& operator=(const PairKeeper&) = delete;

  /// Starts to look; without it the pair stays as it was opened.
  void Watch(OnChange on_change);

  ServedPair served() const;
  std::string served_folder() const { return options_.folder + "/served/now"; }
  bool has_client_ca() const { return !options_.client_ca_path.empty(); }
  bool is_own() const { return options_.certificate_path.empty(); }
  /// How often what had changed could not serve.
  int refused() const;

 private:
  explicit PairKeeper(PairOptions options);
  absl::StatusOr<ServedPair> Load();
  absl::Status EnsureOwnPair();
  absl::Status Publish(const ServedPair& served);
  std::vector<std::string> Stamps() const;
  void Look();

  PairOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool is_stopping_ = false;
  ServedPair served_;
  std::vector<std::string> stamps_;  ///< of the files as they were last looked at
  int refused_ = 0;
  int generation_ = 0;
  OnChange on_change_;
  std::thread thread_;
};

}  // namespace twin::tls
