#include "twin/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <future>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "data/measured_weather_loader.h"
#include "data/region_loader.h"
#include "models/base/status_macros.h"
#include "models/planning_region.h"
#include "models/time/oslo_calendar.h"
#include "twin/access/gatekeeper.h"
#include "twin/access/token_registry.h"
#include "twin/alarms/alarm_desk.h"
#include "twin/call_runner.h"
#include "twin/frame_layout.h"
#include "twin/gateway/http_gateway.h"
#include "twin/heat/heat_networks.h"
#include "twin/heat/plan_desk.h"
#include "twin/limits.h"
#include "twin/log.h"
#include "twin/metrics.h"
#include "twin/plans/plan_inbox.h"
#include "twin/plans/surroundings.h"
#include "twin/port_probe.h"
#include "twin/reflection_guard.h"
#include "twin/scenario/scenario_tree.h"
#include "twin/security/security_desk.h"
#include "twin/services/call_place.h"
#include "twin/services/capacity_service.h"
#include "twin/services/grid_service.h"
#include "twin/services/heat_service.h"
#include "twin/services/operations_service.h"
#include "twin/services/plan_exchange_desk.h"
#include "twin/services/planner.h"
#include "twin/services/planning_desk.h"
#include "twin/services/planning_service.h"
#include "twin/services/scenario_service.h"
#include "twin/services/store_service.h"
#include "twin/stepper.h"
#include "twin/store/store.h"
#include "twin/tls/pair_keeper.h"
#include "twin/version.h"

namespace twin {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr std::size_t kMaxUnixSocketPath = 100;
constexpr unsigned kTlsLookSeconds = 1;  // how often gRPC looks at what the keeper serves

/// A Unix socket inside the twin's own folder (0700): the gateway's way to the gRPC server.
std::string SocketPath(const std::string& directory) {
  const std::string path = std::filesystem::absolute(directory).string() + "/twin.sock";
  if (path.size() <= kMaxUnixSocketPath) return path;
  std::string folder = (std::filesystem::temp_directory_path() / "twin-XXXXXX").string();
  return mkdtemp(folder.data()) != nullptr ? folder + "/twin.sock" : path;
}

pb::ModelKey MakeModelKey(const Config& config, const models::Region& region,
                          models::Quarter start) {
  pb::ModelKey key;
  key.set_model_revision(kModelRevision);
  key.set_data_revision(region.data_revision);
  key.set_planning_year(services::YearOf(start));
  key.set_growth_scenario(models::kNoGrowth);
  key.set_weather_year(config.weather_year);
  key.set_fidelity(pb::FIDELITY_LIVE);
  key.set_seed(config.seed);
  return key;
}

void LogCompaction(const absl::StatusOr<store::Compaction>& done) {
  if (!done.ok()) {
    log::Warn("old days could not be reduced", {{"why", std::string(done.status().message())}});
    return;
  }
  for (const std::string& why : done->skipped) log::Warn("old day left as it is", {{"why", why}});
  log::Info("old days reduced", {{"days", absl::StrCat(done->day_count)},
                                 {"bytes_before", absl::StrCat(done->bytes_before)},
                                 {"bytes_after", absl::StrCat(done->bytes_after)}});
}

absl::StatusOr<std::unique_ptr<store::Store>> OpenStore(const Config& config,
                                                        const Stepper& stepper,
                                                        store::FaultHook fault_hook) {
  const models::Region& region = stepper.region();
  store::StoreOptions options;
  options.directory = config.data_directory;
  options.fault_hook = std::move(fault_hook);
  options.retention = {config.keep_quarters_days, config.keep_hours_days};
  options.on_compaction = LogCompaction;
  options.schema.frame = stepper.layout().schema();
  options.schema.state = MakeStateSchema(stepper.MakeInitialState(models::Quarter(0)));
  options.schema.attributes = {
      {store::kDataRevision, region.data_revision},
      {"region", region.name},
      {"notice", region.notice},
      {"code_version", kCodeVersion},
      {"model_revision", absl::StrCat(kModelRevision)},
      {"weather_seed", absl::StrCat(config.seed)},
      {"weather_year", absl::StrCat(config.weather_year)},
      {"weather_series",
       region.measured_weather != nullptr ? region.measured_weather->content_hash : "none"}};
  TWIN_ASSIGN_OR_RETURN(auto opened, store::Store::Open(std::move(options)));
  for (const std::string& note : opened->recovered().notes)
    log::Info("recovered", {{"note", note}});
  for (const std::string& loss : opened->recovered().damage) log::Warn("damaged", {{"what", loss}});
  return opened;
}

void ConfigureServer(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(limits::kMaxRequestBytes);
  builder.SetMaxSendMessageSize(limits::kMaxReplyBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, limits::kMaxMetadataBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS,
                             limits::kMaxConcurrentStreamsPerConnection);
  // Without this a second twin would share the port silently.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 20000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  grpc::ResourceQuota quota("twin");
  quota.Resize(std::size_t{256} << 20).SetMaxThreads(16);
  builder.SetResourceQuota(quota);
}

/// gRPC watches what the keeper has found sound, and nothing else.
std::shared_ptr<grpc::ServerCredentials> MakeTlsCredentials(const Config& config,
                                                            const tls::PairKeeper& keeper) {
  const std::string folder = keeper.served_folder();
  const std::string authorities = keeper.has_client_ca() ? folder + "/client_ca.pem" : "";
  grpc::experimental::TlsServerCredentialsOptions options(
      std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
          folder + "/key.pem", folder + "/cert.pem", authorities, kTlsLookSeconds));
  options.watch_identity_key_cert_pairs();
  if (keeper.has_client_ca()) {
    options.watch_root_certs();
    options.set_cert_request_type(config.tls_require_client_certificate
                                      ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                                      : GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY);
  }
  return grpc::experimental::TlsServerCredentials(options);
}

access::AccessFiles FilesOf(const Config& config) {
  access::AccessFiles files = access::AccessFiles::InFolder(config.data_directory);
  if (!config.register_file.empty()) files.users = config.register_file;
  files.policy = config.policy_file;
  files.jwt = config.jwt_file;
  files.questions = config.data_directory + "/questions";
  return files;
}

std::string ToGrpcAddress(const HostPort& address) {
  const bool is_v6 = address.host.find(':') != std::string::npos;
  return is_v6 ? absl::StrCat("[", address.host, "]:", address.port)
               : absl::StrCat(address.host, ":", address.port);
}

// The store holds what is secret by law: a folder that others can enter is closed to them.
absl::Status CloseToOthers(const std::string& directory) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::perms open = fs::perms::group_all | fs::perms::others_all;
  const fs::file_status found = fs::status(directory, error);
  if (!fs::is_directory(found) || (found.permissions() & open) == fs::perms::none) {
    return absl::OkStatus();
  }
  fs::permissions(directory, open, fs::perm_options::remove, error);
  if (error) {
    return absl::PermissionDeniedError(
        absl::StrCat("the folder ", directory,
                     " is open to others and cannot be closed to them: ", error.message()));
  }
  log::Warn("folder closed to others");
  return absl::OkStatus();
}

}  // namespace

class Server::Impl {
 public:
  Impl(const Config& config, store::FaultHook fault_hook)
      : config_(config), fault_hook_(std::move(fault_hook)) {}

  absl::Status Start(Clock& clock) {
    TWIN_RETURN_IF_ERROR(Validate(config_));
    TWIN_ASSIGN_OR_RETURN(const models::Quarter start, ParseStart(config_.start));
    TWIN_RETURN_IF_ERROR(CheckPorts());
    TWIN_RETURN_IF_ERROR(CloseToOthers(config_.data_directory));
    TWIN_ASSIGN_OR_RETURN(auto region, data::LoadRegion(config_.region_directory));
    TWIN_RETURN_IF_ERROR(data::AddMeasuredWeather(
        data::SplitWeatherFiles(config_.weather_series, config_.weather_names), region));
    auto shared_region = std::make_shared<const models::Region>(std::move(region));
    TWIN_ASSIGN_OR_RETURN(
        auto stepper,
        Stepper::Make(shared_region, {.seed = static_cast<std::uint64_t>(config_.seed),
                                      .year = config_.weather_year}));
    auto shared_stepper = std::make_shared<const Stepper>(std::move(stepper));
    TWIN_RETURN_IF_ERROR(StartEngine(clock, shared_stepper, start));
    TWIN_RETURN_IF_ERROR(StartBranches(shared_stepper));
    TWIN_RETURN_IF_ERROR(StartAlarms());
    StartSecurity(shared_stepper);
    context_.emplace(services::ServiceContext{*engine_, *calls_, *branches_, *alarms_, *security_,
                                              config_.data_directory, kCodeVersion,
                                              MakeModelKey(config_, *shared_region, start)});
    if (config_.has_heat_plans) plan_desk_ = std::make_unique<heat::PlanDesk>(*engine_);
    if (config_.has_capacity) TWIN_RETURN_IF_ERROR(StartPlanner(shared_region, start));
    TWIN_RETURN_IF_ERROR(StartPlans(shared_region));
    calls_->SetPlaceFinder([this](const google::protobuf::Message& message) {
      return services::FindCallPlace(context_->region(), context_->names(), message);
    });
    calls_->SetConcessionFinder([this](const std::string& municipality) {
      for (const auto& one : context_->region().municipalities) {
        if (one.id == municipality) return one.grid_company;
      }
      return std::string();
    });
    if (config_.has_tls()) TWIN_RETURN_IF_ERROR(OpenPair());
    TWIN_RETURN_IF_ERROR(StartGrpc());
    TWIN_RETURN_IF_ERROR(StartGateway());
    if (pair_ != nullptr) pair_->Watch([this](const tls::ServedPair& served) { OnPair(served); });
    TWIN_RETURN_IF_ERROR(PublishAddress());
    // A new history has its first quarter at once, also when paused: there is something to see.
    if (engine_->ring().Latest() == nullptr) TWIN_RETURN_IF_ERROR(engine_->StepOnce().status());
    if (const FramePtr latest = engine_->ring().Latest(); latest != nullptr) {
      SetStale(!latest->stale.empty());
    }
    SetServing(true);
    TWIN_ASSIGN_OR_RETURN(const ClockSetting setting, ParseSpeed(config_.speed));
    return engine_->SetClock(setting);
  }

  absl::Status WaitUntilStopRequested() { return stop_requested_.get_future().get(); }

  void RequestStop(absl::Status reason) {
    std::call_once(stop_once_, [&] { stop_requested_.set_value(std::move(reason)); });
  }

  absl::Status Stop() {
    if (is_stopped_) return absl::OkStatus();
    is_stopped_ = true;
    SetServing(false);
    if (operations_ != nullptr) operations_->GoAway();
    if (heat_ != nullptr) heat_->GoAway();
    if (capacity_ != nullptr) capacity_->GoAway();
    if (planning_ != nullptr) planning_->GoAway();
    if (gateway_ != nullptr) gateway_->Stop();
    pair_.reset();  // /metrics asks it, and it hands new certificates to the gateway
    if (server_ != nullptr) {
      server_->Shutdown(std::chrono::system_clock::now() + limits::kDrainTime);
      server_->Wait();
    }
    if (calls_ != nullptr) calls_->Drain();
    capacity_.reset();
    planning_.reset();  // its streams ask the planner
    plan_exchange_.reset();
    planning_desk_.reset();
    heat_.reset();  // its desk watches the engine
    // Both write in the folder: before its lock goes.
    planner_.reset();
    scenario_.reset();
    branches_.reset();
    security_.reset();  // it tells the alarms
    alarms_.reset();
    plan_desk_.reset();
    const absl::Status closed = engine_ != nullptr ? engine_->Stop() : absl::OkStatus();
    std::error_code ignored;
    std::filesystem::remove(socket_path_, ignored);
    operations_.reset();  // its pump watches the engine
    return closed;
  }

  Engine& engine() { return *engine_; }
  int grpc_port() const { return grpc_port_; }
  int http_port() const { return gateway_->port(); }

 private:
  absl::Status CheckPorts() const {
    TWIN_ASSIGN_OR_RETURN(const HostPort grpc, ParseHostPort(config_.grpc_address));
    TWIN_RETURN_IF_ERROR(CheckPortIsFree(grpc, "grpc"));
    TWIN_ASSIGN_OR_RETURN(const HostPort http, ParseHostPort(config_.http_address));
    return CheckPortIsFree(http, "http");
  }

  absl::Status StartEngine(Clock& clock, const std::shared_ptr<const Stepper>& stepper,
                           models::Quarter start) {
    TWIN_ASSIGN_OR_RETURN(auto store, OpenStore(config_, *stepper, fault_hook_));
    epoch_ = store->epoch();
    TWIN_RETURN_IF_ERROR(access::EnsureLocalTokens(config_.data_directory));
    TWIN_ASSIGN_OR_RETURN(auto gate, access::Gatekeeper::Open(FilesOf(config_)));
    TWIN_ASSIGN_OR_RETURN(auto audit,
                          access::AuditLog::Open(absl::StrCat(config_.data_directory, "/audit")));
    calls_ = std::make_unique<CallRunner>(std::move(gate), metrics_, std::move(audit));
    EngineOptions options;
    options.first_quarter = start;
    options.on_step = [this](double step_s, const Frame& frame) {
      metrics_.ObserveStep(step_s, !frame.stale.empty());
      metrics_.SetSimulatedTime(static_cast<double>((frame.quarter + 1).start_s()));
      SetStale(!frame.stale.empty());
    };
    options.on_failure = [this](const absl::Status& status) { RequestStop(status); };
    options.on_standstill = [](const absl::Status& status) {
      log::Warn("the disk is full: the twin stands still until there is room",
                {{"why", std::string(status.message())}});
    };
    TWIN_ASSIGN_OR_RETURN(engine_,
                          Engine::Start(stepper, std::move(store), clock, std::move(options)));
    return absl::OkStatus();
  }

  absl::Status StartBranches(const std::shared_ptr<const Stepper>& stepper) {
    TWIN_ASSIGN_OR_RETURN(branches_,
                          scenario::ScenarioTree::Start({.stepper = stepper,
                                                         .directory = config_.data_directory,
                                                         .epoch = epoch_,
                                                         .threads = limits::kBranchThreads}));
    for (const std::string& loss : branches_->damage()) log::Warn("damaged", {{"what", loss}});
    return absl::OkStatus();
  }

  absl::Status StartAlarms() {
    TWIN_ASSIGN_OR_RETURN(
        alarms_, alarms::AlarmDesk::Start(*engine_, config_.data_directory, epoch_, fault_hook_));
    for (const std::string& loss : alarms_->damage()) log::Warn("damaged", {{"what", loss}});
    return absl::OkStatus();
  }

  void StartSecurity(const std::shared_ptr<const Stepper>& stepper) {
    security::SecurityHooks hooks;
    hooks.find_before = [this, stepper](models::Quarter quarter) {
      auto history = scenario::History::Open(stepper, config_.data_directory);
      return history.ok() ? history->At(quarter)
                          : absl::StatusOr<scenario::Instant>(history.status());
    };
    hooks.on_security = [this](const security::Security& found) {
      alarms_->Take(found.quarter, alarms::AlarmSource::kSecurity,
                    alarms::FindSecuritySignals(engine_->stepper().region(), found));
    };
    security_ = std::make_unique<security::SecurityDesk>(*engine_, std::move(hooks));
  }

  absl::Status StartPlanner(const std::shared_ptr<const models::Region>& region,
                            models::Quarter start) {
    services::PlannerOptions options;
    options.data_directory = config_.data_directory;
    TWIN_ASSIGN_OR_RETURN(options.task, services::MakePlanningTask(config_, region, start));
    TWIN_ASSIGN_OR_RETURN(
        options.tables,
        services::LoadAnswerTables(config_.region_directory, *region, config_.planning_pace));
    options.threads = std::max(1u, std::thread::hardware_concurrency());
    options.weather_years = static_cast<std::size_t>(config_.planning_weather_years);
    options.is_background = true;
    options.fills_map = true;
    options.epoch = epoch_;
    options.on_progress = [this](const capacity::Progress& progress) {
      metrics_.SetCapacityProgress(services::CalcProgressRatio(progress));
      if (progress.stage == capacity::Stage::kReady) log::Info("planning year ready");
      if (progress.stage == capacity::Stage::kFailed && !absl::IsCancelled(progress.failure)) {
        log::Warn("planning year failed", {{"why", std::string(progress.failure.message())}});
      }
    };
    TWIN_ASSIGN_OR_RETURN(planner_, services::Planner::Start(region, std::move(options)));
    for (const std::string& loss : planner_->damage()) log::Warn("damaged", {{"what", loss}});
    return absl::OkStatus();
  }

  // A region without tables of plans has none; what is wrong in those it has is told.
  absl::Status StartPlans(const std::shared_ptr<const models::Region>& region) {
    if (!data::HasPlanTables(config_.region_directory)) return absl::OkStatus();
    TWIN_ASSIGN_OR_RETURN(plans::Surroundings around,
                          plans::LoadSurroundings(config_.region_directory, region));
    services::PlanningDeskOptions options;
    options.around = std::make_shared<const plans::Surroundings>(std::move(around));
    options.capacity = planner_ != nullptr ? &planner_->desk() : nullptr;
    options.take_question = [this](const access::Identity& identity,
                                   const access::BudgetedQuestion& question) {
      return calls_->gate().TakeQuestion(identity, question);
    };
    planning_desk_ = std::make_unique<services::PlanningDesk>(std::move(options));
    TWIN_ASSIGN_OR_RETURN(auto inbox, plans::PlanInbox::Open(config_.data_directory, epoch_));
    for (const std::string& loss : inbox->damage()) log::Warn("damaged", {{"what", loss}});
    plan_exchange_ = std::make_unique<services::PlanExchangeDesk>(
        *planning_desk_, context_->names(), std::move(inbox));
    return absl::OkStatus();
  }

  absl::Status StartGrpc() {
    operations_ = std::make_unique<services::OperationsService>(*context_);
    grid_ = std::make_unique<services::GridService>(*context_);
    heat_networks_ = std::make_unique<heat::HeatNetworks>(
        context_->region(), engine_->stepper().layout(),
        heat::FrameSource{[this](models::Quarter quarter) { return engine_->FindFrame(quarter); },
                          [this](models::Quarter from, models::Quarter to) {
                            return engine_->FindFrames(from, to);
                          }});
    heat_ = std::make_unique<services::HeatService>(*context_, *heat_networks_);
    scenario_ = std::make_unique<services::ScenarioService>(*context_);
    store_ = std::make_unique<services::StoreService>(*context_);
    capacity_ = std::make_unique<services::CapacityService>(
        *calls_, planner_ != nullptr ? &planner_->desk() : nullptr,
        planner_ != nullptr ? &planner_->map_desk() : nullptr);
    planning_ = std::make_unique<services::PlanningService>(*context_, planning_desk_.get(),
                                                            plan_exchange_.get());
    TWIN_ASSIGN_OR_RETURN(const HostPort address, ParseHostPort(config_.grpc_address));
    socket_path_ = SocketPath(config_.data_directory);
    std::error_code ignored;
    std::filesystem::remove(socket_path_, ignored);  // left by a killed twin; the lock is ours

    grpc::EnableDefaultHealthCheckService(true);
    if (config_.serve_reflection) grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    grpc::ServerBuilder builder;
    if (config_.serve_reflection) {
      builder.experimental().SetInterceptorCreators(MakeReflectionGuards(calls_->gate()));
    }
    ConfigureServer(builder);
    builder.AddListeningPort(
        ToGrpcAddress(address),
        pair_ != nullptr ? MakeTlsCredentials(config_, *pair_) : grpc::InsecureServerCredentials(),
        &grpc_port_);
    // Inside the twin's own folder, which is open to its owner only.
    builder.AddListeningPort("unix:" + socket_path_, grpc::InsecureServerCredentials());
    builder.RegisterService(operations_.get());
    builder.RegisterService(grid_.get());
    builder.RegisterService(heat_.get());
    builder.RegisterService(scenario_.get());
    builder.RegisterService(capacity_.get());
    builder.RegisterService(store_.get());
    builder.RegisterService(planning_.get());
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || grpc_port_ == 0) {
      return absl::FailedPreconditionError(absl::StrCat(
          "cannot listen on grpc ", config_.grpc_address, ": address already in use?"));
    }
    return absl::OkStatus();
  }

  absl::Status StartGateway() {
    TWIN_ASSIGN_OR_RETURN(const HostPort address, ParseHostPort(config_.http_address));
    gateway::GatewayOptions options;
    options.address = address.host;
    options.port = address.port;
    options.grpc_target = "unix:" + socket_path_;
    options.console_directory = config_.console_directory;
    options.hosts = absl::StrSplit(config_.http_hosts, ',', absl::SkipEmpty());
    TWIN_ASSIGN_OR_RETURN(options.proxies, ParseProxies(config_.http_proxies));
    if (pair_ != nullptr) {
      options.pair = pair_->served().pair;
      options.sends_hsts = !pair_->is_own();
    }
    options.metrics = [this](const std::string& authorization, const std::string& caller) {
      return TellMetrics(authorization, caller);
    };
    options.is_serving = [this] {
      const std::lock_guard lock(health_mutex_);
      return !is_stopped_ && !is_stale_;
    };
    TWIN_ASSIGN_OR_RETURN(gateway_, gateway::HttpGateway::Start(std::move(options)));
    return absl::OkStatus();
  }

  // Commands on this machine come by the socket: whoever reaches it may read the folder anyway.
  absl::Status PublishAddress() { return engine_->PublishAddress("unix:" + socket_path_); }

  absl::Status OpenPair() {
    TWIN_ASSIGN_OR_RETURN(pair_, tls::PairKeeper::Open({.folder = config_.data_directory + "/tls",
                                                        .certificate_path = config_.tls_certificate,
                                                        .key_path = config_.tls_key,
                                                        .client_ca_path = config_.tls_client_ca}));
    metrics_.SetCertificateEnd(
        absl::ToDoubleSeconds(pair_->served().info.not_after - absl::UnixEpoch()));
    return absl::OkStatus();
  }

  // How long answers take is power-sensitive: what binds takes longer to find.
  absl::StatusOr<std::string> TellMetrics(const std::string& authorization,
                                          const std::string& address) {
    TWIN_RETURN_IF_ERROR(
        calls_->gate()
            .Admit({.authorization = authorization, .address = address}, "local/metrics")
            .status());
    const int refused = calls_->gate().failed_reloads() + (pair_ != nullptr ? pair_->refused() : 0);
    metrics_.SetRefusedReloads(static_cast<double>(refused));
    return metrics_.Serialize();
  }

  void OnPair(const tls::ServedPair& served) {
    metrics_.SetCertificateEnd(absl::ToDoubleSeconds(served.info.not_after - absl::UnixEpoch()));
    const absl::Status taken = gateway_->SetPair(served.pair);
    if (!taken.ok()) log::Error("gateway keeps its certificate", {{"why", taken.ToString()}});
  }

  void SetServing(bool is_open) {
    const std::lock_guard lock(health_mutex_);
    is_open_ = is_open;
    TellHealth();
  }
  // From the engine's thread: a twin that shows its last good state is not to be relied on.
  void SetStale(bool is_stale) {
    const std::lock_guard lock(health_mutex_);
    if (is_stale == is_stale_) return;
    is_stale_ = is_stale;
    if (is_open_) TellHealth();
  }
  void TellHealth() {
    if (server_ == nullptr || server_->GetHealthCheckService() == nullptr) return;
    auto* health = server_->GetHealthCheckService();
    const bool is_serving = is_open_ && !is_stale_;
    health->SetServingStatus(is_serving);
    for (const char* service :
         {"Operations", "Grid", "Heat", "Scenario", "Capacity", "Store", "Planning"}) {
      health->SetServingStatus(absl::StrCat("ostlandet.twin.v1.", service), is_serving);
    }
  }

  const Config config_;
  const store::FaultHook fault_hook_;
  std::mutex health_mutex_;
  bool is_open_ = false;
  bool is_stale_ = false;
  Metrics metrics_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<CallRunner> calls_;
  std::unique_ptr<scenario::ScenarioTree> branches_;
  std::unique_ptr<alarms::AlarmDesk> alarms_;
  std::unique_ptr<security::SecurityDesk> security_;
  std::unique_ptr<heat::PlanDesk> plan_desk_;
  std::optional<services::ServiceContext> context_;
  std::unique_ptr<services::OperationsService> operations_;
  std::unique_ptr<services::GridService> grid_;
  std::unique_ptr<heat::HeatNetworks> heat_networks_;
  std::unique_ptr<services::HeatService> heat_;
  std::unique_ptr<services::ScenarioService> scenario_;
  std::unique_ptr<services::StoreService> store_;
  std::uint64_t epoch_ = 0;
  std::unique_ptr<services::Planner> planner_;
  std::unique_ptr<services::CapacityService> capacity_;
  std::unique_ptr<services::PlanningDesk> planning_desk_;
  std::unique_ptr<services::PlanExchangeDesk> plan_exchange_;
  std::unique_ptr<services::PlanningService> planning_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<gateway::HttpGateway> gateway_;
  std::unique_ptr<tls::PairKeeper> pair_;
  std::string socket_path_;
  int grpc_port_ = 0;
  std::atomic<bool> is_stopped_{false};
  std::once_flag stop_once_;
  std::promise<absl::Status> stop_requested_;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() { Stop().IgnoreError(); }

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const Config& config, Clock& clock,
                                                      store::FaultHook fault_hook) {
  auto impl = std::make_unique<Impl>(config, std::move(fault_hook));
  const absl::Status started = impl->Start(clock);
  if (!started.ok()) {
    impl->Stop().IgnoreError();
    return started;
  }
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Engine& Server::engine() { return impl_->engine(); }
int Server::grpc_port() const { return impl_->grpc_port(); }
int Server::http_port() const { return impl_->http_port(); }
absl::Status Server::WaitUntilStopRequested() { return impl_->WaitUntilStopRequested(); }
void Server::RequestStop(absl::Status reason) { impl_->RequestStop(std::move(reason)); }
absl::Status Server::Stop() { return impl_->Stop(); }

}  // namespace twin
