#include <cstdio>
#include <memory>
#include <string>

#include "models/base/status_macros.h"
#include "twin/access/policy.h"
#include "twin/access/private_file.h"
#include "twin/access/register.h"
#include "twin/cli/commands.h"
#include "twin/cli/exit_codes.h"

namespace twin::cli {
namespace {

absl::Status CheckPolicy(const std::string& path) {
  TWIN_ASSIGN_OR_RETURN(const std::string text, access::ReadSmallFile(path));
  TWIN_ASSIGN_OR_RETURN(const access::Policy policy, access::Policy::Parse(text, path));
  std::printf("%s: a sound policy, version %s\n", path.c_str(), policy.version().c_str());
  return absl::OkStatus();
}

absl::Status CheckRegister(const std::string& path) {
  TWIN_ASSIGN_OR_RETURN(const std::string text, access::ReadPrivateFile(path));
  TWIN_ASSIGN_OR_RETURN(const access::Register users, access::Register::Parse(text, path));
  std::printf("%s: a sound register, version %s, %zu users\n", path.c_str(),
              users.version().c_str(), users.size());
  return absl::OkStatus();
}

}  // namespace

void AddPolicy(CLI::App& app, int& exit_code) {
  CLI::App* policy = app.add_subcommand(
      "policy", "Who may call and see what: show the rules, check a file of them");
  policy->require_subcommand(1);
  policy->add_subcommand("show", "Print the policy that is built in")->callback([&exit_code] {
    std::fwrite(access::Policy::ShippedText().data(), 1, access::Policy::ShippedText().size(),
                stdout);
    exit_code = kOk;
  });
  struct Files {
    std::string policy;
    std::string users;
  };
  auto files = std::make_shared<Files>();
  CLI::App* check = policy->add_subcommand("check", "Read files as the twin would");
  check->add_option("file", files->policy, "a policy");
  check->add_option("--register", files->users, "a register of rightful users");
  check->footer("Example: twin policy check /etc/twin/policy.toml --register .run/register.toml");
  check->callback([files, &exit_code] {
    absl::Status status = absl::OkStatus();
    if (files->policy.empty() && files->users.empty()) {
      status = absl::InvalidArgumentError("name a policy, or a register with --register");
    }
    if (status.ok() && !files->policy.empty()) status = CheckPolicy(files->policy);
    if (status.ok() && !files->users.empty()) status = CheckRegister(files->users);
    exit_code = status.ok() ? kOk : Fail(status);
  });
}

}  // namespace twin::cli
