#include "report/parallel_coordinates.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "report/chart_axis.hpp"
#include "report/chart_colors.hpp"
#include "report/chart_parts.hpp"
#include "report/svg.hpp"

namespace nnctl::report {

namespace {

constexpr double kMargin = 16;
constexpr double kNameSize = 12;
constexpr double kTickSize = 11;
constexpr double kHeight = 320;
constexpr double kLeastSpacing = 110;    // from axis to axis
constexpr double kMissing = 26;          // how far below an axis lies the place of trials without the parameter
constexpr double kFirstAxis = 100;       // room for its labels at the left
constexpr double kLastAxis = 60;         // room at the right of the score's
constexpr std::size_t kMostValues = 10;  // so many different values are ticks themselves
constexpr double kLeastTickGap = 0.045;  // of the axis

// Evenly spaced choices, or numbers. Ticks are the trials' own values where these are few.
class Scale {
 public:
  Scale(const ParallelAxis& axis, std::vector<double> values)
      : num_choices_(axis.labels.size()),
        axis_(values, {.scale = axis.log ? AxisScale::kLog : AxisScale::kLinear, .most_ticks = 6}) {
    for (std::size_t i = 0; i < num_choices_; ++i) ticks_.push_back({static_cast<double>(i), axis.labels[i]});
    if (num_choices_ > 0) return;
    std::set<double> distinct;
    for (const double value : values) {
      if (std::isfinite(axis_.position(value))) distinct.insert(value);
    }
    double before = -1;
    for (const double value : distinct) {
      if (axis_.position(value) - before < kLeastTickGap) ticks_.clear();
      if (distinct.size() > kMostValues || (ticks_.empty() && before >= 0)) break;
      before = axis_.position(value);
      ticks_.push_back({value, format_tick(value, 4)});
    }
    if (ticks_.size() != distinct.size() || distinct.empty()) ticks_ = axis_.ticks();
  }

  double position(double value) const {
    if (num_choices_ == 0) return axis_.position(value);
    return (value + 0.5) / static_cast<double>(num_choices_);  // NaN stays
  }
  const std::vector<AxisTick>& ticks() const { return ticks_; }

 private:
  std::size_t num_choices_;
  Axis axis_;
  std::vector<AxisTick> ticks_;
};

class Drawing {
 public:
  explicit Drawing(const ParallelCoordinates& chart) : chart_(chart) {
    for (std::size_t i = 0; i <= chart.axes.size(); ++i) {
      std::vector<double> values;
      for (const ParallelRow& row : chart.rows) {
        NNCTL_ASSERT(row.values.size() == chart.axes.size(), "a trial has a value an axis");
        values.push_back(i < row.values.size() ? row.values[i] : row.score);
      }
      scales_.emplace_back(i < chart.axes.size() ? chart.axes[i] : ParallelAxis{chart.score_label, {}, false}, values);
    }
    const auto gaps = static_cast<double>(std::max<std::size_t>(chart.axes.size(), 1));
    spacing_ = std::max(kLeastSpacing, (760 - kFirstAxis - kLastAxis) / gaps);
    width_ = kFirstAxis + kLastAxis + spacing_ * gaps;
  }

  std::string draw() {
    top_ = draw_heading(svg_, kMargin, width_, chart_.title, chart_.subtitle) + 52;
    std::vector<std::size_t> order(chart_.rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return is_worse(a, b); });
    const auto succeeded = static_cast<std::size_t>(
        std::ranges::count_if(chart_.rows, [](const ParallelRow& row) { return std::isfinite(row.score); }));
    const std::size_t best = std::min(chart_.num_best, succeeded);
    const std::size_t failed = chart_.rows.size() - succeeded;
    const Stroke gone{.color = kInk, .width = 1, .opacity = 0.6, .dashes = "2 3"};
    const double share = static_cast<double>(std::max<std::size_t>(chart_.rows.size(), 1));
    const Stroke rest{
        .color = series_color(0), .width = 1.3, .opacity = std::clamp(20 / share, 0.15, 0.55), .dashes = {}};
    const Stroke leading{.color = kHighlight, .width = 2.5, .opacity = 0.9, .dashes = {}};
    for (std::size_t i = 0; i < order.size(); ++i) {
      draw_row(chart_.rows[order[i]], i < failed ? gone : i + best < order.size() ? rest : leading);
    }
    for (std::size_t i = 0; i < scales_.size(); ++i) draw_axis(i);
    Legend legend(svg_, {kMargin, bottom() + kMissing + 40, width_ - 2 * kMargin, 0});
    if (best > 0) legend.add(best == 1 ? "the best trial" : fmt::format("the {} best trials", best), leading);
    if (succeeded > best) {
      Stroke sample = rest;
      sample.opacity = 0.7;
      legend.add(succeeded - best == 1 ? "1 other" : fmt::format("{} others", succeeded - best), sample);
    }
    if (failed > 0) legend.add(fmt::format("{} without a score", failed), gone);
    return svg_.document(width_, legend.bottom() + kMargin, chart_.title);
  }

 private:
  // Failed ones first, the best last; of equals the earlier is the better.
  bool is_worse(std::size_t a, std::size_t b) const {
    const double x = chart_.rows[a].score;
    const double y = chart_.rows[b].score;
    if (std::isfinite(x) != std::isfinite(y)) return std::isfinite(y);
    if (!std::isfinite(x)) return a < b;
    if (x != y) return chart_.larger_is_better ? x < y : x > y;
    return a > b;
  }

  double bottom() const { return top_ + kHeight; }
  double left_of(std::size_t axis) const {
    return chart_.axes.empty() ? kFirstAxis + spacing_ : kFirstAxis + static_cast<double>(axis) * spacing_;
  }
  double top_of(std::size_t axis, double value) const {
    const double at = scales_[axis].position(value);
    if (!std::isfinite(at)) return bottom() + kMissing;
    const bool falls = axis == chart_.axes.size() && !chart_.larger_is_better;
    return falls ? top_ + at * kHeight : bottom() - at * kHeight;
  }

  void draw_row(const ParallelRow& row, const Stroke& stroke) {
    std::vector<Point> points;
    for (std::size_t i = 0; i < row.values.size(); ++i) points.push_back({left_of(i), top_of(i, row.values[i])});
    points.push_back({left_of(row.values.size()), top_of(row.values.size(), row.score)});
    svg_.polyline(points, stroke);
  }

  void draw_axis(std::size_t i) {
    const bool is_score = i == chart_.axes.size();
    const double left = left_of(i);
    svg_.line({left, top_}, {left, bottom()}, {.color = kInk, .width = is_score ? 2.0 : 1.2, .dashes = {}});
    for (const AxisTick& tick : scales_[i].ticks()) {
      const double top = top_of(i, tick.value);
      draw_label(i, top, tick.label);
    }
    const bool missing = std::ranges::any_of(chart_.rows, [&](const ParallelRow& row) {
      return !std::isfinite(scales_[i].position(is_score ? row.score : row.values[i]));
    });
    if (missing) draw_label(i, bottom() + kMissing, is_score ? "failed" : "not set");
    draw_name(i, is_score ? chart_.score_label : chart_.axes[i].name);
  }

  // The score's stand at its right, where no line crosses them.
  void draw_label(std::size_t i, double top, const std::string& label) {
    const bool is_score = i == chart_.axes.size();
    const double side = is_score ? 1 : -1;
    const double room = (is_score ? kLastAxis : i == 0 ? kFirstAxis : spacing_ * 0.7) - 12;
    svg_.line({left_of(i) + 4 * side, top}, {left_of(i), top}, {.color = kInk, .dashes = {}});
    svg_.text({left_of(i) + 7 * side, top + 4}, fit_text(label, kTickSize, room),
              {.size = kTickSize, .anchor = is_score ? Anchor::kStart : Anchor::kEnd, .color = {}, .halo = !is_score});
  }

  // Names stand in two rows by turns, so that each has the room of two. They are paths: their ends tell more.
  void draw_name(std::size_t i, const std::string& name) {
    const bool is_score = i == chart_.axes.size();
    const std::string text = fit_text(name, kNameSize, std::max(2 * spacing_ - 12, 100.0), Keep::kEnd);
    const double half = text_width(text, kNameSize) / 2;
    const double middle = std::clamp(left_of(i), kMargin + half, std::max(width_ - kMargin - half, kMargin + half));
    const double row = (chart_.axes.size() - i) % 2 == 0 ? 12 : 28;
    svg_.text({middle, top_ - row}, text,
              {.size = kNameSize, .anchor = Anchor::kMiddle, .bold = is_score, .color = {}});
  }

  const ParallelCoordinates& chart_;
  std::vector<Scale> scales_;
  Svg svg_;
  double spacing_ = 0;
  double width_ = 0;
  double top_ = 0;
};

}  // namespace

std::string svg(const ParallelCoordinates& chart) { return Drawing(chart).draw(); }

}  // namespace nnctl::report
