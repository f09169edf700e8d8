// SVG by the few shapes that charts are made of. The same calls give the same bytes. The background is transparent and
// the colours stand out on white and on black, so that one picture serves light and dark pages.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace nnctl::report {

struct Point {
  double x = 0;
  double y = 0;  ///< downwards
};

struct Box {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
  double right() const { return left + width; }
  double bottom() const { return top + height; }
};

struct Stroke {
  std::string_view color;
  double width = 1;
  double opacity = 1;
  std::string_view dashes;  ///< lengths of dash and gap, "5 3"; empty: solid
};

enum class Anchor { kStart, kMiddle, kEnd };

struct TextStyle {
  double size = 12;
  Anchor anchor = Anchor::kStart;
  bool bold = false;
  double turned = 0;  ///< degrees about the text's own place, clockwise
  std::string_view color;
  bool halo = false;  ///< in the page's likely colour, so that it can be read across lines
};

/// Of text, axes and grids: 4.5:1 against white and 4.6:1 against black (WCAG 2 contrast).
inline constexpr std::string_view kInk = "#767676";

class Svg {
 public:
  void line(Point from, Point to, const Stroke& stroke);
  void polyline(std::span<const Point> points, const Stroke& stroke);
  void polygon(std::span<const Point> points, std::string_view color, double opacity);
  /// `hint` is what a viewer shows when it is pointed at.
  void rectangle(const Box& box, std::string_view color, const Stroke& border = {}, std::string_view hint = {});
  void circle(Point center, double radius, std::string_view color);
  /// `y` is the base line. Drawn in kInk unless the style has a colour.
  void text(Point place, std::string_view text, const TextStyle& style);

  /// What is drawn until close() shows within `box` only. Coordinates stay those of the whole.
  void clip(const Box& box);
  void close();

  std::string document(double width, double height, std::string_view title) const;

 private:
  std::string body_;
  bool has_halo_ = false;
};

/// Text as XML holds it: the five characters escaped, what XML forbids written as \xNN.
std::string escape_xml(std::string_view text);

/// A rough width in pixels, on the wide side: which font will be used is not known.
double text_width(std::string_view text, double size);

/// `text` shortened with an ellipsis until text_width() fits; at the front where its end tells more.
enum class Keep { kFront, kEnd };
std::string fit_text(std::string_view text, double size, double width, Keep keep = Keep::kFront);

}  // namespace nnctl::report
