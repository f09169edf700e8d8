#include "report/metrics_files.hpp"

#include <charconv>
#include <limits>
#include <optional>
#include <sstream>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "base/csv_field.hpp"
#include "report/json.hpp"

namespace nnctl::report {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCsv = "metrics.csv";
constexpr const char* kJsonl = "metrics.jsonl";
constexpr std::string_view kJsonlBegin = R"({"epoch":)";

bool has_content(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  return !error && size > 0;
}

std::string csv_header(const train::EpochEvent& event) {
  std::string line = "epoch";
  for (const auto& [name, value] : event.logs) line += ',' + csv_field(name);
  for (const std::string& name : event.skipped) line += ',' + csv_field(name);
  return line + ",learning_rate,seconds\n";
}

std::string csv_row(const train::EpochEvent& event) {
  std::string line = fmt::format("{}", event.epoch + 1);
  for (const auto& [name, value] : event.logs) line += fmt::format(",{}", value);
  line.append(event.skipped.size(), ',');
  return line + fmt::format(",{},{}\n", event.learning_rate, event.seconds);
}

std::string json_row(const train::EpochEvent& event) {
  Json row;
  row["epoch"] = event.epoch + 1;
  for (const auto& [name, value] : event.logs) row[name] = number(value);
  row["learning_rate"] = number(event.learning_rate);
  row["seconds"] = number(event.seconds);
  return to_line(row) + '\n';
}

// The number that `line` has after `begin`.
std::optional<std::int64_t> epoch_of(std::string_view line, std::string_view begin) {
  if (!line.starts_with(begin)) return std::nullopt;
  line.remove_prefix(begin.size());
  std::int64_t epoch = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), epoch);
  const bool is_field = end != line.data() + line.size() && (*end == ',' || *end == '}');
  return error == std::errc() && is_field ? std::optional(epoch) : std::nullopt;
}

void keep_epochs(const fs::path& path, bool has_header, std::string_view begin, std::int64_t epochs_done) {
  if (!has_content(path)) return;
  const std::string text = read_file(path);
  std::string kept;
  std::string_view rest = text;
  while (true) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) break;  // the end, or a line cut short
    const std::string_view line = rest.substr(0, end + 1);
    const std::optional<std::int64_t> epoch = epoch_of(line, begin);
    const bool is_header = has_header && line.data() == text.data();
    if (is_header || (epoch && *epoch <= epochs_done)) kept += line;
    rest.remove_prefix(end + 1);
  }
  if (kept != text) write_file_atomically(path, kept);
}

}  // namespace

MetricsFiles::MetricsFiles(const fs::path& directory)
    : csv_(directory / kCsv), jsonl_(directory / kJsonl), has_header_(has_content(directory / kCsv)) {}

void MetricsFiles::on_epoch(const train::Trainer&, const train::EpochEvent& event) { append(event); }

void MetricsFiles::append(const train::EpochEvent& event) {
  if (!has_header_) csv_.append(csv_header(event));
  has_header_ = true;
  csv_.append(csv_row(event));
  jsonl_.append(json_row(event));
}

void MetricsFiles::prepare_resume(const fs::path& directory, std::int64_t epochs_done) {
  keep_epochs(directory / kCsv, true, "", epochs_done);
  keep_epochs(directory / kJsonl, false, kJsonlBegin, epochs_done);
}

std::vector<train::EpochEvent> read_metrics(const fs::path& directory) {
  std::vector<train::EpochEvent> epochs;
  if (!has_content(directory / kJsonl)) return epochs;
  std::istringstream lines(read_file(directory / kJsonl));
  for (std::string line; std::getline(lines, line);) {
    const Json row = Json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (!row.is_object()) continue;  // cut short
    train::EpochEvent event;
    for (const auto& [name, value] : row.items()) {
      const double number = value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
      if (name == "epoch") {
        event.epoch = static_cast<std::int64_t>(number) - 1;
      } else if (name == "learning_rate") {
        event.learning_rate = number;
      } else if (name == "seconds") {
        event.seconds = number;
      } else {
        event.logs.emplace_back(name, number);
      }
    }
    epochs.push_back(std::move(event));
  }
  return epochs;
}

}  // namespace nnctl::report
