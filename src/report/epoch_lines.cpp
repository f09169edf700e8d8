#include "report/epoch_lines.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/printable.hpp"
#include "report/figures.hpp"

namespace nnctl::report {
namespace {

constexpr std::size_t kMark = 2;  // " *"
constexpr std::size_t kLeastImportant = 1000000;

}  // namespace

EpochLines::EpochLines(std::int64_t epochs, std::string monitor) : epochs_(epochs), monitor_(std::move(monitor)) {}

// Monitor, loss, val_loss, then the metrics in their order, of each the validation value first.
std::size_t EpochLines::importance_of(const std::string& name, std::size_t position) const {
  if (name == monitor_) return 0;
  if (name == "loss") return 1;
  if (name == "val_loss") return 2;
  if (!name.starts_with("val_")) return 4 + 2 * position;
  const std::string metric = name.substr(4);
  const auto training = std::ranges::find(fields_, metric, &Field::name);
  return 3 + 2 * static_cast<std::size_t>(training - fields_.begin());
}

void EpochLines::set(const std::string& name, std::string value, std::size_t importance) {
  auto field = std::ranges::find(fields_, name, &Field::name);
  if (field == fields_.end()) field = fields_.insert(fields_.end(), {name, importance, 0, {}});
  field->width = std::max(field->width, value.size());
  field->value = std::move(value);
}

std::string EpochLines::head(const Setting& setting, std::int64_t epoch, const std::string& seconds) const {
  const std::string total = fmt::format("{}", epochs_);
  std::string text = fmt::format("{}{:>{}}", setting.word ? "epoch " : "", epoch, total.size());
  if (setting.total) text += '/' + total;
  return text + std::string(setting.gap, ' ') + fmt::format("{:>{}}", seconds, seconds_width_);
}

bool EpochLines::is_shown(const Field& field, const Setting& setting) const {
  const auto is_before = [&](const Field& other) { return other.importance < field.importance; };
  return static_cast<std::size_t>(std::ranges::count_if(fields_, is_before)) < setting.num_fields;
}

std::size_t EpochLines::width_of(const Setting& setting) const {
  std::size_t width = head(setting, epochs_, "").size() + kMark;
  for (const Field& field : fields_) {
    if (!is_shown(field, setting)) continue;
    width += setting.gap + num_columns(field.name) + 1 + field.width;
  }
  return width;
}

EpochLines::Setting EpochLines::closest_fit(std::size_t width) const {
  constexpr std::array<Setting, 4> kEverCloser{{{.word = true, .gap = 2, .total = true, .num_fields = 0},
                                                {.word = false, .gap = 2, .total = true, .num_fields = 0},
                                                {.word = false, .gap = 1, .total = true, .num_fields = 0},
                                                {.word = false, .gap = 1, .total = false, .num_fields = 0}}};
  for (std::size_t num_fields = fields_.size(); num_fields > 0; --num_fields) {
    for (Setting setting : kEverCloser) {
      setting.num_fields = num_fields;
      if (width_of(setting) <= width) return setting;
    }
  }
  return kEverCloser.back();
}

std::string EpochLines::line(const Look& look, const train::EpochEvent& event) {
  for (std::size_t i = 0; i < event.logs.size(); ++i) {
    const auto& [name, value] = event.logs[i];
    const std::string shown = printable(name);
    set(shown, format_value(value), importance_of(shown, i));
  }
  for (std::size_t i = 0; i < event.skipped.size(); ++i) {
    const std::string shown = printable(event.skipped[i]);
    set(shown, "-", importance_of(shown, event.logs.size() + i));
  }
  if (first_rate_ < 0) first_rate_ = event.learning_rate;
  shows_rate_ = shows_rate_ || event.learning_rate != first_rate_;
  if (shows_rate_) set("learning_rate", fmt::format("{:.3g}", event.learning_rate), kLeastImportant);
  const std::string seconds = format_duration(event.seconds);
  seconds_width_ = std::max(seconds_width_, seconds.size());

  const Setting setting = closest_fit(static_cast<std::size_t>(std::max(look.width, 0)));
  std::string text = head(setting, event.epoch + 1, seconds);
  for (const Field& field : fields_) {
    if (!is_shown(field, setting)) continue;
    text.append(setting.gap, ' ').append(paint(look, Style::kFaint, field.name));
    text += fmt::format(" {:>{}}", field.value, field.width);
  }
  if (event.best) text += ' ' + paint(look, Style::kGood, "*");
  return text + '\n';
}

}  // namespace nnctl::report
