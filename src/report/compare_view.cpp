#include "report/compare_view.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/printable.hpp"
#include "base/shell_word.hpp"
#include "report/figures.hpp"
#include "report/labelled_lines.hpp"
#include "report/table.hpp"

namespace nnctl::report {

using analysis::ComparedEntry;
using analysis::ComparedPair;
using analysis::ComparedTrial;
using analysis::Comparison;
using analysis::Repeats;

namespace {

constexpr std::size_t kWidestValue = 24;
constexpr std::size_t kWidestKey = 24;  // where entries would not stand beside one another with wider ones
constexpr std::size_t kNarrowestEntry = 12;
constexpr std::size_t kMostLayers = 12;  // rows; of more only those that differ
constexpr std::size_t kMostDifferences = 12;
constexpr std::size_t kMostFailures = 5;

// A label and a cell an entry; a row of empty cells is a blank line.
struct Row {
  std::string label;
  std::vector<std::string> cells;
  bool is_key = false;  ///< a key of the config with its values, which may be cut
};

std::string spread(const Look& look, const Summary& summary) {
  if (summary.count == 0 || std::isnan(summary.mean)) return "-";
  if (summary.count < 2) return format_value(summary.mean);
  return fmt::format("{} {} {}", format_value(summary.mean), look.unicode ? "±" : "+-",
                     format_difference(summary.std, summary.mean));
}

std::string shape_text(const Shape& shape) {
  std::string text;
  for (int axis = 0; axis < static_cast<int>(shape.rank()); ++axis) {
    if (axis > 0) text += 'x';
    text += shape[axis] < 0 ? "?" : std::to_string(shape[axis]);
  }
  return text.empty() ? "1" : text;
}

template <class Cell>
Row row(const Comparison& comparison, const std::string& label, Cell cell) {
  Row row{label, {}};
  for (const ComparedEntry& entry : comparison.entries) row.cells.push_back(cell(entry));
  return row;
}

bool all_equal(const Row& row) {
  return std::ranges::all_of(row.cells, [&](const std::string& cell) { return cell == row.cells.front(); });
}

// What the layers' rows show already: the size of a layer, and that one is not there.
bool is_seen(const analysis::ConfigDifference& difference) {
  if (!difference.key.starts_with("model.layers.")) return false;
  const bool whole = std::ranges::count(difference.key, '.') == 2;
  return whole || difference.key.ends_with(".units") || difference.key.ends_with(".filters");
}

std::vector<Row> difference_rows(const Look& look, const Comparison& comparison) {
  std::vector<Row> rows;
  std::size_t left = 0;
  for (const analysis::ConfigDifference& difference : comparison.differences) {
    if (is_seen(difference)) continue;
    if (rows.size() == kMostDifferences) {
      ++left;
      continue;
    }
    Row one{difference.key, {}, true};
    const std::string prefix = "model.layers.";
    if (one.label.starts_with(prefix)) one.label = one.label.substr(prefix.size());
    for (const auto& value : difference.values) one.cells.push_back(cut(look, value.value_or("-"), kWidestValue));
    rows.push_back(std::move(one));
  }
  if (left > 0) rows.push_back({fmt::format("and {} more keys", left), {}});
  return rows;
}

std::vector<Row> layer_rows(const Comparison& comparison) {
  std::vector<Row> rows;
  std::vector<ModelSummary> models;
  for (const ComparedEntry& entry : comparison.entries) models.push_back(entry.model);
  const std::vector<std::string> names = analysis::row_names(models, comparison.layers);
  for (std::size_t k = 0; k < names.size(); ++k) {
    const analysis::AlignedLayers& aligned = comparison.layers[k];
    Row one;
    for (std::size_t i = 0; i < aligned.size(); ++i) {
      if (!aligned[i]) {
        one.cells.emplace_back("-");
        continue;
      }
      const LayerSummary& layer = comparison.entries[i].model.layers[*aligned[i]];
      if (one.label.empty()) one.label = fmt::format("{} ({})", names[k], layer.type);
      one.cells.push_back(layer.parameters > 0
                              ? fmt::format("{}: {}", shape_text(layer.output), format_count(layer.parameters))
                              : shape_text(layer.output));
    }
    rows.push_back(std::move(one));
  }
  const std::size_t all = rows.size();
  const auto same = static_cast<std::size_t>(std::ranges::count_if(rows, all_equal));
  if (same == all) return {};
  if (all > kMostLayers && same > 0) {
    std::erase_if(rows, all_equal);
    rows.push_back({fmt::format("{} equal layers", same), {}});
  }
  return rows;
}

std::vector<Row> cost_rows(const Comparison& comparison) {
  return {
      row(comparison, "parameters",
          [](const ComparedEntry& entry) { return format_count(entry.model.total_parameters); }),
      row(comparison, "FLOPs a sample",
          [](const ComparedEntry& entry) { return format_count(entry.model.flops_per_sample); }),
      row(comparison, "memory to train", [](const ComparedEntry& entry) { return format_bytes(entry.memory_bytes); }),
      row(comparison, "time an epoch", [](const ComparedEntry& entry) {
        const double seconds = entry.seconds_per_epoch();
        return std::isnan(seconds) ? "-" : format_duration(seconds);
      })};
}

std::vector<Row> result_rows(const Look& look, const Comparison& comparison) {
  std::vector<Row> rows;
  const auto add = [&](const std::string& metric) {
    if (std::ranges::find(rows, metric, &Row::label) != rows.end()) return;
    rows.push_back(
        row(comparison, metric, [&](const ComparedEntry& entry) { return spread(look, entry.summary(metric)); }));
  };
  add(comparison.metric);
  const bool folds = comparison.repeats == Repeats::kFolds;
  for (const std::string& name : analysis::shared_metrics(comparison.entries, folds ? "test_" : "val_")) {
    if (comparison.same_loss || !name.ends_with("_loss")) add(name);
  }
  for (const std::string& name : analysis::shared_metrics(comparison.entries, "test_")) add(name);
  if (comparison.same_loss) add("loss");
  return rows;
}

Row against_best(const Comparison& comparison) {
  Row one{"behind the best", {}};
  for (std::size_t i = 0; i < comparison.entries.size(); ++i) {
    const ComparedPair* pair = comparison.best ? comparison.pair(i, *comparison.best) : nullptr;
    if (comparison.best && i == *comparison.best) {
      one.cells.emplace_back("the best");
    } else if (pair == nullptr || std::isnan(pair->test.difference)) {
      one.cells.emplace_back("-");
    } else {
      const std::string by =
          format_difference(pair->test.difference, comparison.entries[i].summary(comparison.metric).mean);
      one.cells.push_back(std::isnan(pair->p) ? by
                          : pair->p < 0.001   ? by + ", p < 0.001"
                                              : fmt::format("{}, p {:.3f}", by, pair->p));
    }
  }
  return one;
}

// "training.optimizer.learning_rate" as "...optimizer.learning_rate": the end of a key tells most.
std::string shortened_key(const Look& look, const std::string& key, std::size_t width) {
  const std::string ellipsis = look.unicode ? "…" : "...";
  std::string shown = key;
  for (std::size_t dot = key.find('.'); num_columns(printable(shown)) > width && dot != std::string::npos;
       dot = key.find('.', dot + 1)) {
    shown = ellipsis + key.substr(dot + 1);
  }
  return shown;
}

// Broken behind what parts words, else wherever the width ends.
std::string wrapped_name(const std::string& name, std::size_t width) {
  const std::string text = printable(name);
  std::string lines;
  std::size_t begin = 0;
  while (num_columns(std::string_view(text).substr(begin)) > width) {
    std::size_t end = begin;
    std::size_t behind = begin;
    for (std::size_t column = 0; column < width; ++column) {
      const char c = text[end];
      end += first_code_point_size(std::string_view(text).substr(end));
      if (std::string_view("/_-. ").find(c) != std::string_view::npos) behind = end;
    }
    if (behind == begin) behind = end;
    lines += text.substr(begin, behind - begin) + '\n';
    begin = behind;
  }
  return lines + text.substr(begin);
}

// Entries [first, last) beside one another; `widths`: what names, keys and values of keys have to fit into.
Table block(const Look& look, const Comparison& comparison, const std::vector<Row>& rows, std::size_t first,
            std::size_t last, const std::vector<std::size_t>& widths) {
  std::vector<Column> columns{{"", Align::kLeft, kWidestKey}};
  for (std::size_t i = first; i < last; ++i) {
    std::size_t firm = kNarrowestEntry;  // figures are never cut
    for (const Row& one : rows) {
      if (!one.is_key && i < one.cells.size()) firm = std::max(firm, num_columns(one.cells[i]));
    }
    const std::string& name = comparison.entries[i].name;
    columns.push_back({widths.empty() ? name : wrapped_name(name, widths[columns.size()]), Align::kRight, firm});
  }
  Table table(std::move(columns));
  for (const Row& one : rows) {
    std::vector<std::string> cells{one.is_key && !widths.empty() ? shortened_key(look, one.label, widths[0])
                                                                 : one.label};
    for (std::size_t i = first; i < last; ++i) cells.push_back(i < one.cells.size() ? one.cells[i] : "");
    table.add_row(std::move(cells));
  }
  return table;
}

// As many entries beside one another as the width holds, then the others below.
std::string tables(const Look& look, const Comparison& comparison, const std::vector<Row>& rows) {
  const auto width = static_cast<std::size_t>(std::max(look.width, 1));
  std::string text;
  for (std::size_t first = 0; first < comparison.entries.size();) {
    std::size_t last = comparison.entries.size();
    while (last > first + 1 && !block(look, comparison, rows, first, last, {}).fits(width)) --last;
    const std::vector<std::size_t> widths = block(look, comparison, rows, first, last, {}).fitted_widths(width);
    if (!text.empty()) text += '\n';
    text += block(look, comparison, rows, first, last, widths).render(look);
    first = last;
  }
  return text;
}

std::string trainings(const Look& look, const Comparison& comparison, const ComparePage& page) {
  if (page.planned == 0) return "none: what the runs have stored";
  std::int64_t done = 0;
  for (const ComparedEntry& entry : comparison.entries) done += std::ssize(entry.trials);
  // Of an interrupted comparison: those that all entries were trained with, which alone are tested.
  std::int64_t whole = 0;
  for (const ComparedTrial& trial : comparison.entries.front().trials) {
    whole += std::ranges::all_of(comparison.entries, [&](const ComparedEntry& entry) {
      return std::ranges::find(entry.trials, trial.number, &ComparedTrial::number) != entry.trials.end();
    });
  }
  const std::int64_t wanted = page.planned / std::max<std::int64_t>(std::ssize(comparison.entries), 1);
  const bool folds = comparison.repeats == Repeats::kFolds;
  std::string text = fmt::format("{} of {}{}", done, page.planned, page.interrupted ? ", interrupted" : "");
  const std::string repeats = format_counted(wanted, folds ? "fold" : "seed");
  text += separator(look);
  text += whole == wanted ? repeats + " each" : fmt::format("{} of {} through for all", whole, repeats);
  if (!folds && !comparison.entries.front().trials.empty()) {
    text += fmt::format(" from {}, one split", comparison.entries.front().trials.front().number);
  }
  return text + std::string(separator(look)) + format_duration(page.seconds);
}

std::string next(const Comparison& comparison, const ComparePage& page) {
  if (page.interrupted) return "the same command trains all of them anew";
  if (!comparison.best) return {};
  const ComparedEntry& entry = comparison.entries[comparison.smallest.value_or(*comparison.best)];
  return fmt::format("nnctl {} {}", page.planned == 0 ? "eval" : "train", shell_word(entry.next));
}

// One reason is told once for all the seeds that ended of it.
LabelledLines failures(const Comparison& comparison) {
  LabelledLines lines;
  std::size_t more = 0;
  for (const ComparedEntry& entry : comparison.entries) {
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> reasons;
    for (const ComparedTrial& trial : entry.trials) {
      if (experiment::is_scored(trial.result.outcome)) continue;
      auto known = std::ranges::find(reasons, trial.result.reason, &decltype(reasons)::value_type::first);
      if (known == reasons.end()) known = reasons.insert(known, {trial.result.reason, {}});
      known->second.push_back(trial.number);
    }
    for (const auto& [reason, numbers] : reasons) {
      if (lines.size() == kMostFailures) {
        more += numbers.size();
        continue;
      }
      const std::string which = repeat_names(comparison.repeats, numbers);
      lines.emplace_back(lines.empty() ? "failed" : "",
                         fmt::format("{}{}{}: {}", entry.name, which.empty() ? "" : ", ", which, reason));
    }
  }
  if (more > 0) lines.emplace_back("", fmt::format("and {} more", more));
  return lines;
}

}  // namespace

std::string repeat_name(Repeats repeats, std::int64_t number) {
  if (repeats == Repeats::kStored) return {};
  return fmt::format("{} {}", repeats == Repeats::kSeeds ? "seed" : "fold", number);
}

std::string repeat_names(Repeats repeats, std::span<const std::int64_t> numbers) {
  if (numbers.size() < 2 || repeats == Repeats::kStored) {
    return numbers.empty() ? std::string() : repeat_name(repeats, numbers.front());
  }
  std::string text = repeats == Repeats::kSeeds ? "seeds " : "folds ";
  if (numbers.size() > 2 && numbers.back() - numbers.front() + 1 == std::ssize(numbers)) {
    return text + fmt::format("{} to {}", numbers.front(), numbers.back());
  }
  const auto but_last = numbers.first(numbers.size() - 1);
  return text + fmt::format("{} and {}", fmt::join(but_last, ", "), numbers.back());
}

std::string compare_view(const Look& look, const Comparison& comparison, const ComparePage& page) {
  std::vector<Row> rows = difference_rows(look, comparison);
  for (std::vector<Row> part : {layer_rows(comparison), cost_rows(comparison)}) {
    rows.insert(rows.end(), part.begin(), part.end());
  }
  rows.push_back({});
  for (Row& one : result_rows(look, comparison)) rows.push_back(std::move(one));
  rows.push_back(against_best(comparison));
  std::string text = tables(look, comparison, rows) + '\n';
  text += wrap(look, "", verdict(comparison)) + '\n';
  LabelledLines lines = failures(comparison);
  if (comparison.repeats == Repeats::kFolds) {
    lines.emplace_back("judged", "test_ is the fold that each training held out, not a test split");
  }
  lines.emplace_back("trainings", trainings(look, comparison, page));
  lines.emplace_back("curves", page.curves);
  lines.emplace_back("next", next(comparison, page));
  return text + labelled_lines(look, lines);
}

}  // namespace nnctl::report
