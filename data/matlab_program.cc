// Recursive descent over
//   program    = { statement };  statement = "function" line | name "=" value | "[" names "]" "="
//   name
//              | name "(" index "," index ")" "=" expression | "define_constants"
//   expression = term { ("+" | "-") term };  term = unary { ("*" | "/" | ".*" | "./") unary }
//   unary      = { "+" | "-" } power;        power = primary { ("^" | ".^") unary }
//   primary    = number | name [ "(" … ")" ] | "(" expression ")" | "[" rows "]"
// In brackets blanks divide elements: "1 -2" are two, "1 - 2" is one.
#include "data/matlab_program.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "data/diagnostics.h"
#include "models/base/status_macros.h"
#include "models/base/units.h"

namespace data {
namespace {

constexpr int kMaxNesting = 50;
constexpr std::size_t kMaxColumns = 100;
constexpr std::size_t kMaxElements = 30'000'000;
constexpr std::size_t kMaxRows = 300'000;
constexpr std::size_t kMaxNameBytes = 200;
constexpr std::size_t kMaxShownBytes = 40;
constexpr std::size_t kMaxLines = 5'000'000;
constexpr std::size_t kMaxStatements = 1'000'000;
// Elements that all statements together may copy or calculate: what a file asks for stays in
// proportion to what a case can need, however its statements are repeated.
constexpr std::size_t kMaxWork = 300'000'000;

using Matrix = MatlabMatrix;
using Constants = std::vector<std::pair<const char*, int>>;

// What idx_bus, idx_gen and idx_brch return, in their order.
const std::map<std::string, Constants>& ColumnConstants() {
  static const auto* constants = new std::map<std::string, Constants>{
      {"idx_bus", {{"PQ", 1},       {"PV", 2},    {"REF", 3},    {"NONE", 4},     {"BUS_I", 1},
                   {"BUS_TYPE", 2}, {"PD", 3},    {"QD", 4},     {"GS", 5},       {"BS", 6},
                   {"BUS_AREA", 7}, {"VM", 8},    {"VA", 9},     {"BASE_KV", 10}, {"ZONE", 11},
                   {"VMAX", 12},    {"VMIN", 13}, {"LAM_P", 14}, {"LAM_Q", 15},   {"MU_VMAX", 16},
                   {"MU_VMIN", 17}}},
      {"idx_gen",
       {{"GEN_BUS", 1},   {"PG", 2},       {"QG", 3},         {"QMAX", 4},     {"QMIN", 5},
        {"VG", 6},        {"MBASE", 7},    {"GEN_STATUS", 8}, {"PMAX", 9},     {"PMIN", 10},
        {"MU_PMAX", 22},  {"MU_PMIN", 23}, {"MU_QMAX", 24},   {"MU_QMIN", 25}, {"PC1", 11},
        {"PC2", 12},      {"QC1MIN", 13},  {"QC1MAX", 14},    {"QC2MIN", 15},  {"QC2MAX", 16},
        {"RAMP_AGC", 17}, {"RAMP_10", 18}, {"RAMP_30", 19},   {"RAMP_Q", 20},  {"APF", 21}}},
      {"idx_brch",
       {{"F_BUS", 1},      {"T_BUS", 2},  {"BR_R", 3},    {"BR_X", 4},    {"BR_B", 5},
        {"RATE_A", 6},     {"RATE_B", 7}, {"RATE_C", 8},  {"TAP", 9},     {"SHIFT", 10},
        {"BR_STATUS", 11}, {"PF", 14},    {"QF", 15},     {"PT", 16},     {"QT", 17},
        {"MU_SF", 18},     {"MU_ST", 19}, {"ANGMIN", 12}, {"ANGMAX", 13}, {"MU_ANGMIN", 20},
        {"MU_ANGMAX", 21}}}};
  return *constants;
}

const std::map<std::string, double (*)(double)>& Functions() {
  static const auto* functions = new std::map<std::string, double (*)(double)>{
      {"sqrt", std::sqrt}, {"sin", std::sin},   {"cos", std::cos},   {"tan", std::tan},
      {"asin", std::asin}, {"acos", std::acos}, {"atan", std::atan}, {"abs", std::fabs},
      {"exp", std::exp},   {"log", std::log}};
  return *functions;
}

Matrix MakeNumber(double value) {
  Matrix number;
  number.values.push_back(value);
  return number;
}

bool IsNumber(const Matrix& matrix) { return matrix.values.size() == 1; }
bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool IsDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool IsLetter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

class Program {
 public:
  Program(absl::string_view text, const std::string& shown_name)
      : text_(text), shown_name_(shown_name) {
    line_start_.push_back(0);
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (text_[i] == '\n') line_start_.push_back(i + 1);
      if (line_start_.size() > kMaxLines) return;
    }
    BlankBlockComments();
  }

  absl::StatusOr<MatlabVariables> Run() {
    if (line_start_.size() > kMaxLines) {
      return Error(line_start_.back(), absl::StrCat("more than ", kMaxLines, " lines"));
    }
    for (std::size_t count = 0; SkipToStatement(); ++count) {
      if (count == kMaxStatements) {
        return Error(at_, absl::StrCat("more than ", kMaxStatements, " statements"));
      }
      TWIN_RETURN_IF_ERROR(Statement());
    }
    return std::move(variables_);
  }

 private:
  // --- text ---
  int LineOf(std::size_t at) const {
    const auto after = std::upper_bound(line_start_.begin(), line_start_.end(), at);
    return static_cast<int>(after - line_start_.begin());
  }
  absl::Status Error(std::size_t at, const std::string& problem) const {
    const int line = LineOf(at);
    const std::size_t start = line_start_[static_cast<std::size_t>(line - 1)];
    return ToStatus({{.file = shown_name_,
                      .line = line,
                      .column = static_cast<int>(at - start) + 1,
                      .column_name = "",
                      .problem = problem}});
  }
  char Peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool AtEnd() const { return at_ >= text_.size(); }
  std::string Shown() const {
    if (AtEnd()) return "the end of the file";
    return Peek() == '\n' ? "the end of the line" : absl::StrCat("'", std::string(1, Peek()), "'");
  }

  // Lines that hold only %{ and %} enclose comments.
  void BlankBlockComments() {
    int depth = 0;
    for (std::size_t k = 0; k < line_start_.size(); ++k) {
      const std::size_t end = k + 1 < line_start_.size() ? line_start_[k + 1] : text_.size();
      std::string line = text_.substr(line_start_[k], end - line_start_[k]);
      line.erase(
          std::remove_if(line.begin(), line.end(), [](char c) { return IsBlank(c) || c == '\n'; }),
          line.end());
      const bool opens = line == "%{", closes = line == "%}";
      if (opens) ++depth;
      if (depth > 0) {
        for (std::size_t i = line_start_[k]; i < end; ++i) {
          if (text_[i] != '\n') text_[i] = ' ';
        }
      }
      if (closes && depth > 0) --depth;
    }
  }

  void SkipLine() {
    while (!AtEnd() && Peek() != '\n') ++at_;
  }
  // Blanks, comments (not the end of their line) and continued ends of lines.
  void SkipBlanks() {
    for (;;) {
      if (IsBlank(Peek()) && !AtEnd()) {
        ++at_;
      } else if (Peek() == '%') {
        SkipLine();
      } else if (Peek() == '.' && Peek(1) == '.' && Peek(2) == '.') {
        SkipLine();
        if (!AtEnd()) ++at_;
      } else {
        return;
      }
    }
  }
  void SkipBlanksAndLines() {
    for (SkipBlanks(); Peek() == '\n'; SkipBlanks()) ++at_;
  }
  bool SkipToStatement() {
    for (;;) {
      SkipBlanksAndLines();
      if (Peek() != ';' && Peek() != ',') return !AtEnd();
      ++at_;
    }
  }
  absl::Status Expect(char c) {
    SkipBlanks();
    if (Peek() != c || AtEnd()) {
      return Error(at_, absl::StrCat("expected '", std::string(1, c), "', found ", Shown()));
    }
    ++at_;
    return absl::OkStatus();
  }

  // A name with its fields: mpc.bus.
  absl::StatusOr<std::string> Name() {
    const std::size_t start = at_;
    if (!IsLetter(Peek())) return Error(at_, absl::StrCat("expected a name, found ", Shown()));
    while (IsLetter(Peek()) || IsDigit(Peek()) || Peek() == '_' ||
           (Peek() == '.' && IsLetter(Peek(1)))) {
      ++at_;
    }
    if (at_ - start > kMaxNameBytes) return Error(start, "the name is too long");
    return text_.substr(start, at_ - start);
  }

  // --- statements ---
  absl::Status Statement() {
    const std::size_t start = at_;
    if (Peek() == '[') return ConstantsStatement();
    TWIN_ASSIGN_OR_RETURN(const std::string name, Name());
    if (name == "function") {
      SkipLine();
      return absl::OkStatus();
    }
    if (name == "end" || name == "return") return EndStatement();
    if (name == "define_constants") {
      for (const auto& [function, constants] : ColumnConstants()) {
        for (const auto& [constant, value] : constants) {
          variables_.matrices[constant] = MakeNumber(value);
        }
      }
      return EndStatement();
    }
    SkipBlanks();
    if (Peek() == '(') return AssignPart(name, start);
    if (Peek() != '=' || Peek(1) == '=') {
      return Error(start, absl::StrCat("statement '", name, " …' is not supported"));
    }
    ++at_;
    SkipBlanks();
    if (Peek() == '{') {
      TWIN_RETURN_IF_ERROR(SkipCell());
    } else if (Peek() == '\'' || Peek() == '"') {
      TWIN_ASSIGN_OR_RETURN(variables_.texts[name], Text());
    } else {
      TWIN_ASSIGN_OR_RETURN(Matrix value, Expression());
      if (value.row_line.size() != value.row_count) {
        value.row_line.assign(value.row_count, LineOf(start));
      }
      variables_.matrices[name] = std::move(value);
    }
    return EndStatement();
  }

  absl::Status EndStatement() {
    SkipBlanks();
    if (AtEnd()) return absl::OkStatus();
    if (Peek() != ';' && Peek() != ',' && Peek() != '\n') {
      return Error(at_, absl::StrCat("expected the end of the statement, found ", Shown()));
    }
    ++at_;
    return absl::OkStatus();
  }

  // [PQ, PV, …] = idx_bus;
  absl::Status ConstantsStatement() {
    std::vector<std::string> names;
    for (++at_, SkipBlanksAndLines(); Peek() != ']'; SkipBlanksAndLines()) {
      if (Peek() == ',') {
        ++at_;
        continue;
      }
      TWIN_ASSIGN_OR_RETURN(std::string name, Name());
      names.push_back(std::move(name));
    }
    ++at_;
    TWIN_RETURN_IF_ERROR(Expect('='));
    SkipBlanks();
    const std::size_t start = at_;
    TWIN_ASSIGN_OR_RETURN(const std::string function, Name());
    const auto found = ColumnConstants().find(function);
    if (found == ColumnConstants().end()) {
      return Error(start, absl::StrCat("function '", function, "' is not supported"));
    }
    if (names.size() > found->second.size()) {
      return Error(start, absl::StrCat(function, " returns ", found->second.size(), " values, ",
                                       names.size(), " are asked for"));
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
      variables_.matrices[names[i]] = MakeNumber(found->second[i].second);
    }
    return EndStatement();
  }

  // mpc.bus(:, [PD QD]) = …
  absl::Status AssignPart(const std::string& name, std::size_t start) {
    const auto found = variables_.matrices.find(name);
    if (found == variables_.matrices.end()) {
      return Error(start, absl::StrCat("there is no matrix '", name, "'"));
    }
    Part part;
    TWIN_ASSIGN_OR_RETURN(part, Indices(found->second));
    TWIN_RETURN_IF_ERROR(Expect('='));
    SkipBlanks();
    const std::size_t value_at = at_;
    TWIN_ASSIGN_OR_RETURN(const Matrix value, Expression());
    const bool fits =
        value.row_count == part.rows.size() && value.column_count == part.columns.size();
    if (!fits && !IsNumber(value)) {
      return Error(value_at, absl::StrCat("a ", ShapeOf(value), " matrix does not fit into ",
                                          part.rows.size(), " × ", part.columns.size()));
    }
    Matrix& matrix = found->second;
    for (std::size_t i = 0; i < part.rows.size(); ++i) {
      for (std::size_t j = 0; j < part.columns.size(); ++j) {
        matrix.values[part.rows[i] * matrix.column_count + part.columns[j]] =
            IsNumber(value) ? value.values[0] : value.At(i, j);
      }
    }
    return EndStatement();
  }

  absl::StatusOr<std::string> Text() {
    const char quote = Peek();
    const std::size_t start = at_++;
    std::string text;
    for (; !AtEnd() && Peek() != '\n'; ++at_) {
      if (Peek() != quote) {
        text.push_back(Peek());
      } else if (Peek(1) == quote) {
        text.push_back(quote);
        ++at_;
      } else {
        ++at_;
        return text;
      }
    }
    return Error(start, "a quote is never closed");
  }

  absl::Status SkipCell() {
    const std::size_t start = at_;
    int depth = 0;
    for (;;) {
      SkipBlanksAndLines();
      if (AtEnd()) return Error(start, "a brace is never closed");
      if (Peek() == '\'' || Peek() == '"') {
        TWIN_RETURN_IF_ERROR(Text().status());
        continue;
      }
      if (Peek() == '{') ++depth;
      if (Peek() == '}') --depth;
      ++at_;
      if (depth == 0) return absl::OkStatus();
    }
  }

  // --- expressions ---
  class Nesting {
   public:
    explicit Nesting(int& depth) : depth_(depth) { ++depth_; }
    ~Nesting() { --depth_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

   private:
    int& depth_;
  };
  struct Part {
    std::vector<std::size_t> rows, columns;
  };

  absl::Status Spend(std::size_t elements, std::size_t at) {
    work_ += elements;
    if (work_ <= kMaxWork) return absl::OkStatus();
    return Error(at, absl::StrCat("the statements ask for more than ", kMaxWork, " elements"));
  }

  static std::string ShapeOf(const Matrix& matrix) {
    return absl::StrCat(matrix.row_count, " × ", matrix.column_count);
  }

  // The operator that follows an operand, one of `wanted`; "" when none does.
  std::string Operator(const std::vector<std::string>& wanted) {
    const std::size_t before = at_;
    SkipBlanks();
    const bool had_blank = at_ != before;
    for (const std::string& sign : wanted) {
      if (text_.compare(at_, sign.size(), sign) != 0) continue;
      const bool is_sign = sign == "+" || sign == "-";
      const char next = Peek(sign.size());
      if (is_brackets_ && is_sign && had_blank && !IsBlank(next)) break;
      at_ += sign.size();
      return sign;
    }
    at_ = before;
    return "";
  }

  absl::StatusOr<Matrix> Combine(const Matrix& a, const std::string& sign, const Matrix& b,
                                 std::size_t at) {
    const bool same = a.row_count == b.row_count && a.column_count == b.column_count;
    const bool by_element = sign[0] == '.' || sign == "+" || sign == "-";
    const bool fits =
        IsNumber(b) || (IsNumber(a) && sign != "/" && sign != "^") || (same && by_element);
    if (!fits || (sign == "^" && !IsNumber(a))) {
      return Error(at, absl::StrCat("'", sign, "' between ", ShapeOf(a), " and ", ShapeOf(b),
                                    " is not supported"));
    }
    const Matrix& shape = IsNumber(a) ? b : a;
    TWIN_RETURN_IF_ERROR(Spend(shape.values.size(), at));
    Matrix result{.row_count = shape.row_count, .column_count = shape.column_count};
    result.row_line = shape.row_line;
    result.values.reserve(shape.values.size());
    const char kind = sign.back();
    for (std::size_t i = 0; i < shape.values.size(); ++i) {
      const double x = IsNumber(a) ? a.values[0] : a.values[i];
      const double y = IsNumber(b) ? b.values[0] : b.values[i];
      result.values.push_back(kind == '+'   ? x + y
                              : kind == '-' ? x - y
                              : kind == '*' ? x * y
                              : kind == '/' ? x / y
                                            : std::pow(x, y));
    }
    return result;
  }

  using Rule = absl::StatusOr<Matrix> (Program::*)();
  absl::StatusOr<Matrix> LeftToRight(Rule operand, const std::vector<std::string>& signs) {
    TWIN_ASSIGN_OR_RETURN(Matrix left, (this->*operand)());
    for (;;) {
      const std::size_t at = at_;
      const std::string sign = Operator(signs);
      if (sign.empty()) return left;
      TWIN_ASSIGN_OR_RETURN(const Matrix right, (this->*operand)());
      TWIN_ASSIGN_OR_RETURN(left, Combine(left, sign, right, at));
    }
  }

  absl::StatusOr<Matrix> Expression() {
    const Nesting nesting(depth_);
    if (depth_ > kMaxNesting) return Error(at_, "the expression is nested too deeply");
    return LeftToRight(&Program::Term, {"+", "-"});
  }
  absl::StatusOr<Matrix> Term() { return LeftToRight(&Program::Unary, {"*", "/", ".*", "./"}); }
  absl::StatusOr<Matrix> Unary() {
    bool is_negative = false;
    for (SkipBlanks(); Peek() == '+' || Peek() == '-'; SkipBlanks()) {
      is_negative ^= Peek() == '-';
      ++at_;
    }
    TWIN_ASSIGN_OR_RETURN(Matrix value, LeftToRight(&Program::Exponent, {"^", ".^"}));
    if (is_negative) {
      for (double& number : value.values) number = -number;
    }
    return value;
  }
  // A sign may stand before an exponent: 10^-3.
  absl::StatusOr<Matrix> Exponent() {
    SkipBlanks();
    const bool is_negative = Peek() == '-';
    if (is_negative || Peek() == '+') ++at_;
    TWIN_ASSIGN_OR_RETURN(Matrix value, Primary());
    if (is_negative) {
      for (double& number : value.values) number = -number;
    }
    return value;
  }

  absl::StatusOr<Matrix> Primary() {
    SkipBlanks();
    const std::size_t start = at_;
    if (IsDigit(Peek()) || (Peek() == '.' && IsDigit(Peek(1)))) return Number();
    if (Peek() == '[') return Brackets();
    if (Peek() == '(') {
      ++at_;
      const bool was_brackets = std::exchange(is_brackets_, false);
      TWIN_ASSIGN_OR_RETURN(Matrix value, Expression());
      is_brackets_ = was_brackets;
      TWIN_RETURN_IF_ERROR(Expect(')'));
      return value;
    }
    if (!IsLetter(Peek())) return Error(at_, absl::StrCat("expected a number, found ", Shown()));
    TWIN_ASSIGN_OR_RETURN(const std::string name, Name());
    if (name == "Inf" || name == "inf") return MakeNumber(std::numeric_limits<double>::infinity());
    if (name == "NaN" || name == "nan") return MakeNumber(std::nan(""));
    const auto variable = variables_.matrices.find(name);
    if (variable != variables_.matrices.end()) {
      if (Peek() != '(') {
        TWIN_RETURN_IF_ERROR(Spend(variable->second.values.size(), start));
        return variable->second;
      }
      TWIN_ASSIGN_OR_RETURN(const Part part, Indices(variable->second));
      Matrix value{.row_count = part.rows.size(), .column_count = part.columns.size()};
      for (const std::size_t row : part.rows) {
        for (const std::size_t column : part.columns) {
          value.values.push_back(variable->second.At(row, column));
        }
      }
      return value;
    }
    if (name == "pi") return MakeNumber(models::kPi);
    const auto function = Functions().find(name);
    if (function == Functions().end() || Peek() != '(') {
      return Error(start, absl::StrCat("'", name, "' is not known"));
    }
    ++at_;
    const bool was_brackets = std::exchange(is_brackets_, false);
    TWIN_ASSIGN_OR_RETURN(Matrix value, Expression());
    is_brackets_ = was_brackets;
    TWIN_RETURN_IF_ERROR(Expect(')'));
    for (double& number : value.values) number = function->second(number);
    return value;
  }

  absl::StatusOr<Matrix> Number() {
    const std::size_t start = at_;
    while (IsDigit(Peek())) ++at_;
    // A point before an operator belongs to the operator: 1./x.
    if (Peek() == '.' && Peek(1) != '*' && Peek(1) != '/' && Peek(1) != '^') ++at_;
    while (IsDigit(Peek())) ++at_;
    if (Peek() == 'e' || Peek() == 'E') {
      const std::size_t sign = Peek(1) == '+' || Peek(1) == '-' ? 1 : 0;
      if (IsDigit(Peek(1 + sign))) {
        at_ += 1 + sign;
        while (IsDigit(Peek())) ++at_;
      }
    }
    double value = 0.0;
    const absl::string_view digits(text_.data() + start, at_ - start);
    if (!absl::SimpleAtod(digits, &value) || IsLetter(Peek()) || Peek() == '_') {
      return Error(start, absl::StrCat("'", digits.substr(0, kMaxShownBytes),
                                       std::string(1, Peek()), "' is no number"));
    }
    return MakeNumber(value);
  }

  absl::StatusOr<Matrix> Brackets() {
    const Nesting nesting(depth_);
    const std::size_t start = at_++;
    const bool was_brackets = std::exchange(is_brackets_, true);
    Matrix matrix{.row_count = 0, .column_count = 0};
    std::vector<double> row;
    for (;;) {
      SkipBlanks();
      if (AtEnd()) return Error(start, "a bracket is never closed");
      const char c = Peek();
      if (c == ';' || c == '\n' || c == ']') {
        TWIN_RETURN_IF_ERROR(EndRow(row, matrix));
        ++at_;
        if (c == ']') break;
      } else if (c == ',') {
        ++at_;
      } else {
        const std::size_t element_at = at_;
        TWIN_ASSIGN_OR_RETURN(const Matrix element, Expression());
        if (element.row_count != 1) return Error(element_at, "a matrix inside a matrix");
        row.insert(row.end(), element.values.begin(), element.values.end());
        if (row.size() > kMaxColumns) {
          return Error(element_at, absl::StrCat("more than ", kMaxColumns, " columns"));
        }
      }
    }
    is_brackets_ = was_brackets;
    return matrix;
  }

  absl::Status EndRow(std::vector<double>& row, Matrix& matrix) {
    if (row.empty()) return absl::OkStatus();
    if (matrix.row_count == 0) matrix.column_count = row.size();
    if (matrix.row_count == kMaxRows) {
      return Error(at_, absl::StrCat("more than ", kMaxRows, " rows"));
    }
    if (row.size() != matrix.column_count) {
      return Error(at_, absl::StrCat("the row has ", row.size(), " columns, those above have ",
                                     matrix.column_count));
    }
    if (matrix.values.size() + row.size() > kMaxElements) {
      return Error(at_, absl::StrCat("more than ", kMaxElements, " elements"));
    }
    matrix.values.insert(matrix.values.end(), row.begin(), row.end());
    matrix.row_line.push_back(LineOf(at_));
    ++matrix.row_count;
    row.clear();
    return absl::OkStatus();
  }

  // (rows, columns), each ":", a number or a list; counted from 1.
  absl::StatusOr<Part> Indices(const Matrix& matrix) {
    Part part;
    ++at_;
    const bool was_brackets = std::exchange(is_brackets_, false);
    TWIN_ASSIGN_OR_RETURN(part.rows, OneIndex(matrix.row_count));
    TWIN_RETURN_IF_ERROR(Expect(','));
    TWIN_ASSIGN_OR_RETURN(part.columns, OneIndex(matrix.column_count));
    TWIN_RETURN_IF_ERROR(Expect(')'));
    is_brackets_ = was_brackets;
    if (part.columns.size() > 0 && part.rows.size() > kMaxElements / part.columns.size()) {
      return Error(at_, absl::StrCat("more than ", kMaxElements, " elements"));
    }
    TWIN_RETURN_IF_ERROR(Spend(part.rows.size() * part.columns.size(), at_));
    return part;
  }

  absl::StatusOr<std::vector<std::size_t>> OneIndex(std::size_t count) {
    std::vector<std::size_t> positions;
    SkipBlanks();
    const std::size_t start = at_;
    if (Peek() == ':') {
      ++at_;
      for (std::size_t i = 0; i < count; ++i) positions.push_back(i);
      return positions;
    }
    TWIN_ASSIGN_OR_RETURN(const Matrix index, Expression());
    for (const double position : index.values) {
      if (!(position >= 1.0 && position <= static_cast<double>(count)) ||
          position != std::floor(position)) {
        return Error(start, absl::StrCat("index ", position, " lies outside 1 … ", count));
      }
      positions.push_back(static_cast<std::size_t>(position) - 1);
    }
    return positions;
  }

  std::string text_;
  const std::string& shown_name_;
  std::vector<std::size_t> line_start_;
  std::size_t at_ = 0;
  std::size_t work_ = 0;
  int depth_ = 0;
  bool is_brackets_ = false;
  MatlabVariables variables_;
};

}  // namespace

absl::StatusOr<MatlabVariables> RunMatlabProgram(absl::string_view text,
                                                 const std::string& shown_name) {
  return Program(text, shown_name).Run();
}

}  // namespace data
