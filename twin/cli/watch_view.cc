#include "twin/cli/watch_view.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace twin::cli {
namespace {

namespace pb = ostlandet::twin::v1;

constexpr std::size_t kBarCells = 24;
constexpr std::size_t kNameCells = 34;
constexpr double kFullMw = 12000.0;  // a bar of the balance is full
constexpr double kWarnShare = 0.9;
constexpr const char* kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

enum class Tone { kPlain, kFaint, kGood, kWarn, kBad };

// The first `cells` characters of UTF-8 text, with spaces up to that many.
std::string Fit(absl::string_view text, std::size_t cells) {
  std::string fitted;
  std::size_t taken = 0;
  std::size_t at = 0;
  while (at < text.size() && taken < cells) {
    std::size_t length = 1;
    while (at + length < text.size() &&
           (static_cast<unsigned char>(text[at + length]) & 0xC0) == 0x80)
      ++length;
    absl::StrAppend(&fitted, text.substr(at, length));
    at += length;
    ++taken;
  }
  fitted.append(cells - taken, ' ');
  return fitted;
}

std::string Bar(double share, std::size_t cells) {
  const double filled = std::clamp(share, 0.0, 1.0) * static_cast<double>(cells);
  const auto whole = static_cast<std::size_t>(filled);
  std::string bar;
  for (std::size_t i = 0; i < whole; ++i) bar += "█";
  std::size_t used = whole;
  if (whole < cells) {
    const char* rest = kEighths[static_cast<std::size_t>((filled - std::floor(filled)) * 8.0)];
    bar += rest;
    used += *rest == '\0' ? 0 : 1;
  }
  for (; used < cells; ++used) bar += "·";
  return bar;
}

Tone ToneOf(double loading_share) {
  if (loading_share > 1.0) return Tone::kBad;
  return loading_share > kWarnShare ? Tone::kWarn : Tone::kGood;
}

class View {
 public:
  View(const WatchedPicture& picture, const WatchViewParams& params)
      : picture_(picture), params_(params) {}

  std::string Draw() {
    AddHead();
    AddBalance();
    const std::size_t heats = static_cast<std::size_t>(picture_.newest().heat_size());
    const std::size_t grid_lines = picture_.sees_grid() ? 4 : 1;
    const std::size_t left = params_.lines > text_lines_ + grid_lines + 4
                                 ? params_.lines - text_lines_ - grid_lines - 4
                                 : 2;
    const std::size_t for_heat = std::min(heats, std::max<std::size_t>(left / 2, 3));
    AddGrid(std::min<std::size_t>(left - std::min(left, for_heat), 15));
    AddHeat(for_heat);
    AddStale();
    return text_;
  }

 private:
  void Line(absl::string_view line) {
    absl::StrAppend(&text_, line, "\n");
    ++text_lines_;
  }
  std::string Paint(Tone tone, absl::string_view text) const {
    if (!params_.has_colours || tone == Tone::kPlain) return std::string(text);
    const int code = tone == Tone::kFaint  ? 2
                     : tone == Tone::kGood ? 32
                     : tone == Tone::kWarn ? 33
                                           : 31;
    return absl::StrFormat("\x1b[%dm%s\x1b[0m", code, text);
  }
  std::string NameOf(const std::string& id) const {
    const auto found = params_.names.find(id);
    return found == params_.names.end() ? id : found->second;
  }

  void AddHead() {
    const pb::WatchResponse& frame = picture_.newest();
    absl::TimeZone oslo;
    absl::LoadTimeZone("Europe/Oslo", &oslo);
    std::string pace;
    switch (frame.clock().mode()) {
      case pb::CLOCK_MODE_PAUSED:
        pace = "paused";
        break;
      case pb::CLOCK_MODE_REAL_TIME:
        pace = "real time";
        break;
      case pb::CLOCK_MODE_SCALED:
        pace = absl::StrFormat("x%g", frame.clock().speed_ratio());
        break;
      default:
        pace = "as fast as possible";
    }
    Line(absl::StrCat(
        absl::FormatTime("%a %d %b %Y %H:%M", absl::FromUnixSeconds(frame.time().seconds()), oslo),
        frame.is_minute() ? "  (this quarter, so far)  " : "  ", pace, "  quarter ",
        frame.sequence(),
        picture_.merged_frames() > 0 ? absl::StrCat("  ", picture_.merged_frames(), " merged")
                                     : ""));
    Line(Paint(Tone::kFaint, picture_.notice()));
  }

  void AddBar(absl::string_view name, double mw, absl::string_view rest) {
    Line(absl::StrCat(" ", Fit(name, 12), absl::StrFormat("%7.0f MW  ", mw),
                      Bar(std::abs(mw) / kFullMw, kBarCells), "  ", rest));
  }

  void AddBalance() {
    const pb::Balance& balance = picture_.newest().balance();
    AddBar("demand", balance.demand_mw() + balance.heat_electricity_mw(),
           absl::StrFormat("of it %.0f for heat plants; losses %.0f", balance.heat_electricity_mw(),
                           balance.losses_mw()));
    AddBar("generation", balance.generation_mw(),
           absl::StrFormat("hydro %.0f, wind %.0f, sun %.0f, thermal %.0f", balance.hydro_mw(),
                           balance.wind_mw(), balance.solar_mw(), balance.thermal_mw()));
    std::string from;
    for (const pb::AreaExchange& area : balance.exchanges()) {
      absl::StrAppendFormat(&from, "%s%s %.0f", from.empty() ? "" : ", ", area.area(),
                            area.import_mw());
    }
    AddBar("net import", balance.net_import_mw(), from);
    if (balance.unserved_mw() > 0.0 || balance.import_beyond_limits_mw() > 0.0) {
      Line(Paint(Tone::kBad,
                 absl::StrFormat(" without voltage %.1f MW, beyond what neighbours give "
                                 "%.0f MW",
                                 balance.unserved_mw(), balance.import_beyond_limits_mw())));
    }
  }

  void AddGrid(std::size_t rows) {
    if (!picture_.sees_grid()) {
      Line(Paint(Tone::kFaint, " The grid is power-sensitive and not shown to you."));
      return;
    }
    std::vector<const pb::BranchState*> branches;
    for (const auto& [id, branch] : picture_.branches()) {
      if (branch.rating_mva() > 0.0 && branch.is_in_service()) branches.push_back(&branch);
    }
    const auto worst = [](const pb::BranchState* branch) {
      return std::max(branch->loading_share(), branch->outage_loading_share());
    };
    std::stable_sort(branches.begin(), branches.end(),
                     [&](const auto* a, const auto* b) { return worst(a) > worst(b); });
    Line("");
    Line(absl::StrCat(" ", Fit("most loaded", kNameCells), " now", std::string(kBarCells + 2, ' '),
                      "after loss of"));
    for (std::size_t i = 0; i < std::min(rows, branches.size()); ++i) {
      const pb::BranchState& branch = *branches[i];
      std::string line =
          absl::StrCat(" ", Fit(NameOf(branch.id()), kNameCells),
                       Paint(ToneOf(branch.loading_share()),
                             absl::StrFormat("%4.0f %% ", 100.0 * branch.loading_share()) +
                                 Bar(branch.loading_share(), kBarCells - 6)));
      if (!branch.worst_outage_id().empty()) {
        absl::StrAppend(&line, " ",
                        Paint(ToneOf(branch.outage_loading_share()),
                              absl::StrFormat("%4.0f %%", 100.0 * branch.outage_loading_share())),
                        "  ", Fit(NameOf(branch.worst_outage_id()), LastCells()));
      }
      Line(line);
    }
    AddVoltages();
  }

  std::size_t LastCells() const {
    const std::size_t used = 1 + kNameCells + kBarCells + 10;
    return params_.columns > used + 8 ? params_.columns - used : 8;
  }

  void AddVoltages() {
    const pb::BusState* lowest = nullptr;
    const pb::BusState* highest = nullptr;
    for (const auto& [id, bus] : picture_.buses()) {
      if (!bus.is_energised()) continue;
      if (lowest == nullptr || bus.vm_pu() < lowest->vm_pu()) lowest = &bus;
      if (highest == nullptr || bus.vm_pu() > highest->vm_pu()) highest = &bus;
    }
    if (lowest == nullptr) return;
    std::string line =
        absl::StrFormat(" voltages from %.3f (%s) to %.3f pu (%s)", lowest->vm_pu(),
                        NameOf(lowest->id()), highest->vm_pu(), NameOf(highest->id()));
    if (picture_.violation_count() > 0) {
      absl::StrAppend(
          &line, ";  ",
          Paint(Tone::kBad, absl::StrCat(picture_.violation_count(), " limits broken")));
    }
    Line(line);
  }

  void AddHeat(std::size_t rows) {
    const auto& heat = picture_.newest().heat();
    if (heat.empty()) return;
    std::vector<const pb::HeatFrame*> systems;
    for (const pb::HeatFrame& system : heat) systems.push_back(&system);
    // What lacks heat comes first, then by size.
    std::stable_sort(systems.begin(), systems.end(), [](const auto* a, const auto* b) {
      return std::make_pair(a->unserved_mw() > 0.01, a->delivered_mw()) >
             std::make_pair(b->unserved_mw() > 0.01, b->delivered_mw());
    });
    double all_mw = 0.0, unserved_mw = 0.0;
    for (const pb::HeatFrame* system : systems) {
      all_mw += system->delivered_mw();
      unserved_mw += system->unserved_mw();
    }
    Line("");
    Line(absl::StrCat(
        " ",
        Fit(absl::StrFormat("heat: %.0f MW in %zu systems", all_mw, systems.size()), kNameCells),
        "    MW  electric   tank MWh  rooms °C  not served"));
    for (std::size_t i = 0; i < std::min(rows, systems.size()); ++i) {
      const pb::HeatFrame& system = *systems[i];
      const std::string unserved = absl::StrFormat("%10.1f", system.unserved_mw());
      Line(absl::StrCat(
          " ", Fit(NameOf(system.heat_system_id()), kNameCells),
          absl::StrFormat("%6.0f %9.0f %10.0f %9.1f", system.delivered_mw(),
                          system.electricity_mw(), system.accumulator_mwh(), system.indoor_degc()),
          Paint(system.unserved_mw() > 0.01 ? Tone::kBad : Tone::kPlain, unserved)));
    }
    if (rows < systems.size()) {
      Line(Paint(Tone::kFaint, absl::StrFormat(" and %zu smaller; not served in all %.1f MW",
                                               systems.size() - rows, unserved_mw)));
    }
  }

  void AddStale() {
    for (const pb::StalePart& part : picture_.newest().stale()) {
      Line(Paint(Tone::kBad, absl::StrCat(" STALE ", part.part(), ": ", part.reason())));
    }
  }

  const WatchedPicture& picture_;
  const WatchViewParams& params_;
  std::string text_;
  std::size_t text_lines_ = 0;
};

}  // namespace

void WatchedPicture::Apply(const pb::WatchResponse& frame) {
  if (frame.kind() == pb::FRAME_KIND_GOING_AWAY) return;
  if (frame.kind() == pb::FRAME_KIND_SNAPSHOT) {
    branches_.clear();
    buses_.clear();
    notice_ = frame.data_notice();
    sees_grid_ = frame.has_grid();
  }
  for (const pb::BranchState& branch : frame.grid().branches()) branches_[branch.id()] = branch;
  for (const pb::BusState& bus : frame.grid().buses()) buses_[bus.id()] = bus;
  if (frame.grid().violations_changed() || frame.kind() == pb::FRAME_KIND_SNAPSHOT) {
    violation_count_ = frame.grid().violations_size();
  }
  merged_frames_ += frame.conflated_frames();
  newest_ = frame;
  newest_.clear_grid();
}

std::string DrawWatched(const WatchedPicture& picture, const WatchViewParams& params) {
  return View(picture, params).Draw();
}

}  // namespace twin::cli
