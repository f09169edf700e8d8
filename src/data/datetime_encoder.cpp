// A column of times as features: parts of the calendar and the clock, each as a point on a circle, one-hot or a number.
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numbers>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "data/cell_text.hpp"
#include "data/choice_names.hpp"
#include "data/column_types.hpp"
#include "data/columns.hpp"
#include "data/filled_encoder.hpp"
#include "data/scaling.hpp"
#include "data/time_parts.hpp"
#include "data/time_text.hpp"

namespace nnctl::data {

enum class TimeEncoding { kCyclic, kOneHot, kNumber };

}  // namespace nnctl::data

namespace nnctl::schema {

using data::TimeEncoding;

template <>
struct Choices<TimeEncoding> {
  static const std::vector<Choice<TimeEncoding>>& all() {
    static const std::vector<Choice<TimeEncoding>> choices = {
        {"cyclic", TimeEncoding::kCyclic}, {"one_hot", TimeEncoding::kOneHot}, {"number", TimeEncoding::kNumber}};
    return choices;
  }
};

}  // namespace nnctl::schema

namespace nnctl::data {
namespace {

struct DatetimeOptions {
  std::string format;
  std::vector<TimePart> parts;
  TimeEncoding encode = TimeEncoding::kCyclic;
  FilledOptions filled;
};

// Times come as seconds from readers that were asked for them, else as text.
std::optional<double> time_of(const Cell& cell, const std::string& format) {
  return cell.is_text() ? parse_time(cell.raw_text(), format) : cell.number();
}

CellMistake not_a_time(const Cell& cell, const std::string& format) {
  return {format.empty() ? fmt::format("{} is no time as ISO 8601 has it, or does not exist", in_quotes(cell))
                         : fmt::format("{} is no time of the format '{}', or does not exist", in_quotes(cell), format),
          format.empty() ? "correct it, or name the column's format, such as {type: datetime, format: \"%d.%m.%Y\"}"
                         : "correct it, or the column's format"};
}

ColumnRequest time_request(const std::string& format) {
  return {format.empty() ? ColumnRequest::Kind::kTime : ColumnRequest::Kind::kText, {}, {}};
}

// A part of the time, and how it becomes features. A year, which does not come again, is a number however.
struct EncodedPart {
  TimePart part = TimePart::kYear;
  TimeEncoding encode = TimeEncoding::kCyclic;
  Scaling scaling;  // of a number

  std::int64_t width() const {
    return encode == TimeEncoding::kCyclic ? 2 : encode == TimeEncoding::kOneHot ? period_of(part) : 1;
  }
  void put(double time, Real* features) const {
    const int value = part_of(time, part);
    if (encode == TimeEncoding::kNumber) {
      features[0] = static_cast<Real>(scaling.apply(value));
    } else if (encode == TimeEncoding::kOneHot) {
      std::fill_n(features, width(), Real{0});
      features[value] = Real{1};
    } else {
      const double angle = 2 * std::numbers::pi * value / period_of(part);
      features[0] = static_cast<Real>(std::sin(angle));
      features[1] = static_cast<Real>(std::cos(angle));
    }
  }
};

class DatetimeEncoder final : public FilledEncoder {
 public:
  DatetimeEncoder(std::string format, std::vector<EncodedPart> parts, MissingFill fill, bool has_indicator)
      : FilledEncoder(fill, has_indicator), format_(std::move(format)), parts_(std::move(parts)) {}

  explicit DatetimeEncoder(const nlohmann::json& json)
      : FilledEncoder(json), format_(json.at("format").get<std::string>()) {
    for (const nlohmann::json& part : json.at("parts")) {
      parts_.push_back({choice_named<TimePart>(part.at("part").get<std::string>()),
                        choice_named<TimeEncoding>(part.at("encode").get<std::string>()), Scaling(part)});
    }
  }

  ColumnRequest request() const override { return time_request(format_); }

  nlohmann::json to_json() const override {
    nlohmann::json json{{"kind", "datetime"}, {"format", format_}};
    for (const EncodedPart& part : parts_) {
      nlohmann::json one{{"part", choice_name(part.part)}, {"encode", choice_name(part.encode)}};
      part.scaling.write(one);
      json["parts"].push_back(std::move(one));
    }
    write(json);
    return json;
  }

 private:
  std::optional<double> value_of(const Cell& cell) const override { return time_of(cell, format_); }
  CellMistake not_readable(const Cell& cell) const override { return not_a_time(cell, format_); }
  std::int64_t value_width() const override {
    std::int64_t width = 0;
    for (const EncodedPart& part : parts_) width += part.width();
    return width;
  }
  bool put_value(double value, Real* features) const override {
    for (const EncodedPart& part : parts_) {
      part.put(value, features);
      features += part.width();
    }
    return true;
  }

  std::string format_;
  std::vector<EncodedPart> parts_;
};

class DatetimeColumn final : public ColumnType {
 public:
  explicit DatetimeColumn(const DatetimeOptions& options) : options_(options) {}

  ColumnRequest request() const override { return time_request(options_.format); }
  bool drops_missing() const override { return options_.filled.missing.kind == MissingOption::Kind::kDrop; }

  std::unique_ptr<FeatureEncoder> fit(const ColumnView& column, const RowIds& rows,
                                      CellMistakes& mistakes) const override {
    const MissingOption& missing = options_.filled.missing;
    bool any_time = false;
    bool complete = true;
    for (const std::int64_t row : rows) {
      const Cell cell = column.cell(row);
      const std::optional<double> time = cell.is_missing() ? std::nullopt : time_of(cell, options_.format);
      any_time = any_time || time;
      if (time || (cell.is_missing() && missing.kind != MissingOption::Kind::kError)) continue;
      complete = false;
      mistakes.add(row, column.column,
                   cell.is_missing() ? missing_while_fitting(column.name(), "median, mode or forward_fill")
                                     : not_a_time(cell, options_.format));
    }
    if (!complete) return nullptr;
    if (!any_time) {
      mistakes.add_column(column.column, no_value_in_training(column.name()));
      return nullptr;
    }
    const ColumnValues times(column, rows, [&](const Cell& cell) { return time_of(cell, options_.format); });
    std::vector<EncodedPart> parts = fitted_parts(times);
    if (parts.empty()) {
      mistakes.add_column(column.column, {"holds the same time in all training rows",
                                          fmt::format("leave it out: data.exclude: [{}]", column_key(column.name()))});
      return nullptr;
    }
    return std::make_unique<DatetimeEncoder>(options_.format, std::move(parts), MissingFill(missing, times),
                                             options_.filled.indicator);
  }

  std::unique_ptr<FeatureEncoder> read(const nlohmann::json& json) const override {
    return std::make_unique<DatetimeEncoder>(json);
  }

 private:
  // Those asked for; else the usual ones that are not the same in all training rows.
  std::vector<EncodedPart> fitted_parts(const ValueSource& times) const {
    constexpr std::array kUsual = {TimePart::kYear, TimePart::kMonth,  TimePart::kDay,
                                   TimePart::kHour, TimePart::kMinute, TimePart::kWeekday};
    const std::vector<TimePart> wanted =
        options_.parts.empty() ? std::vector<TimePart>(kUsual.begin(), kUsual.end()) : options_.parts;
    std::vector<EncodedPart> parts;
    for (const TimePart part : wanted) {
      const MappedValues values(times, [&](double time) { return part_of(time, part); });
      if (options_.parts.empty() && is_constant(values)) continue;
      EncodedPart encoded{part, period_of(part) == 0 ? TimeEncoding::kNumber : options_.encode, {}};
      if (encoded.encode == TimeEncoding::kNumber) encoded.scaling = Scaling::fit(Scale::kStandard, values);
      parts.push_back(encoded);
    }
    return parts;
  }

  DatetimeOptions options_;
};

schema::Check<std::string> time_format() {
  return {"a format as strptime(3) has it, such as \"%d.%m.%Y %H:%M\"",
          [](const std::string& format) { return format.empty() || time_format_mistake(format).empty(); },
          schema::Node::map()};
}

}  // namespace

const schema::PartType<ColumnType>& datetime_column() {
  static const auto type = schema::part_type<DatetimeColumn, ColumnType>(
      "datetime", "datetime", "A date or time as parts of the calendar and the clock.",
      filled_fields(
          schema::Schema<DatetimeOptions>("a datetime column", "How times become features.")
              .field("format", &DatetimeOptions::format,
                     "How times are written, as strptime(3) has it; empty: ISO 8601, 2011-01-31 or 2011-01-31 04:00.",
                     time_format())
              .field(
                  "parts", &DatetimeOptions::parts,
                  "Which parts are features; empty: those of year, month, day, hour, minute and weekday that are not "
                  "the same in all training rows.")
              .field("encode", &DatetimeOptions::encode,
                     "cyclic: sine and cosine of the part's place in its period, so that December is next to January; "
                     "one_hot: a feature a value; number: the part, with zero mean and unit deviation, as a year "
                     "always is."),
          &DatetimeOptions::filled),
      {{"datetime"},
       {"{type: datetime, format: \"%d.%m.%Y\", parts: [month, weekday], encode: one_hot}"},
       {"{type: datetime, parts: [year, day_of_year, hour], missing: median}"}});
  return type;
}

}  // namespace nnctl::data
