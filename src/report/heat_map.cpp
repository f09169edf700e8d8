#include "report/heat_map.hpp"

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

constexpr double kMargin = 16;
constexpr double kTextSize = 12;
constexpr double kTickSize = 11;
constexpr double kLongestLabel = 150;  // pixels; cut there
constexpr double kGridWidth = 520;     // what the cells share, as long as that suits them
constexpr double kGridHeight = 320;
constexpr double kWidestCell = 160;
constexpr double kScaleWidth = 14;
constexpr double kSteps = 48;  // of the colours' scale

std::string text_of(const HeatCell& cell) {
  if (!cell.text.empty()) return cell.text;
  return std::isfinite(cell.value) ? format_tick(cell.value, 4) : "–";
}

double widest(const std::vector<std::string>& labels, double size) {
  double width = 0;
  for (const std::string& label : labels) width = std::max(width, text_width(label, size));
  return std::min(width, kLongestLabel);
}

class Drawing {
 public:
  explicit Drawing(const HeatMap& map) : map_(map), axis_(values(map), {.most_ticks = 5}) {}

  std::string draw() {
    const auto columns = static_cast<double>(std::max<std::size_t>(map_.columns.size(), 1));
    const auto rows = static_cast<double>(std::max<std::size_t>(map_.rows.size(), 1));
    double text = 0;
    for (const auto& row : map_.cells) {
      for (const HeatCell& cell : row) text = std::max(text, text_width(text_of(cell), kTextSize));
    }
    cell_width_ = std::clamp(kGridWidth / columns, std::clamp(text + 10, 24.0, kWidestCell), kWidestCell);
    cell_height_ = std::clamp(kGridHeight / rows, 22.0, 44.0);
    const double labels = widest(map_.rows, kTickSize);
    grid_.left = kMargin + labels + 10;
    grid_.width = columns * cell_width_;
    grid_.height = rows * cell_height_;
    const double scale_left = grid_.right() + 28;
    double scale_labels = text_width(map_.value_label, kTickSize);
    for (const AxisTick& tick : axis_.ticks()) {
      scale_labels = std::max(scale_labels, kScaleWidth + 8 + text_width(tick.label, kTickSize));
    }
    // Wide enough for a heading too.
    const double heading = std::max(text_width(map_.title, 15), text_width(map_.subtitle, kTextSize));
    width_ = std::max(scale_left + scale_labels + kMargin, std::min(heading + 2 * kMargin, 760.0));
    grid_.top = draw_heading(svg_, kMargin, width_, map_.title, map_.subtitle) + 32;
    svg_.text({kMargin, grid_.top - 10}, fit_text(map_.y_label, kTextSize, grid_.right() - kMargin), {.color = {}});
    draw_cells();
    draw_scale({scale_left, grid_.top, kScaleWidth, std::max(grid_.height, 80.0)});
    const double bottom = std::max(draw_columns(), grid_.top + 80 + kTickSize);
    return svg_.document(width_, bottom + kMargin, map_.title);
  }

 private:
  static std::vector<double> values(const HeatMap& map) {
    std::vector<double> all;
    for (const auto& row : map.cells) {
      for (const HeatCell& cell : row) all.push_back(cell.value);
    }
    return all;
  }

  void draw_cells() {
    NNCTL_ASSERT(map_.cells.size() == map_.rows.size(), "a heat map has cells for each row");
    for (std::size_t r = 0; r < map_.rows.size(); ++r) {
      NNCTL_ASSERT(map_.cells[r].size() == map_.columns.size(), "a row has a cell a column");
      const double top = grid_.top + static_cast<double>(r) * cell_height_;
      svg_.text({grid_.left - 8, top + cell_height_ / 2 + 4}, fit_text(map_.rows[r], kTickSize, kLongestLabel),
                {.size = kTickSize, .anchor = Anchor::kEnd, .color = {}});
      for (std::size_t c = 0; c < map_.columns.size(); ++c) {
        draw_cell(r, c, {grid_.left + static_cast<double>(c) * cell_width_, top, cell_width_, cell_height_});
      }
    }
    for (std::size_t r = 0; r < map_.rows.size(); ++r) {
      for (std::size_t c = 0; c < map_.columns.size(); ++c) {
        if (!map_.cells[r][c].outlined) continue;
        const Box box{grid_.left + static_cast<double>(c) * cell_width_ - 1,
                      grid_.top + static_cast<double>(r) * cell_height_ - 1, cell_width_ + 1, cell_height_ + 1};
        svg_.rectangle(box, "none", {.color = kHighlight, .width = 3.5, .dashes = {}});
      }
    }
  }

  void draw_cell(std::size_t r, std::size_t c, const Box& place) {
    const HeatCell& cell = map_.cells[r][c];
    const std::string text = text_of(cell);
    const std::string hint =
        cell.hint.empty() ? fmt::format("{}, {}: {}", map_.rows[r], map_.columns[c], text) : cell.hint;
    const Box box{place.left, place.top, place.width - 1, place.height - 1};
    const bool known = std::isfinite(cell.value);
    const std::string color = known ? scale_color(axis_.position(cell.value)) : "none";
    svg_.rectangle(box, color, known ? Stroke{} : Stroke{.color = kInk, .width = 1, .opacity = 0.4, .dashes = {}},
                   hint);
    if (text_width(text, kTextSize) > place.width - 2) return;
    svg_.text({place.left + place.width / 2, place.top + place.height / 2 + 4}, text,
              {.size = kTextSize, .anchor = Anchor::kMiddle, .color = known ? text_color_on(color) : kInk});
  }

  // Returns where they end.
  double draw_columns() {
    const double widest_label = widest(map_.columns, kTickSize);
    const bool turned = widest_label > cell_width_ - 4;
    for (std::size_t c = 0; c < map_.columns.size(); ++c) {
      const double middle = grid_.left + (static_cast<double>(c) + 0.5) * cell_width_;
      const std::string label = fit_text(map_.columns[c], kTickSize, kLongestLabel);
      if (turned) {
        svg_.text({middle + 4, grid_.bottom() + 14}, label,
                  {.size = kTickSize, .anchor = Anchor::kEnd, .turned = -90, .color = {}});
      } else {
        svg_.text({middle, grid_.bottom() + 16}, label, {.size = kTickSize, .anchor = Anchor::kMiddle, .color = {}});
      }
    }
    const double bottom = grid_.bottom() + (turned ? widest_label + 16 : 16) + 20;
    svg_.text({grid_.right(), bottom}, fit_text(map_.x_label, kTextSize, grid_.right() - kMargin),
              {.anchor = Anchor::kEnd, .color = {}});
    return bottom;
  }

  void draw_scale(const Box& box) {
    svg_.text({box.left, box.top - 10}, map_.value_label, {.size = kTickSize, .color = {}});
    for (double i = 0; i < kSteps; ++i) {
      // A little higher than its share, so that no seam shows.
      const double height = box.height / kSteps;
      svg_.rectangle({box.left, box.bottom() - (i + 1) * height, box.width, height + (i > 0 ? 0.5 : 0)},
                     scale_color((i + 0.5) / kSteps));
    }
    for (const AxisTick& tick : axis_.ticks()) {
      const double top = box.bottom() - axis_.position(tick.value) * box.height;
      svg_.text({box.right() + 8, top + 4}, tick.label, {.size = kTickSize, .color = {}});
    }
  }

  const HeatMap& map_;
  Axis axis_;
  Svg svg_;
  Box grid_;
  double width_ = 0;
  double cell_width_ = 0;
  double cell_height_ = 0;
};

}  // namespace

std::string svg(const HeatMap& map) { return Drawing(map).draw(); }

}  // namespace nnctl::report
