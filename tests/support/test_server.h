#pragma once

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/support/region_paths.h"
#include "tests/support/temporary_folder.h"
#include "twin/config.h"
#include "twin/server.h"

namespace tests {

/// A real server in this process, paused, on free ports, with the shipped region.
inline twin::Config MakeTestConfig(const std::string& folder) {
  twin::Config config;
  config.data_directory = folder + "/data";
  config.region_directory = RegionDirectory();
  config.console_directory = "";
  config.grpc_address = "127.0.0.1:0";
  config.http_address = "127.0.0.1:0";
  config.speed = "paused";
  config.tls = "off";  // what TLS is about has tests of its own
  config.log_level = "off";
  config.has_heat_plans = false;
  config.has_capacity = false;  // a whole year of the region takes minutes
  return config;
}

class ServerTest : public testing::Test {
 protected:
  void SetUp() override { StartServer(); }

  void StartServer(bool has_capacity = false) {
    twin::Config config = MakeTestConfig(folder_.path());
    config.has_capacity = has_capacity;
    auto server = twin::Server::Start(config, clock_);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    channel_ = grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->grpc_port()),
                                   grpc::InsecureChannelCredentials());
  }
  void StopServer() {
    channel_.reset();
    const absl::Status stopped = server_->Stop();
    ASSERT_TRUE(stopped.ok()) << stopped;
    server_.reset();
  }

  std::string Token() const {
    std::ifstream file(folder_.path() + "/data/operator.token");
    std::string token;
    std::getline(file, token);
    return token;
  }
  /// A context of the grid company.
  std::unique_ptr<grpc::ClientContext> Company() const {
    auto context = Public();
    context->AddMetadata("authorization", "Bearer " + Token());
    return context;
  }
  std::unique_ptr<grpc::ClientContext> Public() const {
    auto context = std::make_unique<grpc::ClientContext>();
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    return context;
  }

  TemporaryFolder folder_;
  twin::SystemClock clock_;
  std::unique_ptr<twin::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace tests
