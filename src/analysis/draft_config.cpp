#include "analysis/draft_config.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "config/document.hpp"
#include "data/cell_text.hpp"
#include "data/time_text.hpp"

namespace nnctl::analysis {
namespace {

constexpr std::int64_t kFewClasses = 20;       // more whole numbers than these are an amount
constexpr std::int64_t kShortSeries = 500;     // rows
constexpr std::int64_t kMostCategories = 100;  // as data.columns.*.max_categories

// A text as YAML: quoted where it would mean something else.
std::string yaml(const std::string& text) {
  std::string scalar = config::to_yaml(schema::Node::string(text));
  while (scalar.ends_with('\n')) scalar.pop_back();
  return scalar;
}

std::string yaml_list(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + yaml(text);
  return "[" + list + "]";
}

// In a comment a line end would end it.
std::string one_line(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return text;
}

// Sentences rather than names: the most frequent texts, which of a column of distinct ones are any, have four words.
bool is_prose(const ColumnProfile& column) {
  constexpr std::ptrdiff_t kBlanks = 3;
  return column.kind == ColumnKind::kCategory && (column.distinct > kMostCategories || column.is_row_name()) &&
         std::ranges::all_of(column.frequent,
                             [](const auto& entry) { return std::ranges::count(entry.first, ' ') >= kBlanks; });
}

// Why a column is no feature, or nothing.
std::string reason_to_leave_out(const ColumnProfile& column, const std::string& target,
                                const std::vector<Leak>& leaks) {
  if (column.present() == 0) return "holds nothing";
  if (column.is_constant()) return "has the same value in every row";
  if (column.duplicate_of == target) return "is the target once more";
  if (!column.duplicate_of.empty()) return fmt::format("is '{}' once more", one_line(column.duplicate_of));
  const auto has_sign = [](const auto& entry) { return is_number_with_sign(entry.first); };
  if (column.kind == ColumnKind::kCategory && (column.distinct > kMostCategories || column.is_row_name()) &&
      std::ranges::all_of(column.frequent, has_sign)) {
    return fmt::format("holds numbers with a sign, such as '{}': numbers alone could be read as such",
                       one_line(column.frequent.front().first));
  }
  if (column.is_row_name() && !is_prose(column)) return "names the rows, and tells nothing of new ones";
  for (const Leak& leak : leaks) {
    const bool is_meant = std::ranges::find(leak.columns, column.name) != leak.columns.end();
    if (is_meant) return one_line(to_string(leak)) + ": a feature only if it is known beforehand";
  }
  if (column.unreadable > 0) {
    return fmt::format("holds {} texts among its numbers, such as '{}': correct them, or say type: category",
                       column.unreadable, one_line(column.first_unreadable));
  }
  if (column.kind == ColumnKind::kCategory && (column.distinct > kMostCategories || column.is_row_name())) {
    return fmt::format("has {} different texts; type: text would make words of them", column.distinct);
  }
  return {};
}

std::string describe(const ColumnProfile& column) {
  std::string text;
  switch (column.kind) {
    case ColumnKind::kNumber:
    case ColumnKind::kWholeNumber:
      text = fmt::format("{} from {:.6g} to {:.6g}", to_string(column.kind), column.least, column.greatest);
      break;
    case ColumnKind::kTime:
      text = fmt::format("time from {} to {}", data::time_text(column.least), data::time_text(column.greatest));
      break;
    case ColumnKind::kBoolean:
    case ColumnKind::kCategory:
      text = fmt::format("{} of {} values", to_string(column.kind), column.distinct);
      break;
  }
  if (column.missing > 0) text += fmt::format(", {} missing", column.missing);
  return text;
}

// Sizes of the hidden layers: more rows can teach more weights.
std::array<int, 2> hidden_units(std::int64_t rows) {
  if (rows < 10'000) return {64, 32};
  return rows < 100'000 ? std::array{128, 64} : std::array{256, 128};
}

int batch_size(std::int64_t rows) { return rows < 20'000 ? 32 : rows < 200'000 ? 128 : 512; }

// Enough for about 60,000 steps, between 20 and 300; early stopping ends it before.
std::int64_t epochs(std::int64_t rows) {
  constexpr double kSteps = 60'000;
  const double training = 0.7 * static_cast<double>(rows);
  const double all = std::round(kSteps * batch_size(rows) / std::max(1.0, training) / 10.0) * 10.0;
  return static_cast<std::int64_t>(std::clamp(all, 20.0, 300.0));
}

// How many steps a window should look back: a season of hours, days or months, else ten.
int season_of(const ColumnProfile& time) {
  constexpr double kHour = 3600;
  constexpr double kDay = 24 * kHour;
  const double step = (time.greatest - time.least) / static_cast<double>(std::max<std::int64_t>(1, time.rows - 1));
  const auto is_about = [&](double wanted) { return std::abs(step / wanted - 1) < 0.1; };
  if (is_about(kHour)) return 24;
  if (is_about(kDay)) return 14;
  if (is_about(30.4 * kDay)) return 12;
  return 10;
}

class Draft {
 public:
  Draft(const std::vector<ColumnProfile>& profiles, const ColumnProfile& target, const DraftSource& source)
      : profiles_(profiles), target_(target), source_(source), task_(task_of(target, target.rows)) {
    const auto is_feature = [&](const ColumnProfile& column) { return &column != &target && reason(column).empty(); };
    has_text_alone_ = std::ranges::none_of(profiles, is_feature);
    const auto orders = [&](const ColumnProfile& column) {
      return &column != &target && column.kind == ColumnKind::kTime && column.falls_never && column.missing == 0 &&
             !column.is_constant();
    };
    const auto time = std::ranges::find_if(profiles, orders);
    if (time == profiles.end()) return;
    time_ = &*time;
    if (task_ == Task::kNumber && time->rises && target.missing == 0) window_ = season_of(*time);
  }

  std::string write() {
    line("# Written by '{}' from {} and {}.", one_line(source_.command), data::counted(target_.rows, "row"),
         data::counted(std::ssize(profiles_), "column"));
    line("# Every line may be changed. 'nnctl check' finds mistakes, 'nnctl help data' explains keys.");
    line("version: 1");
    line("name: {}", yaml(source_.name));
    line("");
    write_data();
    line("");
    write_model();
    line("");
    write_training();
    return std::move(text_);
  }

 private:
  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
    text_ += '\n';
  }

  void write_data() {
    line("data:");
    line("  train: {}", yaml(source_.path));
    if (source_.notation.has_own_numbers()) line("  csv: {}  # how numbers are written here", own_numbers());
    write_target();
    write_features();
    if (!source_.na_values.empty()) {
      line("  na_values: {}  # texts that stand for a missing value here", yaml_list(source_.na_values));
    }
    write_missing();
    write_types();
    if (time_ != nullptr) line("  order_by: {}  # {}", order(*time_), describe(*time_));
    if (window_ > 0) line("  window: {{length: {}}}  # the next value is told from so many before it", window_);
    if (time_ == nullptr && has_rare_class()) {
      line("  split: {{strategy: random, validation: 0.15, test: 0.15}}  # a class is too rare to be in every part");
      return;
    }
    line("  split: {{validation: 0.15, test: 0.15}}  # {} held out; training never sees the test rows",
         time_ != nullptr ? "the last rows, in time, are" : "rows");
  }

  std::string own_numbers() const {
    const auto& [decimal, thousands, times] = source_.notation;
    std::vector<std::string> marks;
    if (decimal != '.') marks.push_back(fmt::format("decimal: \"{}\"", decimal));
    if (thousands != '\0') marks.push_back(fmt::format("thousands: \"{}\"", thousands));
    return fmt::format("{{{}}}", fmt::join(marks, ", "));
  }

  std::string order(const ColumnProfile& time) const {
    const auto format = source_.notation.of_times.find(time.name);
    if (format == source_.notation.of_times.end()) return yaml(time.name);
    return fmt::format("{{columns: [{}], format: \"{}\"}}", yaml(time.name), format->second);
  }

  // Texts become words where there is nothing else to learn from: beside other columns that is a choice of its own.
  std::string reason(const ColumnProfile& column) const {
    if (has_text_alone_ && is_prose(column) && column.duplicate_of.empty()) return {};
    return reason_to_leave_out(column, target_.name, source_.leaks);
  }

  // Types that nnctl would not infer.
  void write_types() {
    bool is_first = true;
    for (const ColumnProfile& column : profiles_) {
      if (!has_text_alone_ || &column == &target_ || !is_prose(column) || !reason(column).empty()) continue;
      if (std::exchange(is_first, false)) line("  columns:");
      line("    {}: {{type: text}}  # a feature a word; encode: ids is for an embedding layer", yaml(column.name));
    }
    for (const ColumnProfile& column : profiles_) {
      const auto format = source_.notation.of_times.find(column.name);
      if (format == source_.notation.of_times.end() || &column == &target_ || &column == time_) continue;
      if (!reason(column).empty()) continue;
      if (std::exchange(is_first, false)) line("  columns:");
      line("    {}: {{type: datetime, format: \"{}\"}}", yaml(column.name), format->second);
    }
  }

  // Whether a stratified split would fail: each of its three parts takes one row at least of every class.
  bool has_rare_class() const {
    const auto held_out = static_cast<std::int64_t>(0.15 * static_cast<double>(target_.present()));
    return task_ != Task::kNumber && (target_.fewest < 3 || held_out < target_.distinct);
  }

  void write_target() {
    const char* drop = target_.missing > 0 ? ", missing: drop" : "";
    if (task_ == Task::kNumber) {
      line("  target: {{column: {}, type: number, scale: standard{}}}  # {}", yaml(target_.name), drop,
           describe(target_));
      return;
    }
    if (target_.kind == ColumnKind::kWholeNumber) {
      line("  target: {{column: {}, type: category{}}}  # {} different whole numbers", yaml(target_.name), drop,
           target_.distinct);
      return;
    }
    std::vector<std::string> classes;
    for (const auto& [label, rows] : target_.frequent) classes.push_back(fmt::format("{} ({})", one_line(label), rows));
    if (target_.distinct > std::ssize(classes)) classes.emplace_back("...");
    const std::string name = yaml(target_.name);
    line("  target: {}  # {} classes: {}", target_.missing > 0 ? fmt::format("{{column: {}{}}}", name, drop) : name,
         target_.distinct, fmt::join(classes, ", "));
  }

  void write_features() {
    std::vector<const ColumnProfile*> left_out;
    line("  # features: every other column");
    std::size_t widest = 0;
    for (const ColumnProfile& column : profiles_)
      widest = std::max(widest, std::min<std::size_t>(column.name.size(), 30));
    constexpr std::size_t kShown = 60;
    std::size_t shown = 0;
    for (const ColumnProfile& column : profiles_) {
      if (&column == &target_ || &column == time_) continue;
      if (!reason(column).empty()) {
        left_out.push_back(&column);
      } else if (shown++ < kShown) {
        line("  #   {:<{}}  {}", one_line(column.name), widest, describe(column));
      }
    }
    if (shown > kShown) line("  #   ... and {} more", shown - kShown);
    if (left_out.empty()) return;
    line("  exclude:");
    for (const ColumnProfile* column : left_out) {
      line("    - {}  # {}", yaml(column->name), reason(*column));
    }
  }

  void write_missing() {
    std::int64_t numbers = 0;
    std::int64_t truths = 0;
    for (const ColumnProfile& column : profiles_) {
      if (&column == &target_ || !reason(column).empty()) continue;
      const bool is_number = column.kind == ColumnKind::kNumber || column.kind == ColumnKind::kWholeNumber;
      if (is_number) numbers += column.missing + column.unreadable;
      if (column.kind == ColumnKind::kBoolean) truths += column.missing;
    }
    if (numbers + truths == 0) return;
    line("  defaults:  # {} missing: what is most usual stands in, and a feature of its own says so",
         numbers + truths == 1 ? "1 value is" : fmt::format("{} values are", numbers + truths));
    if (numbers > 0) line("    number: {{missing: median, indicator: true}}");
    if (truths > 0) line("    boolean: {{missing: mode, indicator: true}}");
  }

  void write_model() {
    const auto [first, second] = hidden_units(target_.rows);
    line("model:");
    line("  layers:");
    if (window_ > 0) line("    - flatten  # the window's rows, one behind the other");
    if (window_ > 0 && target_.rows < kShortSeries) {
      line("    - {{type: dense, units: auto}}  # a sum of them, weighted: a short series teaches no more");
      return;
    }
    line("    - {{type: dense, units: {}, activation: relu}}", first);
    line("    - {{type: dense, units: {}, activation: relu}}", second);
    if (task_ == Task::kNumber) {
      line("    - {{type: dense, units: auto}}  # one number");
    } else if (task_ == Task::kTwoClasses) {
      line("    - {{type: dense, units: auto, activation: sigmoid}}  # the probability of the second class");
    } else {
      line("    - {{type: dense, units: auto, activation: softmax}}  # a probability for each class");
    }
  }

  void write_training() {
    line("training:");
    line("  loss: {}", task_ == Task::kNumber       ? "mean_squared_error"
                       : task_ == Task::kTwoClasses ? "binary_crossentropy"
                                                    : "sparse_categorical_crossentropy");
    const bool is_short_series = window_ > 0 && target_.rows < kShortSeries;
    line("  optimizer: {{type: adam, learning_rate: {}}}", is_short_series ? "1e-2" : "1e-3");
    line("  metrics: [{}]", task_ == Task::kNumber ? "mean_absolute_error, r2_score" : "accuracy");
    line("  epochs: {}  # at most", is_short_series ? 500 : epochs(target_.rows));
    line("  batch_size: {}", is_short_series ? 16 : batch_size(target_.rows));
    line("  early_stopping: {{monitor: val_loss, patience: {}, restore_best_weights: true}}", is_short_series ? 100
                                                                                              : target_.rows < 20'000
                                                                                                  ? 20
                                                                                                  : 6);
  }

  const std::vector<ColumnProfile>& profiles_;
  const ColumnProfile& target_;
  const DraftSource& source_;
  Task task_;
  bool has_text_alone_ = false;          // no other column is a feature
  const ColumnProfile* time_ = nullptr;  // rows come in its order
  int window_ = 0;                       // rows; 0: each row stands for itself
  std::string text_;
};

}  // namespace

std::vector<std::string> missing_markers(const data::Table& table) {
  constexpr std::array<std::string_view, 5> kMarks = {"?", "-", "--", ".", "#N/A"};
  constexpr std::size_t kFewWords = 5;
  std::set<std::string> markers;
  for (int c = 0; c < table.num_columns(); ++c) {
    const data::Column& column = table.column(c);
    if (column.storage() == data::Storage::kText) {
      for (const std::string_view mark : kMarks) {
        if (column.words().find(mark) >= 0) markers.emplace(mark);
      }
      continue;
    }
    std::set<std::string> words;
    for (const auto& [row, text] : column.unreadable()) words.insert(text);
    if (words.size() <= kFewWords) markers.merge(words);
  }
  return {markers.begin(), markers.end()};
}

std::string likely_target(const std::vector<ColumnProfile>& columns) {
  constexpr std::array<std::string_view, 10> kNames = {"target",  "label",   "labels",    "class", "y",
                                                       "outcome", "species", "diagnosis", "churn", "survived"};
  for (const std::string_view name : kNames) {
    for (const ColumnProfile& column : columns) {
      std::string lower = column.name;
      std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      if (lower == name && !column.is_constant()) return column.name;
    }
  }
  const auto fits = [](const ColumnProfile& column) {
    const bool repeats = column.kind != ColumnKind::kCategory || column.distinct <= kFewClasses;
    return !column.is_constant() && !column.is_row_name() && repeats;
  };
  const auto last = std::find_if(columns.rbegin(), columns.rend(), fits);
  return last == columns.rend() ? std::string() : last->name;
}

Task task_of(const ColumnProfile& target, std::int64_t rows) {
  const bool is_amount =
      target.kind == ColumnKind::kNumber || target.kind == ColumnKind::kTime ||
      (target.kind == ColumnKind::kWholeNumber && (target.distinct > kFewClasses || target.distinct * 10 > rows));
  if (is_amount) return Task::kNumber;
  return target.distinct == 2 ? Task::kTwoClasses : Task::kClasses;
}

std::string draft_config(const std::vector<ColumnProfile>& profiles, const std::string& target,
                         const DraftSource& source) {
  const auto found = std::ranges::find(profiles, target, &ColumnProfile::name);
  NNCTL_ASSERT(found != profiles.end(), "a target that the table lacks");
  return Draft(profiles, *found, source).write();
}

}  // namespace nnctl::analysis
