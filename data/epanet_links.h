#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "data/epanet_nodes.h"
#include "data/epanet_options.h"
#include "data/epanet_series.h"
#include "models/heat/hydraulic_network.h"

namespace data {

enum class EpanetLinkKind : std::uint8_t { kPipe, kPump, kValve };

/// Pipes, pumps and valves, and what is needed to change their status.
class EpanetLinks {
 public:
  /// Reads the sections PIPES, PUMPS and VALVES into `network`, whose nodes are there already.
  /// `density_kg_m3` turns heads and flows into pressures and kilograms.
  EpanetLinks(const EpanetDocument& document, const EpanetOptions& options,
              const EpanetPatterns& patterns, const EpanetCurves& curves, const EpanetNodes& nodes,
              double density_kg_m3, models::HydraulicNetwork& network);

  /// Sets a link as the sections STATUS and CONTROLS say it: OPEN, CLOSED or a number (speed of a
  /// pump, setting of a valve; of a pipe in CONTROLS only, where 0 is closed). Reports
  /// `line.words[word]` when it is none of them, or when the link's status cannot be set.
  /// With `is_checked_only` nothing is changed.
  enum class Sentence : std::uint8_t { kStatus, kControl };
  void SetStatus(const EpanetLine& line, std::size_t link, std::size_t word, Sentence sentence,
                 bool is_checked_only);

  /// Gives pumps with a pattern the speed that it has at time 0; comes between STATUS and CONTROLS.
  void ApplySpeedPatterns();

  const EpanetIds& ids() const { return ids_; }

 private:
  struct Link {
    EpanetLinkKind kind = EpanetLinkKind::kPipe;
    std::size_t row = 0;
    double minor_loss_ratio = 0.0;  // of a valve, fully open
    std::optional<double> pattern_speed_ratio;
  };
  struct Ends {
    models::HydraulicNodeIndex from;
    models::HydraulicNodeIndex to;
  };

  std::optional<Ends> ReadEnds(const EpanetLine& line);
  void ReadPipe(const EpanetLine& line);
  void ReadPipeStatus(const EpanetLine& line, std::size_t word, models::HydraulicPipeParams& pipe);
  void ReadPump(const EpanetLine& line);
  void ReadPumpCurve(const EpanetLine& line, std::size_t word, models::HydraulicPumpParams& pump);
  void ReadValve(const EpanetLine& line);
  void SetValve(Link& link, double setting);
  void SetSpeed(models::HydraulicPumpParams& pump, double speed_ratio);
  double CalcPa(double head_m) const;

  const EpanetDocument& document_;
  const EpanetOptions& options_;
  const EpanetPatterns& patterns_;
  const EpanetCurves& curves_;
  const EpanetNodes& nodes_;
  double density_kg_m3_ = 0.0;
  models::HydraulicNetwork& network_;
  EpanetIds ids_{"link"};
  std::vector<Link> links_;
};

}  // namespace data
