// models <- solvers <- twin, models <- data <- twin, proto <- twin only: read off the includes.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "tests/support/source_folder.h"

namespace {

namespace fs = std::filesystem;

const std::map<std::string, std::set<std::string>> kMayInclude = {
    {"models", {"models"}},
    {"solvers", {"models", "solvers"}},
    {"data", {"models", "data"}},
    {"twin", {"models", "solvers", "data", "ostlandet", "google", "twin"}},
};

bool IsSource(const fs::path& path) {
  return path.extension() == ".h" || path.extension() == ".cc";
}

template <class Visit>
void ForEachInclude(Visit visit) {
  const std::regex include("^#include [\"<]([^\">]+)[\">]");
  for (const auto& [folder, allowed] : kMayInclude) {
    for (const auto& entry :
         fs::recursive_directory_iterator(fs::path(tests::SourceFolder()) / folder)) {
      if (!entry.is_regular_file() || !IsSource(entry.path())) continue;
      if (entry.path().string().find("node_modules") != std::string::npos) continue;
      std::ifstream file(entry.path());
      for (std::string line; std::getline(file, line);) {
        std::smatch match;
        if (std::regex_search(line, match, include)) visit(folder, entry.path(), match[1].str());
      }
    }
  }
}

TEST(LayeringTest, NoFolderIncludesUpwards) {
  int includes = 0;
  ForEachInclude(
      [&includes](const std::string& folder, const fs::path& file, const std::string& included) {
        ++includes;
        const std::string top = included.substr(0, included.find('/'));
        const bool is_ours = kMayInclude.count(top) != 0 || top == "ostlandet";
        if (!is_ours) return;
        EXPECT_TRUE(kMayInclude.at(folder).count(top) != 0) << file << " includes " << included;
      });
  EXPECT_GT(includes, 200);
}

TEST(LayeringTest, OnlyTheWrapperKnowsHdf5) {
  ForEachInclude([](const std::string&, const fs::path& file, const std::string& included) {
    if (included == "hdf5.h" || included == "hdf5_hl.h") {
      EXPECT_EQ(file.filename(), "hdf5_file.cc") << file;
    }
  });
}

TEST(LayeringTest, ModelsAndSolversKnowNoFilesNoProtobufNoLogs) {
  const std::set<std::string> forbidden = {"fstream", "filesystem", "iostream", "thread", "chrono"};
  ForEachInclude([&forbidden](const std::string& folder, const fs::path& file,
                              const std::string& included) {
    if (folder != "models" && folder != "solvers") return;
    // The one place where solvers meet threads.
    const bool is_allowed = included == "thread" && file.filename() == "parallel_for.cc";
    EXPECT_TRUE(is_allowed || forbidden.count(included) == 0) << file << " includes " << included;
    EXPECT_EQ(included.find(".pb.h"), std::string::npos) << file;
    EXPECT_EQ(included.find("spdlog"), std::string::npos) << file;
  });
}

TEST(LayeringTest, TheCoreKnowsNoGrpc) {
  const std::set<std::string> rpc_folders = {"services", "gateway", "features", "cli"};
  const std::set<std::string> rpc_files = {
      "server.h",     "server.cc",          "call_runner.h",      "call_runner.cc",
      "rpc_status.h", "rpc_status.cc",      "byte_buffer.h",      "byte_buffer.cc",
      "main.cc",      "reflection_guard.h", "reflection_guard.cc"};
  ForEachInclude([&](const std::string& folder, const fs::path& file, const std::string& included) {
    if (folder != "twin" || included.rfind("grpcpp/", 0) != 0) return;
    const bool is_rpc = rpc_folders.count(file.parent_path().filename().string()) != 0 ||
                        rpc_files.count(file.filename().string()) != 0;
    EXPECT_TRUE(is_rpc) << file << " includes " << included;
  });
}

}  // namespace
