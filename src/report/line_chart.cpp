#include "report/line_chart.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "report/chart_axis.hpp"
#include "report/chart_colors.hpp"
#include "report/chart_parts.hpp"
#include "report/svg.hpp"

namespace nnctl::report {

namespace {

constexpr double kWidth = 760;
constexpr double kPlotHeight = 320;
constexpr double kMargin = 16;
constexpr double kTickSize = 11;
constexpr double kDot = 3;
constexpr double kMarkLine = 14;  // from one mark's label to the next
constexpr std::size_t kMostNamed = 30;

class Drawing {
 public:
  explicit Drawing(const LineChart& chart) : chart_(chart), x_(x_axis()), y_(y_axis()) {}

  std::string draw() {
    plot_.top = draw_heading(svg_, kMargin, kWidth, chart_.title, chart_.subtitle) + 36;
    double labels = 0;
    for (const AxisTick& tick : y_.ticks()) labels = std::max(labels, text_width(tick.label, kTickSize));
    plot_.left = kMargin + labels + 8;
    plot_.width = kWidth - plot_.left - 28;
    plot_.height = kPlotHeight;
    draw_axes();
    svg_.clip({plot_.left - kDot, plot_.top - kDot, plot_.width + 2 * kDot, plot_.height + 2 * kDot});
    for (std::size_t i = 0; i < chart_.series.size(); ++i) draw_band(chart_.series[i], color_of(i));
    for (std::size_t i = 0; i < chart_.series.size(); ++i) draw_line(i);
    svg_.close();
    draw_marks();
    const double bottom = draw_legend(plot_.bottom() + 60);
    return svg_.document(kWidth, bottom + kMargin, chart_.title);
  }

 private:
  Axis x_axis() const {
    std::vector<double> values;
    for (const LineSeries& series : chart_.series) {
      NNCTL_ASSERT(series.x.size() == series.y.size(), "a line has one y an x");
      values.insert(values.end(), series.x.begin(), series.x.end());
    }
    return {values,
            {.scale = chart_.log_x ? AxisScale::kLog : AxisScale::kLinear, .whole = chart_.whole_x, .most_ticks = 9}};
  }

  Axis y_axis() const {
    // A band may reach below 0 where no value is: a deviation knows nothing of what a loss can be.
    const bool positive = std::ranges::none_of(chart_.series, [](const auto& series) {
      return std::ranges::any_of(series.y, [](double y) { return y < 0; });
    });
    std::vector<double> values;
    for (const LineSeries& series : chart_.series) {
      for (const auto* part : {&series.y, &series.low, &series.high}) {
        for (const double value : *part) {
          const double cut = std::min(value, chart_.y_most.value_or(value));
          values.push_back(positive && !chart_.log_y ? std::max(cut, 0.0) : cut);
        }
      }
    }
    // Nothing but 0 would lie in the middle.
    if (positive && !values.empty() && std::ranges::all_of(values, [](double y) { return y == 0; }))
      values.push_back(1);
    return {values, {.scale = chart_.log_y ? AxisScale::kLog : AxisScale::kLinear, .to_ticks = true}};
  }

  double left_of(double x) const { return plot_.left + x_.position(x) * plot_.width; }
  double top_of(double y) const {
    const double at = plot_.bottom() - y_.position(y) * plot_.height;
    return std::clamp(at, plot_.top - 10 * plot_.height, plot_.bottom() + 10 * plot_.height);  // NaN stays
  }

  std::size_t color_of(std::size_t i) const { return chart_.series[i].color.value_or(i); }

  void draw_axes() {
    const Stroke grid{.color = kInk, .width = 1, .opacity = 0.25, .dashes = {}};
    for (const AxisTick& tick : y_.ticks()) {
      const double top = top_of(tick.value);
      svg_.line({plot_.left, top}, {plot_.right(), top}, grid);
      svg_.text({plot_.left - 8, top + 4}, tick.label, {.size = kTickSize, .anchor = Anchor::kEnd, .color = {}});
    }
    for (const AxisTick& tick : x_.ticks()) {
      const double left = left_of(tick.value);
      svg_.line({left, plot_.bottom()}, {left, plot_.bottom() + 5}, {.color = kInk, .dashes = {}});
      svg_.text({left, plot_.bottom() + 18}, tick.label, {.size = kTickSize, .anchor = Anchor::kMiddle, .color = {}});
    }
    svg_.line({plot_.left, plot_.bottom()}, {plot_.right(), plot_.bottom()}, {.color = kInk, .dashes = {}});
    svg_.text({kMargin, plot_.top - 12}, fit_text(chart_.y_label, 12, kWidth - 2 * kMargin), {.color = {}});
    svg_.text({plot_.right(), plot_.bottom() + 36}, fit_text(chart_.x_label, 12, plot_.width),
              {.anchor = Anchor::kEnd, .color = {}});
  }

  // Maximal runs of points that can be shown, by index.
  template <class Visit>
  void for_each_run(const LineSeries& series, const std::vector<double>& y, Visit visit) const {
    std::vector<std::size_t> run;
    for (std::size_t i = 0; i <= series.x.size(); ++i) {
      if (i < series.x.size() && std::isfinite(left_of(series.x[i])) && std::isfinite(top_of(y[i]))) {
        run.push_back(i);
      } else if (!run.empty()) {
        visit(run);
        run.clear();
      }
    }
  }

  void draw_band(const LineSeries& series, std::size_t color) {
    if (series.low.empty()) return;
    NNCTL_ASSERT(series.low.size() == series.x.size() && series.high.size() == series.x.size(),
                 "a band has a low and a high an x");
    for_each_run(series, series.y, [&](const std::vector<std::size_t>& run) {
      std::vector<Point> outline;
      const auto add = [&](std::size_t i, double value) {
        const double top = top_of(value);
        outline.push_back({left_of(series.x[i]), std::isfinite(top) ? top : top_of(series.y[i])});
      };
      for (const std::size_t i : run) add(i, series.high[i]);
      for (auto i = run.rbegin(); i != run.rend(); ++i) add(*i, series.low[*i]);
      if (run.size() > 1) svg_.polygon(outline, series_color(color), 0.16);
    });
  }

  Stroke stroke_of(std::size_t i) const {
    const std::size_t color = color_of(i);
    const bool dotted = chart_.series[i].dotted;
    return {.color = series_color(color), .width = dotted ? 1.3 : 2, .dashes = dotted ? "2 3" : series_dashes(color)};
  }

  void draw_line(std::size_t i) {
    const LineSeries& series = chart_.series[i];
    for_each_run(series, series.y, [&](const std::vector<std::size_t>& run) {
      std::vector<Point> points;
      for (const std::size_t k : run) points.push_back({left_of(series.x[k]), top_of(series.y[k])});
      if (points.size() > 1) svg_.polyline(points, stroke_of(i));
      if (points.size() > 1 && !series.markers) return;
      for (const Point& point : points) svg_.circle(point, kDot, series_color(color_of(i)));
    });
  }

  void draw_marks() {
    double top = plot_.top + 10;
    for (const ChartMark& mark : chart_.marks) {
      const double left = left_of(mark.x);
      if (!(left >= plot_.left - 1 && left <= plot_.right() + 1)) continue;
      svg_.line({left, plot_.top}, {left, plot_.bottom()}, {.color = kInk, .width = 1.5, .dashes = "6 4"});
      const bool to_left = left > plot_.left + plot_.width / 2;
      svg_.text({left + (to_left ? -6 : 6), top}, fit_text(mark.label, kTickSize, plot_.width / 2 - 6),
                {.size = kTickSize, .anchor = to_left ? Anchor::kEnd : Anchor::kStart, .bold = true, .color = {}});
      top += kMarkLine;
    }
  }

  // Returns where it ends.
  double draw_legend(double top) {
    Legend legend(svg_, {plot_.left, top, plot_.right() - plot_.left, 0});
    std::size_t named = 0;
    for (std::size_t i = 0; i < chart_.series.size(); ++i) {
      const LineSeries& series = chart_.series[i];
      if (series.name.empty() || ++named > kMostNamed) continue;
      bool shown = false;
      for_each_run(series, series.y, [&](const std::vector<std::size_t>&) { shown = true; });
      legend.add(shown ? series.name : series.name + " (no finite value)", stroke_of(i));
    }
    if (named > kMostNamed) legend.add(fmt::format("and {} more", named - kMostNamed), {});
    return legend.bottom();
  }

  const LineChart& chart_;
  Svg svg_;
  Axis x_;
  Axis y_;
  Box plot_;
};

}  // namespace

std::string svg(const LineChart& chart) { return Drawing(chart).draw(); }

}  // namespace nnctl::report
