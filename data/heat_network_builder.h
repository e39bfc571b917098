#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "data/diagnostics.h"
#include "data/id_index.h"
#include "models/heat/heat_network.h"

namespace data {

/// One row or feature of a file that tells fields by name, whatever kind of file it is.
class FieldSource {
 public:
  virtual ~FieldSource() = default;
  /// The field as text; empty when it is not there.
  virtual std::string Text(const char* field) const = 0;
  /// Whether the field is there and says something.
  virtual bool Has(const char* field) const = 0;
  /// A finite number in [low, high]; 0 after reporting what is wrong, or that there is none.
  virtual double Number(const char* field, double low, double high) const = 0;
  /// False after reporting what is wrong.
  virtual bool Flag(const char* field) const = 0;
  virtual void Report(const char* field, const std::string& problem) const = 0;
  /// Where the field stands, with nothing yet said against it.
  virtual Diagnostic Place(const char* field) const = 0;
};

/// Builds a heat network from fields named as the columns of the tables (see
/// heat_network_loader.h), and checks each: ids that are unique, nodes that exist and lie on the
/// right side, numbers in range, a DN that EN 253 has and that its diameters belong to, and a water
/// column that stands at rest: no pipe above its pressure class, no vacuum. What is only unusual
/// becomes a note. Nodes come before what refers to them.
class HeatNetworkBuilder {
 public:
  void AddNode(const FieldSource& fields);
  void AddPipe(const FieldSource& fields);
  void AddConsumer(const FieldSource& fields);
  void AddProducer(const FieldSource& fields);
  void AddPump(const FieldSource& fields);
  void AddValve(const FieldSource& fields);

  /// What is no error: diameters of no size of EN 253, pressures at rest that will ask for a higher
  /// pressure class or draw air. Complete after Finish.
  const Diagnostics& notes() const { return notes_; }

  /// The network. Unless something was reported (`is_sound` false: fields that could not be read
  /// are zero, and checking them says it twice), what models::Validate finds goes to the
  /// diagnostics under `shown_name`.
  models::HeatNetwork Finish(const std::string& shown_name, bool is_sound,
                             Diagnostics& diagnostics);

 private:
  void AddId(const FieldSource& fields, IdIndex& ids);
  models::HeatNodeIndex Node(const FieldSource& fields, const char* field,
                             std::optional<models::HeatSide> side);
  /// Both ends of a link, which lie on one side.
  void ReadEnds(const FieldSource& fields, models::HeatNodeIndex& from, models::HeatNodeIndex& to);
  void ReadDiameters(const FieldSource& fields, models::HeatPipeParams& pipe);
  void CheckSize(const FieldSource& fields, const models::PipeSize& size,
                 const models::HeatPipeParams& pipe);
  void NoteUnusualSize(const FieldSource& fields, const models::HeatPipeParams& pipe);
  void CheckStaticPressures(Diagnostics& diagnostics);
  void NoteSeveralHolders(const std::string& shown_name);

  models::HeatNetwork network_;
  Diagnostics notes_;
  std::vector<Diagnostic> height_places_;            // [node]
  std::set<std::pair<double, double>> noted_sizes_;  // inner and outer diameter
  IdIndex nodes_{"node"};
  IdIndex pipes_{"pipe"};
  IdIndex consumers_{"consumer"};
  IdIndex producers_{"producer"};
  IdIndex pumps_{"pump"};
  IdIndex valves_{"valve"};
  int unknown_count_ = 0;
};

}  // namespace data
