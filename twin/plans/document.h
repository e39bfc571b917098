#pragma once

#include <string>
#include <variant>
#include <vector>

#include "twin/plans/drawing.h"

namespace twin::plans {

struct Heading {
  std::string text;
  int level = 1;  ///< 1: the document's title
};

struct Paragraph {
  std::string text;
  bool is_item = false;   ///< of a list
  bool is_quote = false;  ///< wording that is proposed
  bool is_small = false;
};

/// A number or a word, and where in the record it stands (a JSON pointer; empty: it is no figure).
struct Cell {
  std::string text;
  std::string pointer;
};

struct TextTable {
  std::string caption;
  std::vector<std::string> columns;
  std::vector<double> width_share;  ///< [column], adding up to 1
  std::vector<std::vector<Cell>> rows;
  std::size_t words_count = 1;  ///< the first so many columns are set left, numbers right
};

struct Figure {
  Drawing drawing;
  std::string caption;
};

using Block = std::variant<Heading, Paragraph, TextTable, Figure>;

/// A text with figures, whatever it is shown as.
struct Document {
  std::string language;  ///< "nb" or "en"
  std::string title;
  std::string footer;  ///< of every page
  std::vector<Block> blocks;
};

/// One HTML page that needs nothing from elsewhere; every text of the plan escaped, and a policy in
/// its head that forbids scripts and fetching. Figures of the record carry their pointer.
std::string MakeHtml(const Document& document);

}  // namespace twin::plans
