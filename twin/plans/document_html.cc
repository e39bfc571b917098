#include "absl/strings/str_cat.h"
#include "twin/plans/document.h"

namespace twin::plans {
namespace {

constexpr char kStyle[] =
    "body{font-family:'DejaVu Sans',sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;"
    "line-height:1.45;color:#1b1b1b}h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:1.8rem}"
    "table{border-collapse:collapse;width:100%;font-size:.82rem;margin:.6rem 0}"
    "th,td{border-bottom:1px solid #ccc;padding:.25rem .4rem;text-align:right;vertical-align:top}"
    ".words{text-align:left}caption{text-align:left;font-size:.8rem;"
    "color:#555}blockquote{border-left:4px solid #2a6f97;margin:.5rem 0;padding:.2rem .9rem;"
    "background:#f2f6f9}small,.small{color:#555;font-size:.78rem}figure{margin:.8rem 0}"
    "figcaption{font-size:.8rem;color:#555}svg{max-width:100%;height:auto}"
    "@media print{body{margin:0}}";

class HtmlBlocks {
 public:
  explicit HtmlBlocks(std::string& html) : html_(html) {}

  void operator()(const Heading& heading) {
    CloseList();
    absl::StrAppend(&html_, "<h", heading.level, ">", EscapeXml(heading.text), "</h", heading.level,
                    ">\n");
  }
  void operator()(const Paragraph& paragraph) {
    if (paragraph.is_item) {
      if (!is_in_list_) html_ += "<ul>\n";
      is_in_list_ = true;
      absl::StrAppend(&html_, "<li>", EscapeXml(paragraph.text), "</li>\n");
      return;
    }
    CloseList();
    if (paragraph.is_quote) {
      absl::StrAppend(&html_, "<blockquote>", EscapeXml(paragraph.text), "</blockquote>\n");
    } else {
      absl::StrAppend(&html_, paragraph.is_small ? "<p class=\"small\">" : "<p>",
                      EscapeXml(paragraph.text), "</p>\n");
    }
  }
  void operator()(const TextTable& table) {
    CloseList();
    absl::StrAppend(&html_, "<table><caption>", EscapeXml(table.caption), "</caption>\n<tr>");
    const auto left = [&table](std::size_t c) {
      return c < table.words_count ? " class=\"words\"" : "";
    };
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      absl::StrAppend(&html_, "<th scope=\"col\"", left(c), ">", EscapeXml(table.columns[c]),
                      "</th>");
    }
    html_ += "</tr>\n";
    for (const auto& row : table.rows) {
      html_ += "<tr>";
      for (std::size_t c = 0; c < row.size(); ++c) {
        const Cell& cell = row[c];
        const std::string title =
            cell.pointer.empty() ? "" : absl::StrCat(" title=\"", EscapeXml(cell.pointer), "\"");
        absl::StrAppend(&html_, "<td", left(c), title, ">", EscapeXml(cell.text), "</td>");
      }
      html_ += "</tr>\n";
    }
    html_ += "</table>\n";
  }
  void operator()(const Figure& figure) {
    CloseList();
    absl::StrAppend(&html_, "<figure>", MakeSvg(figure.drawing), "<figcaption>",
                    EscapeXml(figure.caption), "</figcaption></figure>\n");
  }
  void CloseList() {
    if (is_in_list_) html_ += "</ul>\n";
    is_in_list_ = false;
  }

 private:
  std::string& html_;
  bool is_in_list_ = false;
};

}  // namespace

std::string MakeHtml(const Document& document) {
  std::string html = absl::StrCat(
      "<!DOCTYPE html>\n<html lang=\"", EscapeXml(document.language),
      "\">\n<head><meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta name=\"viewport\" "
      "content=\"width=device-width\">\n<title>",
      EscapeXml(document.title), "</title>\n<style>", kStyle, "</style></head>\n<body>\n");
  HtmlBlocks blocks(html);
  for (const Block& block : document.blocks) std::visit(blocks, block);
  blocks.CloseList();
  return absl::StrCat(html, "<footer class=\"small\">", EscapeXml(document.footer),
                      "</footer>\n</body></html>\n");
}

}  // namespace twin::plans
