#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

#include "report/chart_axis.hpp"
#include "report/chart_colors.hpp"
#include "report/heat_map.hpp"
#include "report/line_chart.hpp"
#include "report/parallel_coordinates.hpp"
#include "report/svg.hpp"

namespace nnctl::report {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<std::string> labels(const Axis& axis) {
  std::vector<std::string> all;
  for (const AxisTick& tick : axis.ticks()) all.push_back(tick.label);
  return all;
}

std::vector<std::string> labels(std::vector<double> values, const AxisOptions& options) {
  return labels(Axis(values, options));
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

// No picture may hold a number that is none.
bool is_clean(const std::string& picture) {
  return picture.find("nan") == std::string::npos && picture.find("inf\"") == std::string::npos &&
         picture.starts_with("<svg ") && picture.ends_with("</svg>\n");
}

using Labels = std::vector<std::string>;

TEST_CASE("ticks are multiples of 1, 2 and 5") {
  CHECK(labels({0, 1}, {}) == Labels{"0", "0.2", "0.4", "0.6", "0.8", "1"});
  CHECK(labels({0.1, 0.3}, {.most_ticks = 5}) == Labels{"0.1", "0.15", "0.2", "0.25", "0.3"});
  CHECK(labels({-3, 7}, {.to_ticks = true}) == Labels{"-4", "-2", "0", "2", "4", "6", "8"});
  CHECK(labels({1, 3}, {.whole = true}) == Labels{"1", "2", "3"});
  CHECK(labels({1000.001, 1000.0025}, {.most_ticks = 4}) == Labels{"1000.001", "1000.0015", "1000.002", "1000.0025"});
  CHECK(labels({1e-7, 3e-7}, {.most_ticks = 3}) == Labels{"1e-7", "2e-7", "3e-7"});
  CHECK(labels({0, 2e6}, {.most_ticks = 5}) == Labels{"0", "500000", "1e6", "1.5e6", "2e6"});
}

TEST_CASE("ticks of a log axis are decades, finer where these are few") {
  const AxisOptions log{.scale = AxisScale::kLog};
  CHECK(labels({1e-8, 10}, log) == Labels{"1e-8", "1e-6", "1e-4", "0.01", "1"});
  CHECK(labels({1e-3, 1}, log) == Labels{"0.001", "0.01", "0.1", "1"});
  CHECK(labels({8, 256}, log) == Labels{"10", "20", "50", "100", "200"});
  CHECK(labels({0.0011, 0.0017}, {.scale = AxisScale::kLog, .most_ticks = 4}) == Labels{"0.0012", "0.0014", "0.0016"});
}

TEST_CASE("an axis spans what can be shown") {
  const Axis linear(std::vector<double>{kNaN, 2, kInfinity, 4}, {});
  CHECK(linear.position(2) == 0);
  CHECK(linear.position(3) == Approx(0.5));
  CHECK(linear.position(4) == 1);
  CHECK(std::isnan(linear.position(kNaN)));
  CHECK(std::isnan(linear.position(kInfinity)));
  const Axis log(std::vector<double>{0, -1, 1, 100}, {.scale = AxisScale::kLog});
  CHECK(log.position(10) == Approx(0.5));
  CHECK(std::isnan(log.position(0)));
  CHECK(Axis(std::vector<double>{7, 7}, {}).position(7) == Approx(0.5));
  CHECK(Axis(std::vector<double>{0}, {}).position(0) == Approx(0.5));
  CHECK(Axis(std::vector<double>{}, {}).position(1) == 1);
  CHECK(Axis(std::vector<double>{1e17, 1e17 + 16}, {}).ticks().size() > 2);  // and it ends
  CHECK(std::isfinite(Axis(std::vector<double>{1.7e308, -1.7e308}, {}).position(0)));
}

TEST_CASE("ticks as text") {
  CHECK(format_tick(0.1 * 3) == "0.3");
  CHECK(format_tick(1e-3) == "0.001");
  CHECK(format_tick(1e-4) == "1e-4");
  CHECK(format_tick(2.5e6) == "2.5e6");
  CHECK(format_tick(999999) == "999999");
  CHECK(format_tick(-12) == "-12");
  CHECK(format_tick(0) == "0");
  CHECK(format_tick(0.123456, 3) == "0.123");
}

TEST_CASE("text in a picture is safe and fits") {
  CHECK(escape_xml("a<b> & \"c\" 'd'") == "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
  CHECK(escape_xml("\x1b[31m\xff\xEF\xBF\xBF") == "\\x1b[31m\\xff\\xef\\xbf\\xbf");
  CHECK(fit_text("hidden1.units", 10, 1000) == "hidden1.units");
  CHECK(fit_text("abcdefghij", 10, 31) == "abcd…");
  CHECK(fit_text("abcdefghij", 10, 31, Keep::kEnd) == "…ghij");
  CHECK(text_width("日本", 10) > text_width("ab", 10));
}

TEST_CASE("colours") {
  CHECK(series_color(0) == "#0072b2");
  CHECK(series_color(6) == series_color(0));
  CHECK(series_dashes(6) != series_dashes(0));
  CHECK(scale_color(0) == "#440154");
  CHECK(scale_color(1) == "#fde725");
  CHECK(scale_color(-kInfinity) == "#440154");
  CHECK(text_color_on("#440154") == "#ffffff");
  CHECK(text_color_on("#fde725") == "#000000");
}

TEST_CASE("a line chart breaks lines where there is no value, and names what it shows") {
  LineChart chart;
  chart.title = "Curves & <more>";
  chart.series = {{"a", {1, 2, 3, 4, 5, 6}, {1, 2, kNaN, 4, 5, kInfinity}, {}, {}, {}, false, false},
                  {"never", {1, 2}, {kNaN, kNaN}, {}, {}, {}, false, false},
                  {"one", {3}, {2}, {}, {}, {}, false, false},
                  {"", {1, 2}, {1, 1}, {0, 0}, {2, 2}, 0, true, false}};
  chart.marks = {{2, "best epoch"}, {99, "outside"}};
  const std::string picture = svg(chart);
  CHECK(is_clean(picture));
  CHECK(count(picture, "<polyline") == 3);  // a in two parts, the nameless one
  CHECK(count(picture, "<circle") == 1);
  CHECK(count(picture, "<polygon") == 1);
  CHECK(count(picture, ">never (no finite value)</text>") == 1);
  CHECK(count(picture, ">best epoch</text>") == 1);
  CHECK(count(picture, "outside") == 0);
  CHECK(count(picture, "Curves &amp; &lt;more&gt;") == 2);
  CHECK(svg(chart) == picture);
}

TEST_CASE("the y axis of what is never negative begins at 0 or above, whatever its band says") {
  LineChart chart;
  chart.series = {{"loss", {1, 2}, {0.5, 0.1}, {-0.4, -0.6}, {1.4, 0.8}, {}, false, false}};
  CHECK(svg(chart).find(">-") == std::string::npos);
  chart.series[0].y[1] = -0.1;
  CHECK(svg(chart).find(">-") != std::string::npos);
  chart.series = {{"loss", {1, 2}, {0, 0}, {}, {}, {}, false, false}};
  CHECK(svg(chart).find(">-") == std::string::npos);
}

TEST_CASE("a line chart of nothing, and of many") {
  CHECK(is_clean(svg(LineChart{})));
  LineChart chart;
  chart.log_x = true;
  chart.log_y = true;
  for (int i = 0; i < 40; ++i) chart.series.push_back({"s", {0, 1, 2}, {1, -1, 2}, {}, {}, {}, false, false});
  const std::string picture = svg(chart);
  CHECK(is_clean(picture));
  CHECK(count(picture, ">s</text>") == 30);
  CHECK(count(picture, ">and 10 more</text>") == 1);
}

TEST_CASE("a heat map writes values into its cells where they fit") {
  HeatMap map;
  map.columns = {"64", "128"};
  map.rows = {"relu", "tanh"};
  map.cells = {{{0.7123, "", "", false}, {0.72, "", "", true}}, {{kNaN, "diverged", "", false}, {kNaN, "", "", false}}};
  const std::string picture = svg(map);
  CHECK(is_clean(picture));
  CHECK(count(picture, ">0.7123</text>") == 1);
  CHECK(count(picture, "<title>relu, 128: 0.72</title>") == 1);
  CHECK(count(picture, ">diverged</text>") == 1);
  CHECK(count(picture, ">–</text>") == 1);
  CHECK(count(picture, "#d55e00") == 1);
  map.cells[0][0].text = std::string(40, 'x');
  CHECK(count(svg(map), std::string(40, 'x') + "</text>") == 0);
  CHECK(is_clean(svg(HeatMap{})));
}

TEST_CASE("parallel coordinates put the best trials in front") {
  ParallelCoordinates chart;
  chart.axes = {{"units", {}, true}, {"optimizer", {"adam", "sgd"}, false}, {"momentum", {}, false}};
  chart.score_label = "val_loss";
  chart.larger_is_better = false;
  chart.num_best = 1;
  chart.rows = {{{64, 1, 0.9}, 0.5}, {{128, 0, kNaN}, 0.4}, {{256, 0, kNaN}, kNaN}};
  const std::string picture = svg(chart);
  CHECK(is_clean(picture));
  CHECK(count(picture, "<polyline") == 3);
  CHECK(picture.rfind("stroke=\"#d55e00\"", picture.rfind("<polyline") + 200) > picture.rfind("<polyline"));
  CHECK(count(picture, ">not set</text>") == 1);
  CHECK(count(picture, ">failed</text>") == 1);
  CHECK(count(picture, ">the best trial</text>") == 1);
  CHECK(count(picture, ">1 others</text>") == 0);
  CHECK(count(picture, ">1 other</text>") == 1);
  for (const char* tick : {">64</text>", ">128</text>", ">256</text>", ">adam</text>", ">sgd</text>"}) {
    CHECK(count(picture, tick) == 1);
  }
  chart.rows.clear();
  CHECK(is_clean(svg(chart)));
  CHECK(is_clean(svg(ParallelCoordinates{})));
}

}  // namespace
}  // namespace nnctl::report
