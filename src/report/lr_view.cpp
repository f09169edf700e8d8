#include "report/lr_view.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "report/figures.hpp"
#include "report/labelled_lines.hpp"

namespace nnctl::report {

using analysis::RangePoint;
using analysis::RangeTest;
using analysis::RangeVerdict;

namespace {

constexpr double kShownAbove = 1.3;  // times the loss at the beginning: what runs away would flatten the rest

double highest_shown(const std::vector<RangePoint>& points) {
  double start = points.front().smoothed;
  for (std::size_t i = 0; i < points.size() / 10; ++i) start = std::max(start, points[i].smoothed);
  return kShownAbove * start;
}

// The smoothed loss over the rate's logarithm, a column a mean.
class Plot {
 public:
  Plot(const Look& look, const std::vector<RangePoint>& points, std::optional<double> suggestion) : look_(look) {
    constexpr int kMargin = 12;
    width_ = static_cast<std::size_t>(std::clamp(look.width - kMargin, 20, 64));
    first_ = std::log10(points.front().rate);
    last_ = std::log10(points.back().rate);
    std::vector<double> sums(width_);
    std::vector<int> counts(width_);
    for (const RangePoint& point : points) {
      sums[column(point.rate)] += point.smoothed;
      ++counts[column(point.rate)];
    }
    const double most = highest_shown(points);
    for (std::size_t i = 0; i < width_; ++i) {
      if (counts[i] == 0) {
        columns_.push_back(std::numeric_limits<double>::quiet_NaN());
        continue;
      }
      columns_.push_back(std::min(most, sums[i] / counts[i]));
      low_ = std::min(low_, columns_.back());
      high_ = std::max(high_, columns_.back());
    }
    if (suggestion) mark_ = column(*suggestion);
  }

  std::string text() const {
    constexpr std::size_t kRows = 9;
    std::string text;
    for (std::size_t row = 0; row < kRows; ++row) {
      const double share = 1 - static_cast<double>(row) / (kRows - 1);
      const bool is_named = row == 0 || row == kRows - 1;
      text += fmt::format("{:>9} ", is_named ? format_value(low_ + share * (high_ - low_)) : "");
      std::string line;
      for (std::size_t i = 0; i < width_; ++i) {
        const bool is_here = !std::isnan(columns_[i]) && row_of(columns_[i], kRows) == row;
        line += is_here ? (look_.unicode ? "•" : "*") : mark_ && *mark_ == i ? (look_.unicode ? "│" : "|") : " ";
      }
      text += line;
      text.erase(text.find_last_not_of(' ') + 1);
      text += '\n';
    }
    const std::string left = fmt::format("{:.0e}", std::pow(10, first_));
    const std::string right = fmt::format("{:.0e}", std::pow(10, last_));
    return text + std::string(10, ' ') + rule(look_, width_) + '\n' +
           fmt::format("{:10}{:<{}}{:>{}}\n", "", left, width_ / 2, right, width_ - width_ / 2);
  }

 private:
  std::size_t column(double rate) const {
    const double share = last_ > first_ ? (std::log10(rate) - first_) / (last_ - first_) : 0;
    return static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * static_cast<double>(width_ - 1));
  }
  std::size_t row_of(double value, std::size_t rows) const {
    const double share = high_ > low_ ? (high_ - value) / (high_ - low_) : 0;
    return static_cast<std::size_t>(std::lround(share * static_cast<double>(rows - 1)));
  }

  const Look& look_;
  std::size_t width_ = 0;
  double first_ = 0;
  double last_ = 0;
  double low_ = std::numeric_limits<double>::infinity();
  double high_ = -std::numeric_limits<double>::infinity();
  std::vector<double> columns_;
  std::optional<std::size_t> mark_;
};

Json place(const RangeTest& test, std::optional<std::size_t> at) {
  if (!at) return nullptr;
  return {{"learning_rate", number(test.points[*at].rate)}, {"smoothed", number(test.points[*at].smoothed)}};
}

}  // namespace

std::string range_view(const Look& look, const RangeTest& test, const RangeVerdict& verdict, const RangePage& page) {
  std::string text;
  if (test.points.size() > 1) text += Plot(look, test.points, verdict.suggestion).text() + '\n';
  LabelledLines lines;
  if (verdict.suggestion) {
    lines.push_back({"rate", fmt::format("{:.3g}: {}", *verdict.suggestion, verdict.reason)});
  } else {
    lines.push_back({"rate", "none can be told: " + verdict.reason});
    lines.push_back({"", verdict.advice});
  }
  lines.push_back({"time", format_counted(std::ssize(test.points), "step") + ", " + format_duration(page.seconds)});
  lines.push_back({"chart", page.chart});
  lines.push_back({"next", page.next});
  return text + labelled_lines(look, lines);
}

LineChart range_chart(const RangeTest& test, const RangeVerdict& verdict, const std::string& name) {
  LineChart chart;
  chart.title = "Learning-rate range test of " + name;
  chart.subtitle = verdict.suggestion ? fmt::format("suggested: {:.3g}, {}", *verdict.suggestion, verdict.reason)
                                      : "no rate can be told: " + verdict.reason;
  chart.x_label = "learning rate";
  chart.y_label = "training loss";
  chart.log_x = true;
  LineSeries raw;
  raw.name = "a batch";
  raw.dotted = true;
  LineSeries smoothed;
  smoothed.name = "smoothed";
  for (const RangePoint& point : test.points) {
    raw.x.push_back(point.rate);
    raw.y.push_back(point.loss);
    smoothed.x.push_back(point.rate);
    smoothed.y.push_back(point.smoothed);
  }
  raw.color = 0;
  smoothed.color = 0;
  chart.series = {std::move(smoothed), std::move(raw)};
  if (!test.points.empty()) chart.y_most = highest_shown(test.points);
  if (verdict.suggestion) chart.marks.push_back({*verdict.suggestion, fmt::format("{:.3g}", *verdict.suggestion)});
  return chart;
}

Json range_document(const RangeTest& test, const RangeVerdict& verdict, const RangePage& page) {
  Json json = document();
  json["suggestion"] = verdict.suggestion ? number(*verdict.suggestion) : Json();
  json["reason"] = verdict.reason;
  json["advice"] = verdict.advice.empty() ? Json() : Json(verdict.advice);
  json["lowest"] = place(test, verdict.lowest);
  json["steepest"] = place(test, verdict.steepest);
  json["stopped"] = test.stopped;
  json["run"] = page.run;
  json["chart"] = page.chart.empty() ? Json() : Json(page.chart);
  json["next"] = page.next.empty() ? Json() : Json(page.next);
  json["seconds"] = number(page.seconds);
  json["points"] = Json::array();
  for (const RangePoint& point : test.points) {
    json["points"].push_back(
        {{"learning_rate", number(point.rate)}, {"loss", number(point.loss)}, {"smoothed", number(point.smoothed)}});
  }
  return json;
}

}  // namespace nnctl::report
