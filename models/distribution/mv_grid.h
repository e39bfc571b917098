#pragma once

#include <string>
#include <vector>

#include "models/base/ids.h"

namespace models {

using MvLineTypeIndex = Index<struct MvLineTypeTag>;
using MvSupplyIndex = Index<struct MvSupplyTag>;
using MvFeederIndex = Index<struct MvFeederTag>;
using MvNodeIndex = Index<struct MvNodeTag>;

/// Line or cable of the medium-voltage network.
struct MvLineType {
  std::string id;
  std::string name;
  bool is_cable = false;
  double r_ohm_per_km = 0.0;
  double x_ohm_per_km = 0.0;
  double c_nf_per_km = 0.0;
  double rating_a = 0.0;  ///< continuous current
};

/// A secondary substation with the line that feeds it.
struct MvNode {
  MvNodeIndex parent;  ///< towards the busbar; invalid where the line begins at the busbar
  MvLineTypeIndex line_type;
  double length_km = 0.0;  ///< of the line
  double lat_deg = 0.0;
  double lon_deg = 0.0;
  double customer_count = 0.0;
  double cold_mw = 0.0;  ///< its part of the busbar's demand on the cold design morning
  double transformer_kva = 0.0;
  bool is_urban = false;
};

/// A tree of lines from one breaker of the busbar. Its nodes follow each other in the table, each
/// after its parent.
struct MvFeeder {
  MvSupplyIndex supply;
  MvNodeIndex first;
  std::size_t node_count = 0;
  bool is_urban = false;
  MvNodeIndex tie;     ///< where an open line could join it to another feeder; invalid: nowhere
  MvNodeIndex tie_to;  ///< the other end of the open line
  double tie_km = 0.0;
};

/// What hangs on one load busbar of the regional grid: transformers and feeders.
struct MvSupply {
  BusIndex bus;             ///< of the regional grid, primary side of the transformers
  double nominal_kv = 0.0;  ///< of the feeders
  double cold_mw = 0.0;
  double tan_phi_ratio = 0.0;  ///< on the cold design morning
  double customer_count = 0.0;
  double urban_share = 0.0;      ///< of the customers
  int transformer_count = 0;     ///< equal units side by side
  double transformer_mva = 0.0;  ///< of one unit
  MvFeederIndex first;
  std::size_t feeder_count = 0;
};

/// The medium-voltage networks below a regional grid. All of it is invented.
struct MvGrid {
  Table<MvLineTypeIndex, MvLineType> line_types;
  Table<MvSupplyIndex, MvSupply> supplies;
  Table<MvFeederIndex, MvFeeder> feeders;
  Table<MvNodeIndex, MvNode> nodes;
};

/// The feeder a node belongs to, by search over the feeders' first nodes.
MvFeederIndex FeederOf(const MvGrid& grid, MvNodeIndex node);

/// "F3/N12": third feeder of its supply, twelfth node of the feeder, both from 1.
std::string MvNodeLabel(const MvGrid& grid, MvNodeIndex node);

}  // namespace models
