#include "report/svg.hpp"

#include <cmath>
#include <iterator>
#include <vector>

#include <fmt/format.h>

#include "base/printable.hpp"

namespace nnctl::report {

namespace {

constexpr double kNarrow = 0.62;  // of the size: a letter or digit of a wide sans serif
constexpr double kWide = 1.0;     // a character of East Asian scripts

// A coordinate in hundredths of a pixel, without trailing zeros.
std::string format_pixels(double value) {
  std::string text = fmt::format("{:.2f}", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string format_points(std::span<const Point> points) {
  std::string text;
  for (const Point& point : points) {
    if (!text.empty()) text += ' ';
    text += format_pixels(point.x) + ',' + format_pixels(point.y);
  }
  return text;
}

std::string format_stroke(const Stroke& stroke) {
  if (stroke.color.empty()) return {};
  std::string text = fmt::format(" stroke=\"{}\" stroke-width=\"{}\"", stroke.color, format_pixels(stroke.width));
  if (stroke.opacity < 1) text += fmt::format(" stroke-opacity=\"{}\"", format_pixels(stroke.opacity));
  if (!stroke.dashes.empty()) text += fmt::format(" stroke-dasharray=\"{}\"", stroke.dashes);
  return text;
}

// U+FFFE and U+FFFF are no characters of XML 1.0 (section 2.2); printable() takes care of the others.
bool is_forbidden(std::string_view code_point) { return code_point == "\xEF\xBF\xBE" || code_point == "\xEF\xBF\xBF"; }

double width_of(std::string_view code_point) {
  // From U+1100 (Hangul) on, three bytes and more; dashes, dots and quotes of U+2000 to U+2BFF are as narrow as
  // letters.
  const bool punctuation = code_point.size() == 3 && code_point[0] == '\xE2' && code_point[1] < '\xB0';
  return code_point.size() >= 3 && !punctuation ? kWide : kNarrow;
}

std::vector<std::string_view> code_points(std::string_view text) {
  std::vector<std::string_view> points;
  for (; !text.empty(); text.remove_prefix(points.back().size())) {
    points.push_back(text.substr(0, first_code_point_size(text)));
  }
  return points;
}

}  // namespace

std::string escape_xml(std::string_view text) {
  const std::string shown = printable(text);
  std::string escaped;
  for (const std::string_view point : code_points(shown)) {
    if (point == "&") {
      escaped += "&amp;";
    } else if (point == "<") {
      escaped += "&lt;";
    } else if (point == ">") {
      escaped += "&gt;";
    } else if (point == "\"") {
      escaped += "&quot;";
    } else if (point == "'") {
      escaped += "&#39;";
    } else if (is_forbidden(point)) {
      for (const char byte : point) {
        fmt::format_to(std::back_inserter(escaped), "\\x{:02x}", static_cast<unsigned char>(byte));
      }
    } else {
      escaped += point;
    }
  }
  return escaped;
}

double text_width(std::string_view text, double size) {
  double width = 0;
  for (const std::string_view point : code_points(text)) width += width_of(point) * size;
  return width;
}

std::string fit_text(std::string_view text, double size, double width, Keep keep) {
  if (text_width(text, size) <= width) return std::string(text);
  const std::vector<std::string_view> points = code_points(text);
  double room = width - kNarrow * size;  // for the ellipsis
  std::string kept;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::string_view point = keep == Keep::kFront ? points[i] : points[points.size() - 1 - i];
    room -= width_of(point) * size;
    if (room < 0) break;
    kept.insert(keep == Keep::kFront ? kept.size() : 0, point);
  }
  return keep == Keep::kFront ? kept + "…" : "…" + kept;
}

void Svg::line(Point from, Point to, const Stroke& stroke) {
  body_ += fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"{}/>\n", format_pixels(from.x),
                       format_pixels(from.y), format_pixels(to.x), format_pixels(to.y), format_stroke(stroke));
}

void Svg::polyline(std::span<const Point> points, const Stroke& stroke) {
  body_ += fmt::format("<polyline points=\"{}\" fill=\"none\" stroke-linejoin=\"round\"{}/>\n", format_points(points),
                       format_stroke(stroke));
}

void Svg::polygon(std::span<const Point> points, std::string_view color, double opacity) {
  body_ += fmt::format("<polygon points=\"{}\" fill=\"{}\" fill-opacity=\"{}\"/>\n", format_points(points), color,
                       format_pixels(opacity));
}

void Svg::rectangle(const Box& box, std::string_view color, const Stroke& border, std::string_view hint) {
  body_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"{}", format_pixels(box.left),
                       format_pixels(box.top), format_pixels(box.width), format_pixels(box.height), color,
                       format_stroke(border));
  body_ += hint.empty() ? "/>\n" : fmt::format("><title>{}</title></rect>\n", escape_xml(hint));
}

void Svg::circle(Point center, double radius, std::string_view color) {
  body_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\"/>\n", format_pixels(center.x),
                       format_pixels(center.y), format_pixels(radius), color);
}

void Svg::text(Point place, std::string_view text, const TextStyle& style) {
  body_ += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"", format_pixels(place.x),
                       format_pixels(place.y), format_pixels(style.size), style.color.empty() ? kInk : style.color);
  if (style.anchor == Anchor::kMiddle) body_ += " text-anchor=\"middle\"";
  if (style.anchor == Anchor::kEnd) body_ += " text-anchor=\"end\"";
  if (style.bold) body_ += " font-weight=\"bold\"";
  if (style.halo) body_ += " class=\"halo\"";
  has_halo_ = has_halo_ || style.halo;
  if (style.turned != 0) {
    body_ += fmt::format(" transform=\"rotate({} {} {})\"", format_pixels(style.turned), format_pixels(place.x),
                         format_pixels(place.y));
  }
  body_ += fmt::format(">{}</text>\n", escape_xml(text));
}

void Svg::clip(const Box& box) {
  const std::string corner = format_pixels(box.left) + " " + format_pixels(box.top);
  const std::string size =
      fmt::format("width=\"{}\" height=\"{}\"", format_pixels(box.width), format_pixels(box.height));
  body_ += fmt::format("<svg x=\"{}\" y=\"{}\" {} viewBox=\"{} {} {}\" overflow=\"hidden\">\n", format_pixels(box.left),
                       format_pixels(box.top), size, corner, format_pixels(box.width), format_pixels(box.height));
}

void Svg::close() { body_ += "</svg>\n"; }

// Viewers that know nothing of dark pages take the first of the two colours.
constexpr std::string_view kHalo =
    "<style>.halo{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-opacity:.8;stroke-linejoin:round}"
    "@media (prefers-color-scheme:dark){.halo{stroke:#0d1117}}</style>\n";

std::string Svg::document(double width, double height, std::string_view title) const {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" role=\"img\" "
      "font-family=\"system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', Arial, sans-serif\">\n"
      "<title>{2}</title>\n{3}{4}</svg>\n",
      format_pixels(std::ceil(width)), format_pixels(std::ceil(height)), escape_xml(title), has_halo_ ? kHalo : "",
      body_);
}

}  // namespace nnctl::report
