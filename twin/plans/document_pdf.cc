#include "twin/plans/document_pdf.h"

#include <cairo-pdf.h>
#include <cairo.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "data/utf8.h"

namespace twin::plans {
namespace {

constexpr double kPageWidthPt = 595.276;  // A4
constexpr double kPageHeightPt = 841.89;
constexpr double kMarginPt = 56.0;
constexpr double kFooterGapPt = 8.0;
constexpr double kTextWidthPt = kPageWidthPt - 2.0 * kMarginPt;
constexpr double kBottomPt = kPageHeightPt - kMarginPt - 12.0;
constexpr double kLineRatio = 1.38;
constexpr double kTextPt = 9.5;
constexpr double kTablePt = 7.4;
constexpr double kSmallPt = 7.4;
constexpr double kCellGapPt = 4.0;
constexpr double kItemPt = 12.0;
constexpr char kFont[] = "DejaVu Sans";
constexpr char kTime[] = "2026-01-01T00:00:00Z";  // the same for every document: tells nothing

struct CairoDelete {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* pen) const { cairo_destroy(pen); }
};

cairo_status_t Write(void* closure, const unsigned char* bytes, unsigned int count) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(bytes), count);
  return CAIRO_STATUS_SUCCESS;
}

// Cairo stops at text that is no UTF-8.
std::string Clean(std::string text) {
  data::ReplaceInvalidUtf8(text);
  for (char& byte : text) {
    if (static_cast<unsigned char>(byte) < 0x20) byte = ' ';
  }
  return text;
}

// Writes blocks one below the other and turns the page where one does not fit.
class PdfBlocks {
 public:
  PdfBlocks(cairo_t* pen, std::string footer) : pen_(pen), footer_(std::move(footer)) {
    BeginPage();
  }

  void operator()(const Heading& heading) {
    const double size_pt = heading.level == 1 ? 17.0 : 12.0;
    y_pt_ += heading.level == 1 ? 0.0 : 10.0;
    KeepTogether(size_pt * kLineRatio + 4.0 * kTextPt);
    WriteWrapped(heading.text, {.size_pt = size_pt, .is_bold = true});
    y_pt_ += 3.0;
  }

  void operator()(const Paragraph& paragraph) {
    Style style{.size_pt = paragraph.is_small ? kSmallPt : kTextPt};
    if (paragraph.is_small) style.rgb = 0x555555;
    if (paragraph.is_item) {
      KeepTogether(style.size_pt * kLineRatio);
      Show("•", kMarginPt + 3.0, y_pt_ + style.size_pt, style);
      style.indent_pt = kItemPt;
    }
    const double top_pt = y_pt_;
    const int page = page_;
    if (paragraph.is_quote) style.indent_pt = kItemPt;
    WriteWrapped(paragraph.text, style);
    if (paragraph.is_quote) Bar(page == page_ ? top_pt : kMarginPt);
    y_pt_ += 4.0;
  }

  void operator()(const TextTable& table) {
    y_pt_ += 3.0;
    KeepTogether(6.0 * kTablePt * kLineRatio);
    WriteWrapped(table.caption, {.size_pt = kSmallPt, .rgb = 0x555555});
    std::vector<Cell> head;
    for (const std::string& column : table.columns) head.push_back({column, ""});
    Row(table, head, true);
    for (const auto& row : table.rows) {
      if (Row(table, row, false)) continue;
      NewPage();
      Row(table, head, true);
      Row(table, row, false);
    }
    y_pt_ += 6.0;
  }

  void operator()(const Figure& figure) {
    const double scale_ratio = std::min(1.0, kTextWidthPt / figure.drawing.width_pt);
    KeepTogether(scale_ratio * figure.drawing.height_pt + 2.0 * kSmallPt * kLineRatio);
    cairo_save(pen_);
    cairo_translate(pen_, kMarginPt, y_pt_);
    cairo_scale(pen_, scale_ratio, scale_ratio);
    Draw(figure.drawing);
    cairo_restore(pen_);
    y_pt_ += scale_ratio * figure.drawing.height_pt + 2.0;
    WriteWrapped(figure.caption, {.size_pt = kSmallPt, .rgb = 0x555555});
    y_pt_ += 6.0;
  }

  void Finish() { EndPage(); }

 private:
  struct Style {
    double size_pt = kTextPt;
    bool is_bold = false;
    std::uint32_t rgb = 0x1b1b1b;
    double indent_pt = 0.0;
  };

  void BeginPage() {
    ++page_;
    y_pt_ = kMarginPt;
  }
  void EndPage() {
    Style style{.size_pt = 6.8, .rgb = 0x777777};
    const double at_pt = kPageHeightPt - kMarginPt + 14.0;
    const std::string number = absl::StrCat(page_);
    // The footer ends before the page's number.
    const double room_pt = kPageWidthPt - 2.0 * kMarginPt - Width(number, style) - kFooterGapPt;
    style.size_pt *= std::min(1.0, room_pt / std::max(1.0, Width(footer_, style)));
    Show(footer_, kMarginPt, at_pt, style);
    Show(number, kPageWidthPt - kMarginPt - Width(number, style), at_pt, style);
    cairo_show_page(pen_);
  }
  void NewPage() {
    EndPage();
    BeginPage();
  }
  void KeepTogether(double height_pt) {
    if (y_pt_ + height_pt > kBottomPt && y_pt_ > kMarginPt) NewPage();
  }

  void SetColour(const Colour& colour) {
    cairo_set_source_rgba(pen_, ((colour.rgb >> 16) & 0xff) / 255.0,
                          ((colour.rgb >> 8) & 0xff) / 255.0, (colour.rgb & 0xff) / 255.0,
                          colour.opacity_share);
  }
  void SetFont(const Style& style) {
    cairo_select_font_face(pen_, kFont, CAIRO_FONT_SLANT_NORMAL,
                           style.is_bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(pen_, style.size_pt);
  }
  double Width(const std::string& text, const Style& style) {
    SetFont(style);
    cairo_text_extents_t extents;
    cairo_text_extents(pen_, Clean(text).c_str(), &extents);
    return extents.x_advance;
  }
  void Show(const std::string& text, double x_pt, double baseline_pt, const Style& style) {
    SetFont(style);
    SetColour({.rgb = style.rgb});
    cairo_move_to(pen_, x_pt, baseline_pt);
    cairo_show_text(pen_, Clean(text).c_str());
  }

  // Words that fit, line by line; a word that is too long for a line is broken between letters.
  std::vector<std::string> Wrap(const std::string& text, double width_pt, const Style& style) {
    std::vector<std::string> lines;
    std::string line;
    for (const absl::string_view word : absl::StrSplit(Clean(text), absl::ByAnyChar(" \n"))) {
      for (const std::string& part : BreakWord(std::string(word), width_pt, style)) {
        const std::string longer = line.empty() ? part : absl::StrCat(line, " ", part);
        if (!line.empty() && Width(longer, style) > width_pt) {
          lines.push_back(line);
          line = part;
        } else {
          line = longer;
        }
      }
    }
    lines.push_back(line);
    return lines;
  }

  std::vector<std::string> BreakWord(const std::string& word, double width_pt, const Style& style) {
    if (Width(word, style) <= width_pt) return {word};
    std::vector<std::string> parts{""};
    for (std::size_t at = 0; at < word.size();) {
      std::size_t end = at + 1;
      while (end < word.size() && (static_cast<unsigned char>(word[end]) & 0xc0) == 0x80) ++end;
      const std::string letter = word.substr(at, end - at);
      if (!parts.back().empty() && Width(parts.back() + letter, style) > width_pt) {
        parts.emplace_back();
      }
      parts.back() += letter;
      at = end;
    }
    return parts;
  }

  void WriteWrapped(const std::string& text, const Style& style) {
    for (const std::string& line : Wrap(text, kTextWidthPt - style.indent_pt, style)) {
      KeepTogether(style.size_pt * kLineRatio);
      Show(line, kMarginPt + style.indent_pt, y_pt_ + style.size_pt, style);
      y_pt_ += style.size_pt * kLineRatio;
    }
  }

  void Bar(double top_pt) {
    SetColour({.rgb = 0x2a6f97});
    cairo_rectangle(pen_, kMarginPt + 2.0, top_pt, 2.5, y_pt_ - top_pt);
    cairo_fill(pen_);
  }

  // False when the row does not fit on this page.
  bool Row(const TextTable& table, const std::vector<Cell>& cells, bool is_head) {
    const Style style{.size_pt = kTablePt, .is_bold = is_head};
    std::vector<std::vector<std::string>> wrapped;
    std::size_t most_lines = 1;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      wrapped.push_back(
          Wrap(cells[c].text, kTextWidthPt * table.width_share[c] - kCellGapPt, style));
      most_lines = std::max(most_lines, wrapped.back().size());
    }
    const double height_pt = static_cast<double>(most_lines) * kTablePt * kLineRatio + 3.0;
    if (y_pt_ + height_pt > kBottomPt && y_pt_ > 2.0 * kMarginPt && !is_head) return false;
    double left_pt = kMarginPt;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const double width_pt = kTextWidthPt * table.width_share[c];
      double baseline_pt = y_pt_ + kTablePt + 1.0;
      for (const std::string& line : wrapped[c]) {
        const double x_pt =
            c < table.words_count ? left_pt : left_pt + width_pt - kCellGapPt - Width(line, style);
        Show(line, x_pt, baseline_pt, style);
        baseline_pt += kTablePt * kLineRatio;
      }
      left_pt += width_pt;
    }
    y_pt_ += height_pt;
    SetColour({.rgb = 0xcccccc});
    cairo_set_line_width(pen_, is_head ? 0.9 : 0.4);
    cairo_move_to(pen_, kMarginPt, y_pt_);
    cairo_line_to(pen_, kMarginPt + kTextWidthPt, y_pt_);
    cairo_stroke(pen_);
    y_pt_ += 1.0;
    return true;
  }

  void Path(const std::vector<DrawPoint>& points) {
    for (std::size_t i = 0; i < points.size(); ++i) {
      (i == 0 ? cairo_move_to : cairo_line_to)(pen_, points[i].x_pt, points[i].y_pt);
    }
  }

  void Draw(const Drawing& drawing) {
    cairo_set_fill_rule(pen_, CAIRO_FILL_RULE_EVEN_ODD);
    for (const DrawArea& area : drawing.areas) {
      for (const auto& ring : area.rings) {
        Path(ring);
        cairo_close_path(pen_);
      }
      SetColour(area.fill);
      cairo_fill_preserve(pen_);
      SetColour(area.line);
      cairo_set_line_width(pen_, area.line_pt);
      cairo_stroke(pen_);
    }
    for (const DrawLine& line : drawing.lines) {
      static constexpr double kDashes[] = {4.0, 3.0};
      cairo_set_dash(pen_, kDashes, line.is_dashed ? 2 : 0, 0.0);
      Path(line.points);
      SetColour(line.colour);
      cairo_set_line_width(pen_, line.line_pt);
      cairo_stroke(pen_);
    }
    cairo_set_dash(pen_, nullptr, 0, 0.0);
    for (const DrawLabel& label : drawing.labels) {
      const Style style{
          .size_pt = label.size_pt, .is_bold = label.is_bold, .rgb = label.colour.rgb};
      const double width_pt = Width(label.text, style);
      const double shift_share = label.anchor == DrawAnchor::kStart    ? 0.0
                                 : label.anchor == DrawAnchor::kMiddle ? 0.5
                                                                       : 1.0;
      Show(label.text, label.at.x_pt - shift_share * width_pt, label.at.y_pt, style);
    }
  }

  cairo_t* const pen_;
  const std::string footer_;
  int page_ = 0;
  double y_pt_ = kMarginPt;
};

}  // namespace

absl::StatusOr<std::string> MakePdf(const Document& document) {
  std::string bytes;
  std::unique_ptr<cairo_surface_t, CairoDelete> surface(
      cairo_pdf_surface_create_for_stream(Write, &bytes, kPageWidthPt, kPageHeightPt));
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE,
                                 Clean(document.title).c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, kTime);
  std::unique_ptr<cairo_t, CairoDelete> pen(cairo_create(surface.get()));
  PdfBlocks blocks(pen.get(), document.footer);
  for (const Block& block : document.blocks) std::visit(blocks, block);
  blocks.Finish();
  cairo_surface_finish(surface.get());
  const cairo_status_t status = cairo_surface_status(surface.get());
  if (status != CAIRO_STATUS_SUCCESS) {
    return absl::InternalError(absl::StrCat("no PDF was made: ", cairo_status_to_string(status)));
  }
  return bytes;
}

}  // namespace twin::plans
