// Images flipped, shifted, turned and zoomed at random while training. Keras 3.15.1,
// keras/src/layers/preprocessing/image_preprocessing/random_flip.py, random_translation.py, random_rotation.py and
// random_zoom.py. The gradient is that of the map itself; TensorFlow's is the inverse map of dy.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "layers/affine_map.hpp"
#include "layers/data_format.hpp"
#include "layers/random_image.hpp"
#include "layers/registry.hpp"

namespace nnctl {

namespace {

enum class FlipMode { kHorizontal, kVertical, kBoth };

}  // namespace

namespace schema {

template <>
struct Choices<FlipMode> {
  static const std::vector<Choice<FlipMode>>& all() {
    static const std::vector<Choice<FlipMode>> list = {{"horizontal", FlipMode::kHorizontal},
                                                       {"vertical", FlipMode::kVertical},
                                                       {"horizontal_and_vertical", FlipMode::kBoth}};
    return list;
  }
};

template <>
struct Choices<FillMode> {
  static const std::vector<Choice<FillMode>>& all() {
    static const std::vector<Choice<FillMode>> list = {{"reflect", FillMode::kReflect},
                                                       {"wrap", FillMode::kWrap},
                                                       {"constant", FillMode::kConstant},
                                                       {"nearest", FillMode::kNearest}};
    return list;
  }
};

template <>
struct Choices<PixelInterpolation> {
  static const std::vector<Choice<PixelInterpolation>>& all() {
    static const std::vector<Choice<PixelInterpolation>> list = {{"nearest", PixelInterpolation::kNearest},
                                                                 {"bilinear", PixelInterpolation::kBilinear}};
    return list;
  }
};

}  // namespace schema

namespace {

struct FlipConfig {
  FlipMode mode = FlipMode::kBoth;
  std::optional<std::int64_t> seed;
  DataFormat data_format = DataFormat::kChannelsLast;
};

class RandomFlip final : public RandomImage {
 public:
  explicit RandomFlip(const FlipConfig& config) : RandomImage("random_flip", config.seed), mode_(config.mode) {}

 private:
  // One decision for both directions, as in Keras; a flip undoes itself.
  void change(const ImageChance& chance, const Shape& shape, const Real* x, Real* y) const override {
    const bool flips = chance[0] <= 0.5F;
    const bool horizontally = flips && mode_ != FlipMode::kVertical;
    const bool vertically = flips && mode_ != FlipMode::kHorizontal;
    const std::int64_t channels = shape[2];
    for (std::int64_t row = 0; row < shape[0]; ++row) {
      const Real* line = x + (vertically ? shape[0] - 1 - row : row) * shape[1] * channels;
      for (std::int64_t column = 0; column < shape[1]; ++column, y += channels) {
        std::copy_n(line + (horizontally ? shape[1] - 1 - column : column) * channels, channels, y);
      }
    }
  }
  void change_backward(const ImageChance& chance, const Shape& shape, const Real*, const Real* dy,
                       Real* dx) const override {
    change(chance, shape, dy, dx);
  }

  FlipMode mode_;
};

struct MapConfig {
  Sampling sampling;
  std::optional<std::int64_t> seed;
  DataFormat data_format = DataFormat::kChannelsLast;
};

/// An image read through an affine map of its own.
class RandomMap : public RandomImage {
 public:
  RandomMap(const char* name, const MapConfig& config) : RandomImage(name, config.seed), sampling_(config.sampling) {}

 protected:
  virtual AffineMap map(const ImageChance& chance, float height, float width) const = 0;

 private:
  void change(const ImageChance& chance, const Shape& shape, const Real* x, Real* y) const final {
    transform_image(shape, sampling_, map_of(chance, shape), x, y);
  }
  void change_backward(const ImageChance& chance, const Shape& shape, const Real*, const Real* dy,
                       Real* dx) const final {
    transform_image_backward(shape, sampling_, map_of(chance, shape), dy, dx);
  }
  AffineMap map_of(const ImageChance& chance, const Shape& shape) const {
    return map(chance, static_cast<float>(shape[0]), static_cast<float>(shape[1]));
  }

  Sampling sampling_;
};

struct TranslationConfig : MapConfig {
  Factor height_factor = {{0.0}};
  Factor width_factor = {{0.0}};
};

class RandomTranslation final : public RandomMap {
 public:
  explicit RandomTranslation(const TranslationConfig& config)
      : RandomMap("random_translation", config),
        height_(range_of(config.height_factor)),
        width_(range_of(config.width_factor)) {}

 private:
  AffineMap map(const ImageChance& chance, float height, float width) const override {
    return {.x0 = -width_.at(chance[1]) * width, .y0 = -height_.at(chance[0]) * height};
  }

  Range height_;
  Range width_;
};

struct RotationConfig : MapConfig {
  Factor factor = {{0.0}};
};

class RandomRotation final : public RandomMap {
 public:
  explicit RandomRotation(const RotationConfig& config)
      : RandomMap("random_rotation", config), turns_(range_of(config.factor)) {}

 private:
  AffineMap map(const ImageChance& chance, float height, float width) const override {
    const float degrees = turns_.at(chance[0]) * 360;
    const float angle = degrees * static_cast<float>(std::numbers::pi / 180);
    const float cosine = std::cos(angle);
    const float sine = std::sin(angle);
    const float center_x = 0.5F * (width - 1);
    const float center_y = 0.5F * (height - 1);
    return {.xx = cosine,
            .xy = -sine,
            .x0 = center_x - center_x * cosine + center_y * sine,
            .yx = sine,
            .yy = cosine,
            .y0 = center_y - center_x * sine - center_y * cosine};
  }

  Range turns_;
};

struct ZoomConfig : MapConfig {
  Factor height_factor = {{0.0}};
  std::optional<Factor> width_factor;
};

class RandomZoom final : public RandomMap {
 public:
  explicit RandomZoom(const ZoomConfig& config)
      : RandomMap("random_zoom", config), height_(range_of(config.height_factor)) {
    if (config.width_factor) width_ = range_of(*config.width_factor);
  }

 private:
  // Above 1 the map reads from a wider field: the picture becomes smaller.
  AffineMap map(const ImageChance& chance, float height, float width) const override {
    const float zoom_y = 1 + height_.at(chance[0]);
    const float zoom_x = width_ ? 1 + width_->at(chance[1]) : zoom_y;
    return {.xx = zoom_x, .x0 = (width - 1) / 2 * (1 - zoom_x), .yy = zoom_y, .y0 = (height - 1) / 2 * (1 - zoom_y)};
  }

  Range height_;
  std::optional<Range> width_;
};

template <class Config>
schema::Schema<Config>& map_fields(schema::Schema<Config>& fields) {
  Sampling Config::*sampling = &Config::sampling;
  std::optional<std::int64_t> Config::*seed = &Config::seed;
  fields.field("fill_mode", sampling, &Sampling::fill_mode, "What stands outside of the image.")
      .field("interpolation", sampling, &Sampling::interpolation, "How values between pixels are read.")
      .field("fill_value", sampling, &Sampling::fill_value, "What `fill_mode: constant` puts there.", schema::finite());
  DataFormat Config::*data_format = &Config::data_format;
  return data_format_field(seed_field(fields, seed), data_format);
}

schema::Check<std::optional<Factor>> optional_zoom_check() {
  const schema::Check<Factor> given = factor_check(-1, false);
  return {"null or " + given.text,
          [given](const std::optional<Factor>& factor) { return !factor || given.accepts(*factor); },
          schema::Node::map()};
}

}  // namespace

const schema::PartType<Layer>& random_flip_layer() {
  using Config = FlipConfig;
  static const auto type = schema::part_type<RandomFlip, Layer>(
      "random_flip", "RandomFlip", "While training, mirrors each image with probability 1/2.",
      [] {
        schema::Schema<Config> fields("layer 'random_flip'", "");
        fields.field("mode", &Config::mode, "In which direction; in both at once, not in one of them.");
        return data_format_field(seed_field(fields, &Config::seed), &Config::data_format);
      }(),
      {{"random_flip", {3, 4, 2}},
       {"{type: random_flip, mode: horizontal, seed: 3}", {3, 4, 1}},
       {"{type: random_flip, mode: vertical}", {3, 4, 1}}});
  return type;
}

const schema::PartType<Layer>& random_translation_layer() {
  using Config = TranslationConfig;
  static const auto type = schema::part_type<RandomTranslation, Layer>(
      "random_translation", "RandomTranslation", "While training, shifts each image by random parts of its size.",
      [] {
        schema::Schema<Config> fields("layer 'random_translation'", "");
        fields
            .required("height_factor", &Config::height_factor,
                      "Down, as a share of the height: f for -f to f, or [least, most].", factor_check(-1))
            .required("width_factor", &Config::width_factor,
                      "To the right, as a share of the width: f for -f to f, or [least, most].", factor_check(-1));
        return map_fields(fields);
      }(),
      {{"{type: random_translation, height_factor: 0.3, width_factor: 0.4}", {4, 5, 2}},
       {"{type: random_translation, height_factor: [-0.5, 0], width_factor: 0.2, fill_mode: constant, fill_value: 2}",
        {4, 3, 1}},
       {"{type: random_translation, height_factor: 0.5, width_factor: 1, interpolation: nearest, fill_mode: wrap}",
        {4, 5, 1}}});
  return type;
}

const schema::PartType<Layer>& random_rotation_layer() {
  using Config = RotationConfig;
  static const auto type = schema::part_type<RandomRotation, Layer>(
      "random_rotation", "RandomRotation", "While training, turns each image about its center.",
      [] {
        schema::Schema<Config> fields("layer 'random_rotation'", "");
        fields.required("factor", &Config::factor, "In full turns: f for -f to f, or [least, most].", factor_check(-1));
        return map_fields(fields);
      }(),
      {{"{type: random_rotation, factor: 0.2}", {4, 5, 2}},
       {"{type: random_rotation, factor: [0, 0.5], fill_mode: constant, seed: 1}", {5, 4, 1}},
       {"{type: random_rotation, factor: 1, interpolation: nearest, fill_mode: nearest}", {4, 4, 1}}});
  return type;
}

const schema::PartType<Layer>& random_zoom_layer() {
  using Config = ZoomConfig;
  static const auto type = schema::part_type<RandomZoom, Layer>(
      "random_zoom", "RandomZoom", "While training, makes each image smaller or larger about its center.",
      [] {
        schema::Schema<Config> fields("layer 'random_zoom'", "");
        fields
            .required("height_factor", &Config::height_factor,
                      "0.2 shows 20% more of the height: f for -f to f, or [least, most].", factor_check(-1, false))
            .field("width_factor", &Config::width_factor, "The same for the width; null follows the height.",
                   optional_zoom_check());
        return map_fields(fields);
      }(),
      {{"{type: random_zoom, height_factor: 0.3}", {4, 5, 2}},
       {"{type: random_zoom, height_factor: [0.2, 0.6], width_factor: 0.5, fill_mode: constant}", {5, 4, 1}},
       {"{type: random_zoom, height_factor: 0.5, interpolation: nearest, fill_mode: wrap, seed: 2}", {4, 4, 1}}});
  return type;
}

}  // namespace nnctl
