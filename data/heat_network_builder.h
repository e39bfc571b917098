#pragma once

#include <optional>
#include <string>

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
};

/// Builds a heat network from fields named as the columns of the tables (see
/// heat_network_loader.h), and checks each: ids that are unique, nodes that exist and lie on the
/// right side, numbers in range. Nodes come before what refers to them.
class HeatNetworkBuilder {
 public:
  void AddNode(const FieldSource& fields);
  void AddPipe(const FieldSource& fields);
  void AddConsumer(const FieldSource& fields);
  void AddProducer(const FieldSource& fields);

  /// The network. Unless something was reported (`is_sound` false: fields that could not be read
  /// are zero, and checking them says it twice), what models::Validate finds goes to the
  /// diagnostics under `shown_name`.
  models::HeatNetwork Finish(const std::string& shown_name, bool is_sound,
                             Diagnostics& diagnostics);

 private:
  void AddId(const FieldSource& fields, IdIndex& ids);
  models::HeatNodeIndex Node(const FieldSource& fields, const char* field,
                             std::optional<models::HeatSide> side);

  models::HeatNetwork network_;
  IdIndex nodes_{"node"};
  IdIndex pipes_{"pipe"};
  IdIndex consumers_{"consumer"};
  IdIndex producers_{"producer"};
  int unknown_count_ = 0;
};

}  // namespace data
