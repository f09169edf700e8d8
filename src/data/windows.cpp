#include "data/windows.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "data/cell_text.hpp"
#include "data/columns.hpp"
#include "data/samples.hpp"

namespace nnctl::data {
namespace {

constexpr int kVersion = 1;

// Positions that belong to `rows`, as indices into them; -1 elsewhere.
std::vector<std::int64_t> index_in(const Sequences& sequences, const std::vector<std::int64_t>& rows) {
  std::vector<std::int64_t> index;
  index.reserve(sequences.rows.size());
  for (const std::int64_t row : sequences.rows) {
    const auto found = std::lower_bound(rows.begin(), rows.end(), row);
    index.push_back(found != rows.end() && *found == row ? found - rows.begin() : -1);
  }
  return index;
}

}  // namespace

void WindowDataset::fill_rows(std::span<const std::int64_t> rows, const BatchView& batch) const {
  Real* features = batch.features;
  Real* targets = batch.targets;
  const std::int64_t reach = config_.reach();
  for (const std::int64_t window : rows) {
    const std::int64_t start = starts_[static_cast<std::size_t>(window)];
    const auto at = [&](std::int64_t position) { return encoded_[static_cast<std::size_t>(position)]; };
    for (std::int64_t i = start; features != nullptr && i < start + config_.length; ++i) {
      features = std::copy_n(features_.data() + at(i) * width_, width_, features);
      if (known_width_ > 0)
        features = std::copy_n(known_.data() + at(i + reach) * known_width_, known_width_, features);
    }
    if (targets == nullptr) continue;
    for (const std::int64_t step : config_.steps) {
      targets =
          std::copy_n(targets_.data() + at(start + config_.length - 1 + step) * target_width_, target_width_, targets);
    }
  }
}

std::vector<Real> WindowDataset::earlier_targets(std::int64_t period) const {
  std::vector<Real> values;
  const Table& table = *samples_->table();
  const auto target = [&](std::int64_t position, int column) {
    const auto number = table.cell(sequences_.rows[static_cast<std::size_t>(position)], column).number();
    return number ? to_real(*number) : std::nullopt;
  };
  std::vector<std::int64_t> first(sequences_.rows.size());  // of the stretch that a position is in
  for (std::size_t i = 1; i < first.size(); ++i) {
    first[i] = sequences_.begins[i] != 0 ? static_cast<std::int64_t>(i) : first[i - 1];
  }
  for (std::int64_t window = 0; window < num_rows(); ++window) {
    const std::int64_t last = end(window) - 1;
    for (const std::int64_t step : config_.steps) {
      const std::int64_t before = last + step - (step + period - 1) / period * period;
      for (const int column : target_columns_) {
        auto value = before >= first[static_cast<std::size_t>(last)] ? target(before, column) : std::nullopt;
        if (!value) value = target(last, column);
        values.push_back(value.value_or(Real{0}));
      }
    }
  }
  return values;
}

WindowPreprocessing::WindowPreprocessing(Preprocessor rows, std::optional<Preprocessor> known, const DataConfig& config)
    : rows_(std::move(rows)),
      known_(std::move(known)),
      targets_(config.target.columns),
      config_(*config.window),
      order_by_(config.order_by),
      group_by_(config.group_by) {}

std::shared_ptr<const WindowPreprocessing> WindowPreprocessing::fit(const Table& table, const RowIds& rows,
                                                                    const DataConfig& config) {
  Preprocessor features = Preprocessor::fit(table, resolve_features(table.columns(), config), rows, config);
  std::optional<Preprocessor> known;
  if (!config.window->known.empty()) known = Preprocessor::fit(table, config.window->known, rows, config);
  return std::shared_ptr<const WindowPreprocessing>(
      new WindowPreprocessing(std::move(features), std::move(known), config));
}

std::shared_ptr<const WindowPreprocessing> WindowPreprocessing::of_columns(const Preprocessor& rows,
                                                                           std::span<const std::string> header,
                                                                           const DataConfig& config) {
  std::optional<Preprocessor> known;
  if (!config.window->known.empty()) known = rows.of_columns(config.window->known);
  return std::shared_ptr<const WindowPreprocessing>(
      new WindowPreprocessing(rows.of_columns(resolve_features(header, config)), std::move(known), config));
}

Shape WindowPreprocessing::feature_shape() const {
  return {config_.length, rows_.num_features() + (known_ ? known_->num_features() : 0)};
}

void WindowPreprocessing::add_requests(TableRequest& request) const {
  for (const std::string& name : targets_) request.columns[name] = {ColumnRequest::Kind::kNumber, {}, {}};
  rows_.add_requests(request);
  for (const std::string& name : order_by_.columns) {
    request.columns[name] = {
        order_by_.format.empty() ? ColumnRequest::Kind::kAuto : ColumnRequest::Kind::kText, {}, {}};
  }
  if (!group_by_.empty()) request.columns[group_by_] = {ColumnRequest::Kind::kText, {}, {}};
}

std::unique_ptr<WindowDataset> WindowPreprocessing::begin(const std::shared_ptr<const Samples>& samples) const {
  NNCTL_ASSERT(samples->table() != nullptr, "an array was given to windows of columns");
  const Table& table = *samples->table();
  std::unique_ptr<WindowDataset> dataset(
      new WindowDataset(config_, sequences_of(table, order_by_, group_by_, config_.gaps)));
  dataset->samples_ = samples;
  for (const std::string& name : targets_) {
    const int column = table.find_column(name);
    if (column >= 0 && table.column(column).storage() != Storage::kNone) dataset->target_columns_.push_back(column);
  }
  return dataset;
}

void WindowPreprocessing::encode(WindowDataset& dataset, const std::vector<std::int64_t>& rows,
                                 const std::vector<std::int64_t>& known_rows) const {
  const Table& table = *dataset.samples_->table();
  dataset.width_ = rows_.num_features();
  dataset.features_ = rows_.encode(table, rows);
  if (!known_) return;
  dataset.known_width_ = known_->num_features();
  dataset.known_ = known_->encode(table, known_rows);
}

void WindowPreprocessing::fail_without_window(const WindowDataset& dataset, std::int64_t num_rows, std::int64_t longest,
                                              std::int64_t needed) const {
  throw UserError(
      Fault::kData,
      {{.place = {.file = dataset.samples_->table()->place().file},
        .message = fmt::format("no window fits: it takes {} rows that follow one another with its horizon, and the "
                               "longest such run of the {} has {}",
                               needed, counted(num_rows, "row"), longest),
        .hint = "no window crosses a split, a group or a gap: take a shorter data.window.length, or hold out more rows",
        .excerpt = {}}});
}

std::unique_ptr<Dataset> WindowPreprocessing::dataset(const std::shared_ptr<const Samples>& samples, const RowIds& ids,
                                                      PackedTargets targets, std::vector<std::int64_t>*) const {
  const std::vector<std::int64_t> rows = ids.to_vector();
  std::unique_ptr<WindowDataset> dataset = begin(samples);
  const Sequences& sequences = dataset->sequences_;
  encode(*dataset, rows, rows);
  dataset->target_width_ = targets.columns;
  dataset->targets_ = std::move(targets.values);
  dataset->encoded_ = index_in(sequences, rows);
  const std::int64_t needed = config_.length + config_.reach();
  std::int64_t first = 0;  // of the run that position i is in
  std::int64_t longest = 0;
  for (std::int64_t i = 0; i < sequences.size(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (dataset->encoded_[at] < 0) {
      first = i + 1;
      continue;
    }
    if (sequences.begins[at] != 0) first = i;
    longest = std::max(longest, i + 1 - first);
    const std::int64_t start = i + 1 - needed;
    if (start < first || (start - first) % config_.stride != 0) continue;
    const bool is_real = std::all_of(config_.steps.begin(), config_.steps.end(), [&](std::int64_t step) {
      return sequences.stands_in[static_cast<std::size_t>(start + config_.length - 1 + step)] == 0;
    });
    if (is_real) dataset->starts_.push_back(start);
  }
  if (dataset->starts_.empty()) fail_without_window(*dataset, std::ssize(rows), longest, needed);
  return dataset;
}

std::unique_ptr<WindowDataset> WindowPreprocessing::forecasts(const std::shared_ptr<const Samples>& samples,
                                                              Origins origins) const {
  std::unique_ptr<WindowDataset> dataset = begin(samples);
  const Sequences& sequences = dataset->sequences_;
  const Table& table = *samples->table();
  const std::int64_t reach = known_ ? config_.reach() : 0;
  const auto is_last = [&](std::int64_t i) {
    return i + 1 == sequences.size() ||
           sequences.groups[static_cast<std::size_t>(i)] != sequences.groups[static_cast<std::size_t>(i + 1)];
  };
  // Rows behind a group's last target are its future; without targets those that a window's known columns reach.
  std::vector<std::uint8_t> is_future(sequences.rows.size());
  std::int64_t behind = 0;
  for (std::int64_t i = sequences.size() - 1; i >= 0; --i) {
    const auto at = static_cast<std::size_t>(i);
    behind = is_last(i) ? 0 : behind + 1;
    const bool follows_future = is_last(i) || is_future[at + 1] != 0;
    const bool has_target =
        std::all_of(dataset->target_columns_.begin(), dataset->target_columns_.end(),
                    [&](int column) { return !table.cell(sequences.rows[at], column).is_missing(); });
    is_future[at] = dataset->target_columns_.empty() ? behind < reach : follows_future && !has_target;
  }
  std::vector<std::int64_t> seen;
  for (std::size_t i = 0; i < is_future.size(); ++i) {
    if (is_future[i] == 0 && sequences.stands_in[i] == 0) seen.push_back(sequences.rows[i]);
  }
  std::sort(seen.begin(), seen.end());
  // Rows not seen are encoded by their known columns alone.
  const std::vector<std::int64_t> all = all_rows(table).to_vector();
  std::vector<Real> features(all.size() * static_cast<std::size_t>(rows_.num_features()));
  encode(*dataset, seen, all);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    std::copy_n(dataset->features_.data() + static_cast<std::int64_t>(i) * dataset->width_, dataset->width_,
                features.data() + seen[i] * dataset->width_);
  }
  dataset->features_ = std::move(features);
  dataset->encoded_ = index_in(sequences, all);
  std::int64_t first = 0;
  std::int64_t longest = 0;
  for (std::int64_t i = 0; i < sequences.size(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (sequences.begins[at] != 0) first = i;
    if (is_future[at] != 0) continue;
    longest = std::max(longest, i + 1 - first);
    const std::int64_t start = i + 1 - config_.length;
    bool fits = start >= first;
    for (std::int64_t next = i + 1; fits && next <= i + reach; ++next) {
      fits = next < sequences.size() && sequences.begins[static_cast<std::size_t>(next)] == 0;
    }
    const bool ends = is_last(i) || is_future[at + 1] != 0 || (known_ && dataset->target_columns_.empty());
    if (fits && (origins == Origins::kAll || ends)) dataset->starts_.push_back(start);
  }
  if (dataset->starts_.empty() && known_ && longest >= config_.length) {
    throw UserError(
        Fault::kData,
        {{.place = {.file = table.place().file},
          .message = fmt::format("a forecast needs the {} behind a last target, for the columns known ahead "
                                 "({}), and there are fewer",
                                 counted(reach, "row"), listed(config_.known)),
          .hint = "append these rows with time and known columns, and leave their target empty",
          .excerpt = {}}});
  }
  if (dataset->starts_.empty()) fail_without_window(*dataset, table.num_rows(), longest, config_.length);
  return dataset;
}

nlohmann::json WindowPreprocessing::to_json() const {
  nlohmann::json json = {{"version", kVersion}, {"kind", kKind}, {"rows", rows_.to_json()}, {"targets", targets_}};
  if (known_) json["known"] = known_->to_json();
  json["window"] = {{"length", config_.length}, {"steps", config_.steps},
                    {"stride", config_.stride}, {"target_history", config_.target_history},
                    {"known", config_.known},   {"gaps", static_cast<int>(config_.gaps)},
                    {"season", config_.season}};
  json["order_by"] = {{"columns", order_by_.columns}, {"format", order_by_.format}};
  json["group_by"] = group_by_;
  return json;
}

WindowPreprocessing::WindowPreprocessing(const nlohmann::json& json)
    : rows_(Preprocessor::from_json(json.at("rows"))), targets_(json.at("targets").get<std::vector<std::string>>()) {
  if (json.contains("known")) known_ = Preprocessor::from_json(json.at("known"));
  const nlohmann::json& window = json.at("window");
  config_.length = window.at("length").get<std::int64_t>();
  config_.steps = window.at("steps").get<std::vector<std::int64_t>>();
  config_.stride = window.at("stride").get<std::int64_t>();
  config_.target_history = window.at("target_history").get<bool>();
  config_.known = window.at("known").get<std::vector<std::string>>();
  config_.gaps = static_cast<Gaps>(window.at("gaps").get<int>());
  config_.season = window.at("season").get<std::int64_t>();
  order_by_.columns = json.at("order_by").at("columns").get<std::vector<std::string>>();
  order_by_.format = json.at("order_by").at("format").get<std::string>();
  group_by_ = json.at("group_by").get<std::string>();
}

}  // namespace nnctl::data
